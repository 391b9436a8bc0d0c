"""The rule that puts the facts of the repository together, of what is declared and of its Python files.

Those files are not among what Pants remembers: to capture 10,000 of them takes longer than to check them, and stamps
tell the changed ones in no time. So this runs each time, and returns the same facts where nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Final

from pants.base.build_root import BuildRoot
from pants.engine.rules import rule

from pantstack.boundaries.pants_rules.gathering import calls
from pantstack.boundaries.pants_rules.options import PantstackLint, run_options
from pantstack.boundaries.run.facts import Facts
from pantstack.boundaries.run.kept_facts import KeptFacts
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port.session import RunId


@dataclass(frozen=True)
class FactsRequest:
    """A request for the facts of the whole repository."""


# What the daemon keeps of the one repository that it has, and what keeps two runs at once apart.
_KEPT: dict[str, KeptFacts] = {}
_LOCK: Final = Lock()


@rule(desc="Gather what modules import")
async def gather_facts(
    request: FactsRequest,  # noqa: ARG001  rules are chosen by the type of the request
    own: PantstackLint,
    shared: PantstackSubsystem,
    root: BuildRoot,
    run: RunId,  # noqa: ARG001  what Pants does not track is looked at each time
) -> Facts:
    """Read what has changed since the last run."""
    gathering = await calls.gathering()
    with _LOCK:
        if root.path not in _KEPT:
            _KEPT.clear()
            _KEPT[root.path] = KeptFacts(root.path)
        return _KEPT[root.path].update(gathering, run_options(own, shared))
