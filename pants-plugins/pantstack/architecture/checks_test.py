"""Every check's page is executed: its files are judged, and its marks are the expected findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pants.backend.python import target_types_rules
from pants.backend.python.target_types import PythonSourcesGeneratorTarget
from pants.core.goals.lint import LintResult
from pants.core.util_rules import source_files
from pants.engine.rules import QueryRule
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.architecture import checks, rules
from pantstack.architecture.core import render
from pantstack.architecture.rules import PantstackLintRequest, SelectedFiles
from pantstack.catalogue import rules as catalogue_rules
from pantstack.catalogue import targets

PAGES = Path(checks.__file__).parent
_FILE = re.compile(r"^```python file=(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"# error: ([a-z-]+)")


def make_runner() -> RuleRunner:
    """A repository with the checker in it."""
    runner = RuleRunner(
        rules=[
            *rules.rules(),
            *catalogue_rules.rules(),
            *source_root.rules(),
            *source_files.rules(),
            *target_types_rules.rules(),
            QueryRule(LintResult, (PantstackLintRequest.Batch,)),
        ],
        target_types=[*targets.target_types(), PythonSourcesGeneratorTarget],
    )
    runner.set_options(['--source-root-patterns=["/", "/src"]', '--pantstack-layers=["domain"]'])
    return runner


def lint(runner: RuleRunner, *paths: str) -> LintResult:
    """Judge selected files."""
    batch = PantstackLintRequest.Batch("pantstack", ("pantstack",), SelectedFiles(paths))
    return runner.request(LintResult, [batch])


def page_files(code: str) -> dict[str, str]:
    """The fenced files of a check's page."""
    text = (PAGES / f"{code.replace('-', '_')}.md").read_text(encoding="utf-8")
    return dict(_FILE.findall(text))


def expected_findings(files: dict[str, str]) -> set[tuple[str, int, str]]:
    """Path, line and code of every mark."""
    return {
        (path, number, mark)
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for mark in _MARK.findall(line)
    }


def found(result: LintResult) -> set[tuple[str, int, str]]:
    """Path, line and code of every finding."""
    lines = re.findall(r"^(\S+?):(\d+):\d+ ([a-z-]+) ", result.stdout, re.MULTILINE)
    return {(path, int(line), code) for path, line, code in lines}


@pytest.mark.parametrize("code", checks.CODES)
def test_page(code: str) -> None:
    """The findings on a page's files are exactly its marks, and both a bad and a good example are there."""
    files = page_files(code)
    runner = make_runner()
    runner.write_files(files)
    result = lint(runner, *files)

    assert found(result) == expected_findings(files)
    assert {mark for _, _, mark in expected_findings(files)} == {code}


def test_every_check_has_a_page_of_the_same_shape() -> None:
    """Codes and pages are the same set, and each page has the same headings."""
    pages: dict[str, list[str]] = {
        path.stem.replace("_", "-"): re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in PAGES.glob("*.md")
    }

    headings = ["What it finds", "Why it matters", "Bad", "Good", "Options"]
    assert pages == dict.fromkeys(checks.CODES, headings)
    assert len(checks.CHECKS) == len(set(checks.CODES))


def test_the_footer_names_where_the_pages_are() -> None:
    """The path that findings point at is where the pages stand."""
    assert (Path(__file__).parents[3] / render.PAGES).resolve() == PAGES.resolve()
