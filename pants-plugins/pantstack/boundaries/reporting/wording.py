"""What all formats say in the same words."""

from __future__ import annotations

from pantstack.boundaries.policy.report import Ledger, Report
from pantstack.text.counting import count


def judged(outcome: Report) -> str:
    """The line that proves what was looked at."""
    where = f"{count(outcome.files, 'file')} of {count(outcome.modules, 'module')}"
    parts = [
        f"{count(outcome.imports, 'import')} in {where} judged",
        f"{count(outcome.unowned, 'file')} in no module",
    ]
    if outcome.unproven:
        parts.append(f"{count(outcome.unproven, 'import')} not provable")
    if outcome.open_stacks:
        parts.append(f"{count(outcome.open_stacks, 'stack reference')} not provable")
    if outcome.suppressed:
        parts.append(f"{count(outcome.suppressed, 'finding')} suppressed")
    if outcome.ledger is not None:
        parts.append(_baseline(outcome.ledger))
    return "; ".join(parts) + "."


def refused(number: int) -> str:
    """The line that says that mistakes in declarations ended the run."""
    mended = "it is mended" if number == 1 else "they are mended"
    return f"{count(number, 'mistake')} in declarations or configuration: nothing was judged until {mended}."


def _baseline(ledger: Ledger) -> str:
    entries = "1 entry hides" if ledger.entries == 1 else f"{ledger.entries} entries hide"
    text = f"baseline: {entries} {count(ledger.hidden, 'finding')} here"
    if ledger.added is None or ledger.removed is None:
        return text
    return f"{text} (+{ledger.added}/-{ledger.removed} since the merge base)"
