"""The rule that puts the facts of the repository together, of what is declared and of its Python files.

Those files are not among what Pants remembers: to capture 10,000 of them takes longer than to check them, and stamps
tell the changed ones in no time. So this runs each time, and returns the same facts where nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from pants.base.build_root import BuildRoot
from pants.engine.rules import rule

from pantstack.boundaries.pants_rules.gathering import calls
from pantstack.boundaries.pants_rules.options import PantstackLint, run_options
from pantstack.boundaries.run import facts
from pantstack.boundaries.run.facts import Facts, Gathering
from pantstack.boundaries.run.options import RunOptions
from pantstack.boundaries.screening.source_tree import SourceTree
from pantstack.declarations.pants_rules.options import PantstackSubsystem
from pantstack.pants_port.session import RunId


@dataclass(frozen=True)
class FactsRequest:
    """A request for the facts of the whole repository."""


class _Repository:
    """What the daemon keeps of a repository between runs."""

    def __init__(self, root: str) -> None:
        self._tree = SourceTree(root)
        self._lock = Lock()
        self._last: tuple[object, ...] = ()
        self._facts = Facts()

    def facts(self, gathering: Gathering, options: RunOptions) -> Facts:
        """Read what has changed; where nothing has, return what was returned before."""
        gathered = gathering.gathered
        if gathered is None:
            return Facts(errors=gathering.errors)
        with self._lock:
            self._tree.update(gathering.paths, gathering.reading)
            key = (gathering, options, self._tree.version)
            if key != self._last:
                self._facts = facts.build(replace(gathered, scans=self._tree.snapshot()), options)
                self._last = key
            return self._facts


_REPOSITORIES: dict[str, _Repository] = {}


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
    if root.path not in _REPOSITORIES:
        # A daemon has one.
        _REPOSITORIES.clear()
        _REPOSITORIES[root.path] = _Repository(root.path)
    return _REPOSITORIES[root.path].facts(gathering, run_options(own, shared))
