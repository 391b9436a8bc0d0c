"""Reports and problems as workflow commands."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.reporting.render import View, render
from pantstack.boundaries.reporting.testing import (
    EMPTY,
    ERROR,
    FLAG,
    HOSTILE,
    PROBLEM,
    REPORT,
    hostile,
    hostile_problem,
)


def test_errors_and_warnings() -> None:
    """One command a finding, then what was checked."""
    assert render(REPORT, (), "github", View("1.0")) == (
        "::error file=modules/a/x.py,line=3,col=8,endColumn=15,title=private-import::`b.inner` is internal to `b`.%0A"
        "b/BUILD:1 declares what is public there.%0AWrite: from b.public import B\n"
        "::warning file=modules/a/x.py,line=4,col=1,title=unprovable-import::Nobody knows.%0A"
        "Nothing decides.%0AWrite it down.\n"
        "5 imports in 2 files of 1 module checked; 1 file in no module, which may use facades only (none"
        " does); 1 import not provable; 2 findings suppressed;"
        " 4 findings switched off; 3 imports under TYPE_CHECKING left out; 1 file of data not parsed;"
        " 6 files not read (notebooks, Cython, scripts without a suffix);"
        " baseline: 12 entries hide 9 findings here (+0/-3 since the merge base).\n"
    )


def test_mistakes_in_declarations() -> None:
    """One command a mistake, then why nothing was checked."""
    assert render(EMPTY, [PROBLEM], "github", View()) == (
        "::error file=b/BUILD,line=2,title=declaration::Unknown module `c` in depends_on.%0ADid you mean `d`?\n"
        "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
    )


def test_a_mistake_in_a_flag() -> None:
    """What is set outside of files has no place in one."""
    assert render(EMPTY, [FLAG], "github", View()).splitlines()[0] == (
        "::error title=--pantstack-format::Unknown format `xml`.%0AUse another one."
    )


@pytest.mark.parametrize("end", [Position(4, 9), ERROR.position])
def test_columns_within_one_line(end: Position) -> None:
    """GitHub takes an end column for the same line only, and none for nothing."""
    outcome = replace(REPORT, findings=(replace(ERROR, end=end),))

    assert render(outcome, (), "github", View()).split("::")[1] == (
        "error file=modules/a/x.py,line=3,col=8,title=private-import"
    )


def test_escapes() -> None:
    """As GitHub documents them: more in properties than in the message; other control characters are made visible."""
    path = "a,b:c%d\r\n\x1b.py"

    assert render(hostile(path), (), "github", View()).splitlines()[0] == (
        "::error file=a%2Cb%3Ac%25d%0D%0A\\x1b.py,line=1,col=1,title=private-import::See a,b:c%25d%0D%0A\\x1b.py.%0A"
        "a,b:c%25d%0D%0A\\x1b.py decides.%0AFix a,b:c%25d%0D%0A\\x1b.py"
    )


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_names_forge_no_command(path: str) -> None:
    """Whatever a file is called, there is one line a finding, and all its properties are ours."""
    *commands, _nothing_checked, _fix_it = render(hostile(path), [hostile_problem(path)], "github", View()).splitlines()

    shape = r"::error file=[^,:\r\n]+,line=1,(?:col=1,)?title=(?:private-import|declaration)::"
    assert [bool(re.match(shape, command)) and command.isprintable() for command in commands] == [True, True]
