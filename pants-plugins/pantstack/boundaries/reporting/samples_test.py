"""The reports that the tests of all formats show, and what all formats have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import BaselineCounts, Report
from pantstack.boundaries.reporting.render import FORMATS, View, render
from pantstack.boundaries.reporting.wording import summary
from pantstack.errors import UserError
from pantstack.locations import Position, SourceLocation

# What a file, a directory or a string in someone's source may be called.
HOSTILE = (
    "with space.py",
    "ä/日本語.py",
    "100%.py",
    "%0A%2C.py",
    "line\nbreak.py",
    "carriage\r\nreturn.py",
    "clear\x1b[2J\x1b]0;title\x07.py",
    "c1\x9b31m.py",
    "turned\u202eyp.py",
    "separators\u2028\x85\x0b.py",
    "invisible\u200b\ufeff.py",
    "comma,colon:semi;.py",
    "::error file=x::y.py",
    "\n::warning::forged.py",
    'quote"\\back`.py',
    "a](http://b)[c].py",
    "{0}{{1}.py",
    "http://host/x?y#z.py",
    "~.py",
    "tab\tnul\0.py",
)
EMPTY = Report((), modules=0, files=0, imports=0, unowned=0)
ERROR = Finding(
    "modules/a/x.py",
    Position(3, 8),
    "private-import",
    "`b.inner` is internal to `b`.",
    "b/BUILD:1 declares what is public there.",
    "Write: from b.public import B",
    "b.inner",
    Position(3, 15),
)
WARNING = Finding(
    "modules/a/x.py",
    Position(4, 1),
    "unprovable-import",
    "Nobody knows.",
    "Nothing decides.",
    "Write it down.",
    severity="warning",
)
REPORT = Report(
    (ERROR, WARNING),
    modules=1,
    files=2,
    imports=5,
    unowned=1,
    unproven=1,
    suppressed=2,
    baseline=BaselineCounts(12, 9, 0, 3),
)
FLAG = UserError("Unknown format `xml`.", "Use another one.", SourceLocation("--pantstack-format", 0))
PROBLEM = UserError("Unknown module `c` in depends_on.", "Did you mean `d`?", SourceLocation("b/BUILD", 2))


def hostile(path: str) -> Report:
    """One finding that has a hostile value everywhere."""
    finding = Finding(path, Position(1, 1), "private-import", f"See {path}.", f"{path} decides.", f"Mend {path}", path)
    return Report((finding,), modules=1, files=1, imports=1, unowned=0)


def hostile_problem(path: str) -> UserError:
    """A mistake that has a hostile value everywhere."""
    return UserError(f"See {path}.", f"Mend {path}", SourceLocation(path, 1))


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_the_same_again_and_ends_with_a_newline(form: str) -> None:
    """Every format is deterministic and whole, for a report, for none and for mistakes."""
    for outcome, mistakes in ((REPORT, ()), (EMPTY, ()), (EMPTY, (PROBLEM,))):
        first, second = (render(outcome, mistakes, form, View("1.0")) for _ in range(2))

        assert first == second
        assert first[-1:] == "\n"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (EMPTY, "0 imports in 0 files of 0 modules checked; 0 files in no module."),
        (
            Report((), 1, 1, 5, 0, 1, 1, BaselineCounts(1, 1)),
            "5 imports in 1 file of 1 module checked; 0 files in no module; 1 import not provable; 1 finding suppressed; baseline: 1 entry hides 1 finding here.",
        ),
        (
            Report((), 1, 1, 0, 0, open_stacks=2),
            "0 imports in 1 file of 1 module checked; 0 files in no module; 2 stack references not provable.",
        ),
        (
            REPORT,
            "5 imports in 2 files of 1 module checked; 1 file in no module; 1 import not provable; 2 findings suppressed; baseline: 12 entries hide 9 findings here (+0/-3 since the merge base).",
        ),
    ],
)
def test_the_line_that_proves_what_was_checked(outcome: Report, expected: str) -> None:
    """What is zero is left out, except files and modules."""
    assert summary(outcome) == expected


def test_the_page_of_a_check_is_where_documents_say() -> None:
    """The paths that documents name for checks are those of their pages."""
    root = Path(__file__).parents[4]
    paths = sorted(path.relative_to(root).as_posix() for path in (root / pages.FOLDER).glob("*.md"))

    assert paths
    assert [pages.page_path(Path(each).stem.replace("_", "-")) for each in paths] == paths
