"""Reports for tests: empty, usual, and with text that tries to break out of its format."""

from __future__ import annotations

from pantstack.base.errors import UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import BaselineCounts, LeftOut, Report

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
    left_out=LeftOut(4, 3, 1, 6),
)
FLAG = UserError("Unknown format `xml`.", "Use another one.", SourceLocation("--pantstack-format", 0))
PROBLEM = UserError("Unknown module `c` in depends_on.", "Did you mean `d`?", SourceLocation("b/BUILD", 2))


def hostile(path: str) -> Report:
    """One finding that has a hostile value everywhere."""
    finding = Finding(path, Position(1, 1), "private-import", f"See {path}.", f"{path} decides.", f"Fix {path}", path)
    return Report((finding,), modules=1, files=1, imports=1, unowned=0)


def hostile_problem(path: str) -> UserError:
    """A mistake that has a hostile value everywhere."""
    return UserError(f"See {path}.", f"Fix {path}", SourceLocation(path, 1))
