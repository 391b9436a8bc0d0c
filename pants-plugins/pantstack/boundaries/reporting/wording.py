"""What several formats say in the same words."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.boundaries.policy.report import BaselineCounts, LeftOut, Report
from pantstack.text.counting import count


def summary(report: Report) -> str:
    """Write the line that proves what was checked."""
    where = f"{count(report.files, 'file')} of {count(report.modules, 'module')}"
    parts = [f"{count(report.imports, 'import')} in {where} checked"]
    if report.unowned:
        parts.append(f"{count(report.unowned, 'file')} in no module, which may use facades only ({_users(report)})")
    if report.unproven:
        parts.append(f"{count(report.unproven, 'import')} not provable")
    if report.open_stacks:
        parts.append(f"{count(report.open_stacks, 'stack reference')} not provable")
    if report.suppressed:
        parts.append(f"{count(report.suppressed, 'finding')} suppressed")
    parts += _left_out(report.left_out)
    if report.all_public:
        parts.append(f"{count(report.all_public, 'module')} all public, to be narrowed")
    if report.baseline is not None:
        parts.append(_baseline(report.baseline))
    return "; ".join(parts) + "."


def _users(report: Report) -> str:
    users = report.unowned_users
    return f"{users or 'none'} {'do' if users > 1 else 'does'}"


def _left_out(left_out: LeftOut) -> Iterator[str]:
    if left_out.findings:
        yield f"{count(left_out.findings, 'finding')} switched off"
    if left_out.imports:
        yield f"{count(left_out.imports, 'import')} under TYPE_CHECKING left out"
    if left_out.data:
        yield f"{count(left_out.data, 'file')} of data not parsed"
    if left_out.files:
        yield f"{count(left_out.files, 'file')} not read (notebooks, Cython, scripts without a suffix)"


def nothing_checked(number: int) -> str:
    """Write the two lines that say that errors in declarations ended the run."""
    fix = "Fix it" if number == 1 else "Fix them"
    return f"{count(number, 'error')} in declarations or configuration; nothing was checked.\n  {fix} and run again."


def _baseline(baseline: BaselineCounts) -> str:
    entries = "1 entry hides" if baseline.entries == 1 else f"{baseline.entries} entries hide"
    text = f"baseline: {entries} {count(baseline.hidden, 'finding')} here"
    if baseline.added is None or baseline.removed is None:
        return text
    return f"{text} (+{baseline.added}/-{baseline.removed} since the merge base)"
