"""Every check's page is executed: its files are checked, and its marks are the expected findings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit

from pantstack.base.errors import Parsed
from pantstack.boundaries import checks
from pantstack.boundaries.checks import pages
from pantstack.boundaries.policy import baseline
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, evaluate
from pantstack.boundaries.policy.moves import Moves
from pantstack.boundaries.policy.suppressions import CODES, UNHIDEABLE
from pantstack.boundaries.testing import project, settings

FOLDER = Path(checks.__file__).parent
BASELINE = "pantstack-baseline.txt"
BEFORE = f"at-the-merge-base/{BASELINE}"
_FILE = re.compile(r"^```\w* file=(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"# error: ([a-z, -]+)")


def page(code: str) -> str:
    """The text of a check's page."""
    return (FOLDER / f"{code.replace('-', '_')}.md").read_text(encoding="utf-8")


def page_files(code: str) -> dict[str, str]:
    """The fenced files of a check's page."""
    return dict(_FILE.findall(page(code)))


def expected_findings(files: dict[str, str]) -> set[tuple[str, int, str]]:
    """Path, line and code of every mark."""
    return {
        (path, number, code)
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for mark in _MARK.findall(line)
        for code in mark.replace(" ", "").split(",")
    }


def evaluate_page(code: str) -> tuple[dict[str, str], EvaluatedFindings]:
    """The files of a page, and what the checks say of them."""
    files = page_files(code)
    # A mark is a comment, and would be the reason of a suppression before it.
    return files, evaluate_files(code, {path: _MARK.sub("", text) for path, text in files.items()})


def evaluate_files(code: str, files: dict[str, str]) -> EvaluatedFindings:
    """What the checks say of files under the configuration of a page."""
    toml = _TOML.search(page(code))
    options = tomlkit.parse(toml[1]).unwrap() if toml else {}
    layers = tuple(options.get("pantstack", {}).get("layers", ()))
    tolerated = Parsed(None) if BASELINE not in files else baseline.parse(files[BASELINE], BASELINE)
    assert tolerated.errors == ()
    outcome = evaluate(project(files, layers), checks.CHECKS, replace(settings(files), baseline=tolerated.value))
    if tolerated.value is None or BEFORE not in files:
        return outcome
    added, _ = baseline.growth(baseline.parse(files[BEFORE], BASELINE).value, tolerated.value, Moves(files))
    return replace(outcome, findings=(*outcome.findings, *baseline.grown(added, BASELINE, "main")))


@pytest.mark.parametrize("code", CODES)
def test_page(code: str) -> None:
    """The findings on a page's files are exactly its marks, and all of them are of the page's own code."""
    files, evaluated = evaluate_page(code)

    assert {(each.path, each.position.line, each.code) for each in evaluated.findings} == expected_findings(files)
    assert code in {mark for _, _, mark in expected_findings(files)}


@pytest.mark.parametrize("code", [code for code in CODES if code not in UNHIDEABLE])
def test_ways_to_live_with_it(code: str) -> None:
    """The comment that a page names hides each of its findings where it is marked, and so does a baseline."""
    files, evaluated = evaluate_page(code)
    comment = f"# pantstack: ignore[{code}] reason until=2027-03-31"
    commented = {path: _MARK.sub(comment, text) for path, text in files.items()}

    assert f"`{comment}`" in page(code)
    assert evaluate_files(code, commented).findings == ()
    assert baseline.apply(evaluated.findings, baseline.of(evaluated.findings), Moves(files)).kept == ()


def test_every_check_has_a_page_of_the_same_shape() -> None:
    """Codes and pages are the same set, and each page has the same headings."""
    pages: dict[str, list[str]] = {
        path.stem.replace("_", "-"): re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in FOLDER.glob("*.md")
    }

    headings = ["What it finds", "Why it matters", "Bad", "Good", "Options"]
    assert pages == dict.fromkeys(CODES, headings)
    assert len(CODES) == len(set(CODES))


def test_descriptions() -> None:
    """Each page begins with a sentence that says what the check finds."""
    assert all(pages.description(code).endswith(".") for code in CODES)
    assert pages.description("private-import") == (
        "An import, in a file outside a module, of something that the module's facade does not own."
    )


def test_the_footer_names_where_the_pages_are() -> None:
    """The path that findings point at is where the pages stand."""
    assert (Path(__file__).parents[4] / pages.FOLDER).resolve() == FOLDER.resolve()


def test_the_pages_of_an_installed_package(tmp_path: Path) -> None:
    """A repository that has no pages of its own is shown those of the package, which are there to be read."""
    assert pages.folder(str(Path(__file__).parents[4])) == pages.FOLDER
    assert Path(pages.folder(str(tmp_path))) == FOLDER.resolve()
    assert pages.names(["private-import"]) == "private_import.md"
    assert pages.names(["private-import", "facade-leak"]) == "{private_import,facade_leak}.md"
