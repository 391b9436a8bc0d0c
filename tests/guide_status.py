"""Writes docs/guide-status.md: each row of the guide, the tests that are named after it, and what that proves.

Nothing is run: the names are read from the files. `make guide-status` writes the page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tomlkit
from harness import ROOT

ROWS = "docs/guide_rows.toml"
PAGE = "docs/guide-status.md"
COMMAND = "make guide-status"
# Where tests may be, the template of new modules before the modules that are made from it.
FOLDERS = ("tests", "stack", "pants-plugins", "modules")
_TEST = re.compile(r"^\s*(?:async )?def (test_rows?_\w+)\(", re.MULTILINE)
_ROW = r"[dc]?\d+"
_NAME = re.compile(rf"test_(?:row_({_ROW})|rows_({_ROW}(?:_(?:to_)?{_ROW})+))(?:_(?![dc]?\d+(?:_|$))\w+)?$")
_PART = re.compile(rf"(to_)?({_ROW})(?:_|$)")

HEAD = f"""\
# The guide, row by row

<!-- Written by `{COMMAND}` from `{ROWS}` and the names of the tests. -->

The [module development guide](module-development-guide.md) promises what the rows 1 to 118 have, a line each; D are the
deprecated things that it was first written with and what stands in their place, C its contradictions and how they are
resolved. Its example is `orders`; what it promises of a module is tested on one that `new-module` has just made.

A test has the numbers of the rows that it proves in its name: `test_row_57_…`, `test_rows_58_60_…`. A row is **proved**
if there is such a test: CI runs all tests for every commit, and has what they need. In `tests` and `pants-plugins` one
of a row that is skipped there has failed. So this page changes with the tests, not with each run of them. A row without
a test fails the build, and so does a test of a row that does not exist.
"""


@dataclass(frozen=True)
class RowTest:
    """A test that is named after rows.

    Attributes:
        path: its file, from the root.
        rows: such as `57` and `D1`; none where the name does not say any.
    """

    path: str
    name: str
    rows: tuple[str, ...]


def read_rows() -> dict[str, dict[str, str]]:
    """Return the promise of each row, by group and row, in the order of the page."""
    groups: dict[str, dict[str, str]] = tomlkit.parse((ROOT / ROWS).read_text(encoding="utf-8")).unwrap()
    return groups


def rows_of(name: str) -> tuple[str, ...]:
    """Return the rows that the name of a test says, such as `57` and `D1`; none where it says none clearly."""
    match = _NAME.match(name)
    rows: list[str] = []
    for to, row in _PART.findall((match[1] or match[2]) if match else ""):
        if to and not (rows and rows[-1].isdigit() and row.isdigit()):
            return ()
        rows += [str(number) for number in range(int(rows[-1]) + 1, int(row))] if to else []
        rows.append(str(int(row)) if row.isdigit() else row.upper())
    return tuple(rows)


def find_tests() -> list[RowTest]:
    """Return the tests that are named after rows; of those that modules have from a template, the template's."""
    found: dict[tuple[str, str], RowTest] = {}
    for path in _files():
        for name in _TEST.findall((ROOT / path).read_text(encoding="utf-8")):
            found.setdefault((Path(path).name.replace(".j2", ""), name), RowTest(path, name, rows_of(name)))
    return sorted(found.values(), key=lambda test: (test.path, test.name))


def _files() -> Iterator[str]:
    for folder in FOLDERS:
        for parent, folders, names in os.walk(ROOT / folder):
            folders[:] = [name for name in folders if not name.startswith((".", "__pycache__", "corpus", "testdata"))]
            for name in names:
                if name.endswith(("_test.py", "_test.py.j2")) or (name.startswith("test_") and ".py" in name):
                    yield (Path(parent) / name).relative_to(ROOT).as_posix()


def page(tests: list[RowTest]) -> str:
    """Return what docs/guide-status.md should be.

    Args:
        tests: those that are named after rows.
    """
    text = HEAD
    for group, rows in read_rows().items():
        text += f"\n## {group}\n\n| row | promise | tests | result |\n|---|---|---|---|\n"
        for row, promise in rows.items():
            links = [f"[`{test.name}`](../{test.path})" for test in tests if row in test.rows]
            cells = (row, promise.replace("|", r"\|"), "<br>".join(links), "proved" if links else "no test yet")
            text += f"| {' | '.join(cells)} |\n"
    return text


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(find_tests()), encoding="utf-8")
