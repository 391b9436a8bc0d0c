"""The facts of a repository between runs of one process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from pantstack.base.garbage import no_collections
from pantstack.boundaries.run import facts
from pantstack.boundaries.run.facts import Facts, Gathering
from pantstack.boundaries.run.options import RunOptions
from pantstack.boundaries.screening.source_tree import SourceTree


class KeptFacts:
    """Puts facts together again only where something has changed.

    Attributes:
        tree: the Python files, as far as they were read.
    """

    def __init__(self, root: str) -> None:
        self.tree = SourceTree(root)
        self._last: tuple[object, ...] = ()
        self._facts = Facts()

    def update(
        self,
        gathering: Gathering,
        options: RunOptions,
        overlays: Optional[Mapping[str, bytes]] = None,
        processes: int = 1,
    ) -> Facts:
        """Read what has changed; where nothing has that matters, return what was returned before.

        Args:
            overlays: contents that count in the place of those of files.
            processes: see `SourceTree.update`.
        """
        gathered = gathering.gathered
        if gathered is None:
            return Facts(errors=gathering.errors)
        with no_collections():
            self.tree.update(gathering.paths, gathering.reading, overlays, processes)
            key = (gathering, options, self.tree.version)
            if key != self._last:
                self._facts = facts.build(gathered, self.tree.snapshot(), options)
                self._last = key
        return self._facts
