"""Comments hide what they name, and are checked themselves."""

from __future__ import annotations

from datetime import date

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.suppressions import UNHIDEABLE, Suppressed, apply
from pantstack.boundaries.scanner.model import Suppression

TODAY = date(2026, 11, 24)
CODES = frozenset({"private-import", "undeclared-module"}) | UNHIDEABLE


def finding(line: int, code: str = "private-import", path: str = "a.py", column: int = 1) -> Finding:
    """A finding at a place."""
    return Finding(path, Position(line, column), code, "Fact.", "Declaration.", "Advice.", "b.c")


def comment(line: int, *codes: str, last: int = 0, until: str | None = None, problem: str | None = None) -> Suppression:
    """A comment that covers its own line, or the lines from it to another."""
    return Suppression(Position(line, 20), line, last or line, codes, "legacy", until, problem)


def mistakes_of(each: Suppression, *findings: Finding) -> list[tuple[str, str, str, str]]:
    """The findings about one comment in a.py, as plain tuples."""
    outcome = apply(findings, {"a.py": (each,)}, TODAY, CODES)
    return [(one.code, one.message, one.because, one.help) for one in outcome.mistakes]


def test_what_a_comment_covers() -> None:
    """A comment hides the findings of its codes on its lines in its file, and nothing else."""
    covered = (finding(2), finding(3, column=9), finding(4))
    others = (finding(1), finding(3, "undeclared-module"), finding(5), finding(3, path="b.py"))
    suppressions = {"a.py": (comment(2, "private-import", last=4),), "c.py": ()}

    assert apply((*others, *covered), suppressions, TODAY, CODES) == Suppressed(
        kept=(others[0], others[1], others[2], others[3]), hidden=covered, mistakes=()
    )


def test_every_code_hides_something() -> None:
    """Each code of a comment is checked by itself, and one that is named twice only once."""
    each = comment(7, "undeclared-module", "private-import", "undeclared-module")
    expected = Finding(
        "a.py",
        Position(7, 20),
        "unused-suppression",
        "This comment hides no `undeclared-module`.",
        "It covers line 7, where nothing of that code is left to hide.",
        "Delete `undeclared-module` from the comment.",
        "undeclared-module",
    )
    outcome = apply([finding(7)], {"a.py": (each,)}, TODAY, CODES)

    assert outcome == Suppressed((), (finding(7),), (expected,))
    assert outcome.mistakes[0].target == "undeclared-module"


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (
            comment(7, "private-import", last=9),
            (
                "unused-suppression",
                "This comment hides no `private-import`.",
                "It covers lines 7 to 9, where nothing of that code is left to hide.",
                "Delete the comment.",
            ),
        ),
        (
            comment(7, "privat-import"),
            (
                "unused-suppression",
                "Unknown code `privat-import` in a suppression.",
                "A suppression names the codes that it hides one by one.",
                "Did you mean `private-import`?",
            ),
        ),
        (
            comment(7, "*"),
            (
                "unused-suppression",
                "Unknown code `*` in a suppression.",
                "A suppression names the codes that it hides one by one.",
                "Use one of private-import, undeclared-module.",
            ),
        ),
        (
            comment(7, "private-import", problem="it gives no reason"),
            (
                "unused-suppression",
                "This comment hides nothing: it gives no reason.",
                "A comment that starts with `# pantstack:` has to be a suppression.",
                "Write `# pantstack: ignore[CODE] REASON`, if need be with until=YYYY-MM-DD, or delete the comment.",
            ),
        ),
        (
            comment(7),
            (
                "unused-suppression",
                "This comment hides nothing: it names no code.",
                "A comment that starts with `# pantstack:` has to be a suppression.",
                "Write `# pantstack: ignore[CODE] REASON`, if need be with until=YYYY-MM-DD, or delete the comment.",
            ),
        ),
        (
            comment(7, "private-import", until="2026-11-23"),
            (
                "expired-suppression",
                "This comment was valid until 2026-11-23.",
                "It says until=2026-11-23: from the next day on it hides nothing.",
                "Fix what it was meant to hide and delete the comment, or agree on a later day.",
            ),
        ),
    ],
)
def test_wrong_comments(each: Suppression, expected: tuple[str, str, str, str]) -> None:
    """A comment that hides nothing, or should not, is one finding with the way out."""
    assert mistakes_of(each) == [expected]


@pytest.mark.parametrize("code", sorted(UNHIDEABLE))
def test_what_cannot_be_hidden(code: str) -> None:
    """A finding about hygiene stays, and the comment that is to hide it is one more."""
    each = comment(7, code)
    outcome = apply([finding(7, code)], {"a.py": (each,)}, TODAY, CODES)

    assert (outcome.kept, outcome.hidden) == ((finding(7, code),), ())
    assert mistakes_of(each, finding(7, code)) == [
        (
            "unused-suppression",
            f"This comment cannot hide `{code}`.",
            (
                "No comment and no baseline hides"
                " expired-suppression, grown-baseline, stale-baseline, unparsable-file, unused-suppression."
            ),
            f"Fix what `{code}` finds, and delete the comment.",
        )
    ]


@pytest.mark.parametrize(
    ("until", "holds"),
    [
        (None, True),
        ("2026-11-24", True),
        ("2026-11-25", True),
        ("2026-11-23", False),
        ("20261231", False),
        ("2026-W50-1", False),
        ("2026-02-30", False),
        ("2026-12-1", False),
        ("٢٠٢٦-١٢-٣١", False),
        ("", False),
    ],
)
def test_until(until: str | None, holds: bool) -> None:  # noqa: FBT001
    """A comment holds through its day, and one whose day cannot be read hides nothing on any version of CPython."""
    outcome = apply([finding(7)], {"a.py": (comment(7, "private-import", until=until),)}, TODAY, CODES)

    assert (outcome.kept, outcome.hidden) == (((), (finding(7),)) if holds else ((finding(7),), ()))
    assert len(outcome.mistakes) == (0 if holds else 1)


def test_two_comments_for_one_finding() -> None:
    """The first one hides it, so the second one can be deleted; an expired one leaves it to the next."""
    whole, own = comment(1, "private-import", last=3), comment(2, "private-import")
    expired = comment(1, "private-import", last=3, until="2026-01-01")
    first = apply([finding(2)], {"a.py": (own, whole)}, TODAY, CODES)
    second = apply([finding(2)], {"a.py": (own, expired)}, TODAY, CODES)

    assert (first.kept, first.hidden) == ((), (finding(2),))
    assert [(each.position, each.code) for each in first.mistakes] == [(Position(2, 20), "unused-suppression")]
    assert (second.kept, second.hidden) == ((), (finding(2),))
    assert [(each.position, each.code) for each in second.mistakes] == [(Position(1, 20), "expired-suppression")]


def test_a_file_that_could_not_be_read() -> None:
    """There no comment is called unused, as what it hides may be what was not read; what is surely wrong is reported."""
    unread = finding(9, "unparsable-file")
    idle, wrong = comment(7, "private-import"), comment(8, "private-imports")
    outcome = apply([unread], {"a.py": (idle, wrong)}, TODAY, CODES)

    assert (outcome.kept, outcome.hidden) == ((unread,), ())
    assert [each.message for each in outcome.mistakes] == ["Unknown code `private-imports` in a suppression."]
