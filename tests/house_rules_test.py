"""The rules that the project holds its own files to."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
from harness import ROOT

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
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 40
    ]

    assert long == []


def test_tests_say_what_holds() -> None:
    """Every test has a docstring of one sentence."""
    silent = []
    for path in set(TESTS) - set(VERBATIM):
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                said = ast.get_docstring(node)
                if not said or not said.endswith("."):
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
