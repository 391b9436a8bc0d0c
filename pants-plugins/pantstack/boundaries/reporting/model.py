"""The outcome of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from pantstack.boundaries.findings import Finding


@dataclass(frozen=True)
class Ledger:
    """What the baseline did in a run.

    Attributes:
        entries: how many it has.
        hidden: how many findings it hid in the judged files.
        added: entries more than at the merge base, None where they were not compared.
        removed: entries fewer than at the merge base, None where they were not compared.
    """

    entries: int = 0
    hidden: int = 0
    added: Optional[int] = None
    removed: Optional[int] = None


@dataclass(frozen=True)
class Report:
    """The outcome of a run, and the proof of what it judged.

    Attributes:
        findings: sorted by place.
        modules: how many modules the judged files belong to.
        files: how many files were judged.
        imports: how many imports they have.
        unowned: how many of the files belong to no module.
        unproven: how many imports have a target that is not written down.
        suppressed: how many findings comments hid.
        ledger: what the baseline did; None without one.
        open_stacks: how many stack references have a project that is not written down.
    """

    findings: tuple[Finding, ...]
    modules: int
    files: int
    imports: int
    unowned: int
    unproven: int = 0
    suppressed: int = 0
    ledger: Optional[Ledger] = None
    open_stacks: int = 0

    @property
    def errors(self) -> int:
        """How many findings fail the run."""
        return sum(each.severity == "error" for each in self.findings)
