"""The rules that the project holds its own files to."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from guide_status import COMMAND, PAGE, ROWS, find_tests, page, read_rows, rows_of
from harness import ROOT

from pantstack.boundaries.policy.suppressions import CODES

TRACKED = [
    Path(path)
    for path in subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    if (ROOT / path).is_file()
]
SOURCES = [path for path in TRACKED if path.suffix == ".py"]
TESTS = [path for path in SOURCES if path.name.endswith("_test.py") or path.name.startswith("test_")]


# The guide's own tests, as the guide has them.
VERBATIM = [Path("modules/orders/backend/tests") / name for name in ("test_api.py", "test_service.py")]


def _is_test(path: Path) -> bool:
    return path in TESTS or path.name in {"conftest.py", "harness.py"}


def test_size_of_source_files() -> None:
    """No source file has more than 250 lines, and no rules.py more than 120."""
    lines = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in SOURCES if not _is_test(path)
    }

    assert {path: n for path, n in lines.items() if n > (120 if path.name == "rules.py" else 250)} == {}


def test_size_of_functions() -> None:
    """No function outside the tests has more than 40 lines."""
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in SOURCES
        if not _is_test(path)
        for node in ast.walk(_tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 40
    ]

    assert long == []


def test_tests_say_what_holds() -> None:
    """Every test has a docstring of one sentence."""
    silent = []
    for path in set(TESTS) - set(VERBATIM):
        for node in ast.walk(_tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                output = ast.get_docstring(node)
                if not output or not output.endswith("."):
                    silent.append(f"{path}:{node.lineno} {node.name}")

    assert silent == []


@pytest.mark.parametrize("pattern", [r"(?<![\w.~-])/(?:work|farm|root|tmp/v\d)/", r"artifact" + "ory"])
def test_no_machine_in_the_project(pattern: str) -> None:
    """No path of one machine and no private registry stands in a tracked file."""
    found = []
    for path in TRACKED:
        if path == Path(__file__).relative_to(ROOT):
            continue
        text = (ROOT / path).read_bytes().decode("utf-8", "replace")
        found += [f"{path}: {match.group()}" for match in re.finditer(pattern, text)]

    assert found == []


SELF, HISTORY = Path("tests/house_rules_test.py"), [Path("CHANGELOG.md"), Path("docs/accuracy.md")]
# What plain English and the words of docs/glossary.md have replaced.
OLD_WORDS = {
    r"artefacts?|behaviour\w*|cent(re|red)|colour\w*|favour\w*|grey|honour\w*|licences?|neighbours?": "American spelling",
    r"judg(e?ment)|labelled|modelled|(analy|initiali|normali|organi|recogni|seriali)s(e|ed|es|ing)|learnt|spelt": "American spelling",
    r"architecture/core|catalogues?|engine/core": "declarations, boundaries, pants_port",
    r"doors?": "facade",
    r"circles?|knots?": "cycle, strongly connected component",
    r"crew|leash(es)?|overview": "worker process, parent watch, view",
    r"seals?": "fingerprint",
    r"handovers?|ledger|secrecy|shel(f|ves)|surveys?": "run_runner, records, secrets, store inventory",
    r"belongings|ci_rights|crossings\.all|is_sick": "ci_workload_permissions, boundary_crossings, unhealthy",
    r"Discreet|Judged|Judgement|Ledger|News|Shown|Story|Trail": "what it is: TruncatingLog, CheckResult, RunEvent, Resolution",
    r"Crew|Driver|Ended|Held|Leash|Needs|Shelf|Survey": "worker process, Pulumi, Outcome, Requirements",
    r"Problems?": "UserError",
    r"[Mm]end(s|ed|ing)?|[Ww]orded": "fix, written",
    r"(?<=\"\"\")(Begin|Prepare)\\.": "what it does",
    r"but for": "except",
    r"handed on|hands on": "re-export, pass on",
    r"(?:\w*_)?(?:[Ss]aid|SAID|[Aa]sked|ASKED|[Tt]old|TOLD)(?:_\w*|\d*)": "value, output, message, request, report",
}


@pytest.mark.parametrize("pattern", OLD_WORDS)
def test_old_words_stay_out(pattern: str) -> None:
    """Names, comments, docstrings, messages and pages use the words of the glossary."""
    word = re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")
    found = [
        f"{path}:{number}: {match[0]}, say: {OLD_WORDS[pattern]}"
        for path in TRACKED
        if path.suffix in {".html", ".j2", ".js", ".md", ".py", ".toml"}
        and path not in (*VERBATIM, *HISTORY, SELF)
        and path.parts[:2] != ("tests", "corpus")
        and "testdata" not in path.parts
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1)
        for match in word.finditer(line)
    ]

    assert found == []


BACKEND = [path for path in SOURCES if path.parts[:2] == ("pants-plugins", "pantstack") and "files" not in path.parts]
# Besides `pants_rules/` and `pants_port/`: target types, functions for BUILD files, and what joins the features.
TOUCH_PANTS = {
    Path("pants-plugins/pantstack") / name
    for name in (
        *("declarations/fields.py", "declarations/layers/fields.py"),
        *("declarations/macros.py", "declarations/targets.py", "register.py"),
    )
}


def _imports(path: Path) -> Iterator[tuple[str, str]]:
    """What a file imports: modules, and the names taken from them."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((str(node.module), alias.name) for alias in node.names)


def test_pants_stays_in_its_places() -> None:
    """Only rules, the port and target types import Pants."""
    users = {path for path in BACKEND if any(module.split(".")[0] == "pants" for module, _ in _imports(path))}

    pure = {path for path in users if not _is_test(path) and not {"pants_port", "pants_rules"} & set(path.parts)}
    assert pure == TOUCH_PANTS


def test_the_rule_api_stays_in_the_port() -> None:
    """What differs between two generations of Pants is in the port, and in the calls of a goal."""
    names = {"Effect", "Get", "MultiGet", "concurrently", "implicitly"}
    users = {
        path for path in BACKEND for module, name in _imports(path) if module == "pants.engine.rules" and name in names
    }

    assert users
    assert [path for path in users if path.parent.name != "pants_port" and path.name != "calls.py"] == []


def test_tests_share_helpers_not_tests() -> None:
    """Nobody imports from a test module: what tests share is in a file of its own."""
    borrowed = [f"{path}: {module}" for path in SOURCES for module, _ in _imports(path) if module.endswith("_test")]

    assert borrowed == []


@pytest.mark.parametrize("names", [("pex", "docker"), ("aws", "local")], ids=["artifact kinds", "platforms"])
def test_no_name_of_a_variant_is_compared(names: tuple[str, ...]) -> None:
    """What differs between artifact kinds, or between platforms, is data of theirs: nobody else asks for a name."""
    compared = [
        f"{path}:{node.lineno} {ast.unparse(node)}"
        for path in SOURCES
        if path.parts[0] in {"pants-plugins", "stack"} and not _is_test(path) and path.parent.name not in names
        if path.name != "testing.py"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Compare)
        and any(isinstance(part, ast.Constant) and part.value in names for part in ast.walk(node))
    ]

    assert compared == []


# A folder of equals.
LARGE = {"pants-plugins/pantstack/boundaries/checks"}


def test_size_of_folders() -> None:
    """No folder has more than fourteen source files, except for the checks, which are equals."""
    folders = Counter(path.parent for path in SOURCES if not _is_test(path) and path.name != "__init__.py")

    assert {str(folder) for folder, count in folders.items() if count > 14} <= LARGE


def test_every_check_has_a_page() -> None:
    """Whatever code a finding may have, its page is beside the checks."""
    folder = ROOT / "pants-plugins/pantstack/boundaries/checks"

    assert {f"{code.replace('-', '_')}.md" for code in CODES} == {path.name for path in folder.glob("*.md")}


def test_every_row_of_the_guide_has_a_test() -> None:
    """Each promise of the guide has a test that is named after its row, and no test is named after another."""
    rows = {row for group in read_rows().values() for row in group}
    tests = find_tests()

    assert [f"{test.path}: {test.name}" for test in tests if not test.rows or not set(test.rows) <= rows] == []
    assert rows - {row for test in tests for row in test.rows} == set(), f"name a test after it, see {ROWS}"


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("test_row_06_a_pull_request", ("6",)),
        ("test_row_57", ("57",)),
        ("test_rows_58_60_title", ("58", "60")),
        ("test_rows_31_to_34_47_the_tree", ("31", "32", "33", "34", "47")),
        ("test_rows_d1_118_c17_x", ("D1", "118", "C17")),
        ("test_row_57_58_one_too_many", ()),
        ("test_rows_57_one_too_few", ()),
        ("test_rows_d1_to_d3_x", ()),
        ("test_row_title", ()),
    ],
)
def test_numbers_in_a_name(name: str, rows: tuple[str, ...]) -> None:
    """A name has one row, several, or a range of them; anything else is none."""
    assert rows_of(name) == rows


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)], ids=["on CI", "elsewhere"])
def test_a_row_is_not_skipped(tmp_path: Path, ci: str, code: int) -> None:
    """On CI a test of a row fails where it is skipped; other tests may be, and elsewhere all."""
    skipped = 'import pytest\n\n\ndef test_{}():\n    pytest.skip("no engine")\n'
    for name in ("row_57_title", "title"):
        (tmp_path / f"{name}_test.py").write_text(skipped.format(name), encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-q", "-p", "tests.unskipped_rows", str(tmp_path))
    variables = {**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)

    summary = {0: "2 skipped", 1: "1 failed, 1 skipped"}[code]
    assert (ran.returncode, ran.stdout.splitlines()[-1].partition(" in ")[0]) == (code, summary), ran.stdout


def test_the_page_of_rows() -> None:
    """The page is what the names of the tests make of it."""
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(find_tests()), f"write it with: {COMMAND}"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))
