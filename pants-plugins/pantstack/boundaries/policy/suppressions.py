"""Comments that hide findings: each has to hide something, and is valid only as long as it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Optional

from pantstack.boundaries.checks import SEVERITIES, unparsable_file
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.scanner.model import Suppression
from pantstack.boundaries.scanner.suppression_comments import parse_day
from pantstack.declarations.suggestions import suggestion

UNUSED = "unused-suppression"
EXPIRED = "expired-suppression"
STALE = "stale-baseline"
GROWN = "grown-baseline"
# Everything that a finding can be.
CODES = (*SEVERITIES, UNUSED, EXPIRED, STALE, GROWN)
# They say that something was not checked, or is hidden needlessly: hidden themselves, they would be of no use.
UNHIDEABLE = frozenset({UNUSED, EXPIRED, STALE, GROWN, unparsable_file.CODE})

_FORM = "# pantstack: ignore[CODE] REASON"


@dataclass(frozen=True)
class Suppressed:
    """What comments did to findings.

    Attributes:
        kept: the findings that no comment hides, sorted.
        hidden: the findings that a comment hides, sorted.
        mistakes: findings about the comments themselves, sorted.
    """

    kept: tuple[Finding, ...]
    hidden: tuple[Finding, ...]
    mistakes: tuple[Finding, ...]


def apply(
    findings: Iterable[Finding],
    suppressions: Mapping[str, tuple[Suppression, ...]],
    today: date,
    known_codes: frozenset[str],
) -> Suppressed:
    """Hide what comments cover, and report comments that hide nothing.

    A finding that two comments cover is hidden by the first one, so the second may turn out to be unused.
    In a file that could not be read whole no comment is called unused: what it hides may be what was not read.

    Args:
        suppressions: the comments by file; also of the files without a finding.
    """
    by_path = {path: sorted(group, key=lambda comment: comment.position) for path, group in suppressions.items()}
    valid = {
        path: [comment for comment in group if _problem(comment) is None and not _expired(comment, today)]
        for path, group in by_path.items()
    }
    used: set[tuple[str, Suppression, str]] = set()
    kept, hidden, unread = [], [], set()
    for finding in sorted(findings):
        if finding.code == unparsable_file.CODE:
            unread.add(finding.path)
        comments = valid.get(finding.path, ()) if finding.code not in UNHIDEABLE else ()
        hiding = next((comment for comment in comments if comment.covers(finding.code, finding.position)), None)
        if hiding is None:
            kept.append(finding)
        else:
            hidden.append(finding)
            used.add((finding.path, hiding, finding.code))
    hideable = known_codes - UNHIDEABLE
    mistakes: list[Finding] = []
    for path, group in by_path.items():
        unsure = hideable if path in unread else frozenset()
        for comment in group:
            codes = [code for code in dict.fromkeys(comment.codes) if code not in unsure]
            idle = [code for code in codes if (path, comment, code) not in used]
            mistakes += _mistakes(path, comment, today, idle, hideable)
    return Suppressed(tuple(kept), tuple(hidden), tuple(sorted(mistakes)))


def _problem(comment: Suppression) -> Optional[str]:
    """Say why a comment is malformed; its parser does not see everything."""
    if comment.problem is not None:
        return comment.problem
    if not comment.codes:
        return "it names no code"
    return None if comment.until is None or parse_day(comment.until) else f"`{comment.until}` is not a day"


def _expired(comment: Suppression, today: date) -> bool:
    last = None if comment.until is None else parse_day(comment.until)
    return last is not None and today > last


def _mistakes(
    path: str, comment: Suppression, today: date, idle: Iterable[str], hideable: frozenset[str]
) -> Iterator[Finding]:
    """Report what is wrong with one comment, given those of its codes that hid nothing."""
    problem = _problem(comment)
    if problem is not None:
        findings = [
            Finding.of(
                path,
                UNUSED,
                f"This comment hides nothing: {problem}.",
                "A comment that starts with `# pantstack:` has to be a suppression.",
                f"Write `{_FORM}`, if need be with until=YYYY-MM-DD, or delete the comment.",
                problem,
            )
        ]
    elif _expired(comment, today):
        findings = [
            Finding.of(
                path,
                EXPIRED,
                f"This comment was valid until {comment.until}.",
                f"It says until={comment.until}: from the next day on it hides nothing.",
                "Fix what it was meant to hide and delete the comment, or agree on a later day.",
                ", ".join(comment.codes),
            )
        ]
    else:
        findings = [Finding.of(path, UNUSED, *_idle(comment, code, hideable), code) for code in idle]
    return (finding.at(comment.position) for finding in findings)


def _idle(comment: Suppression, code: str, hideable: frozenset[str]) -> tuple[str, str, str]:
    """Say what is wrong with a code that hides nothing, why, and what to do."""
    if code in UNHIDEABLE:
        return (
            f"This comment cannot hide `{code}`.",
            f"No comment and no baseline hides {', '.join(sorted(UNHIDEABLE))}.",
            f"Fix what `{code}` finds, and {_deletion(comment, code)}.",
        )
    if code not in hideable:
        return (
            f"Unknown code `{code}` in a suppression.",
            "A suppression names the codes that it hides one by one.",
            suggestion(code, hideable, f"Use one of {', '.join(sorted(hideable))}."),
        )
    one = comment.first == comment.last
    lines = f"line {comment.first}" if one else f"lines {comment.first} to {comment.last}"
    deletion = _deletion(comment, code)
    return (
        f"This comment hides no `{code}`.",
        f"It covers {lines}, where nothing of that code is left to hide.",
        f"{deletion[0].upper()}{deletion[1:]}.",
    )


def _deletion(comment: Suppression, code: str) -> str:
    return "delete the comment" if len(set(comment.codes)) == 1 else f"delete `{code}` from the comment"
