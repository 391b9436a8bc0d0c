"""What a stage of adopting changes in a repository."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

BOUNDARIES: Final = "boundaries"
SCAFFOLD: Final = "scaffold"
DEPLOY: Final = "deploy"
# In this order: each needs those before it, except that none needs modules of the repository's own.
STAGES: Final = (BOUNDARIES, SCAFFOLD, DEPLOY)


@dataclass(frozen=True)
class Repository:
    """What a stage has to know of a repository, as it is after the stages before.

    Attributes:
        texts: of pants.toml, all BUILD files, and whatever is at the paths that stages write, by path.
        python: the paths of all Python files.
        source_roots: directories that imports start from, `.` for the repository's own.
    """

    texts: Mapping[str, str]
    python: Collection[str] = ()
    source_roots: Collection[str] = (".",)

    def after(self, changes: Changes) -> Repository:
        """Return the repository with changes in it."""
        return replace(self, texts={**self.texts, **changes.texts})


@dataclass(frozen=True)
class Changes:
    """What a stage writes.

    Attributes:
        texts: the whole new text of each file that changes, by path.
        copies: those of them that are taken over as they are, so that nobody has to read them.
        executable: those of them that are programs.
        notes: what the user should know, a sentence each.
        next_steps: what to run next, without the name of Pants.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    copies: frozenset[str] = frozenset()
    executable: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()

    def then(self, later: Changes) -> Changes:
        """Join these changes and those that were made after them."""
        return Changes(
            {**self.texts, **later.texts},
            self.copies | later.copies,
            self.executable | later.executable,
            (*self.notes, *later.notes),
            (*self.next_steps, *later.next_steps),
        )
