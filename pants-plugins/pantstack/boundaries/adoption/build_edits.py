"""Drafts of BUILD files: existing text is kept, and no file gets a second owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.buildfiles import edit
from pantstack.buildfiles.globs import matches
from pantstack.buildfiles.ownership import sources
from pantstack.buildfiles.parse import BuildFile, Call, NotEditableError

_Meaning = tuple[str, Optional[tuple[str, ...]], Optional[str]]


@dataclass(frozen=True)
class Draft:
    """A BUILD file that changes.

    Attributes:
        before: as it is; its calls say what is to change.
        after: as it will be: it has the same calls in the same order, and added ones after them.
    """

    before: BuildFile
    after: BuildFile

    def append(self, text: str) -> Draft:
        """Add a declaration."""
        return Draft(self.before, edit.append(self.after, text))

    def share_defaults(self, call: Call) -> Draft:
        """Let `__defaults__` for python_sources hold for public_facade as well."""
        return Draft(self.before, edit.share_defaults(self.after, self.after.calls[self.before.calls.index(call)]))

    def rename(self, call: Call) -> Optional[Draft]:
        """Turn python_sources into a public_facade; None where that cannot be done safely."""
        index = self.before.calls.index(call)
        meaning = ("public_facade", sources(self.after.calls[index]), call.name)
        return self._verified(index, edit.rename(self.after, self.after.calls[index], "public_facade"), meaning)

    def exclude(self, call: Call, globs: Sequence[str], files: Sequence[str]) -> Optional[Draft]:
        """Take files away from a call; None where that cannot be done safely.

        No glob is left that matches nothing any more: Pants would warn of it from then on.

        Args:
            globs: of these files, each with `!`.
            files: all Python files below the directory, relative to it.
        """
        index = self.before.calls.index(call)
        current = self.after.calls[index]
        owned = sources(current)
        if owned is None:
            return None
        left = [path for path in files if matches((*owned, *globs), path)]
        written = "sources" in current.fields

        def _is_idle(glob: str) -> bool:
            was_of_use = not written or _of(glob, files)
            return not glob.startswith("!") and bool(left and was_of_use) and not _of(glob, left)

        idle = [n for n, glob in enumerate(owned) if _is_idle(glob)]
        kept = tuple(glob for n, glob in enumerate(owned) if n not in idle)
        needed = [glob for glob in globs if not left or any(matches(kept, path) for path in _of(glob, files))]
        try:
            edited = edit.remove_globs(self.after, index, idle) if written else self.after
            edited = edit.append_globs(edited, index, needed, kept)
        except NotEditableError:
            return None
        return self._verified(index, edited, (current.kind, (*kept, *needed), call.name))

    def _verified(self, index: int, edited: BuildFile, meaning: _Meaning) -> Optional[Draft]:
        """Return the draft after an edit of a call, if only that call's meaning changed, as intended."""
        expected = [_meaning(call) for call in self.after.calls]
        expected[index] = meaning
        plain = self.before.calls[index].plain and meaning[1] is not None
        return Draft(self.before, edited) if plain and [_meaning(call) for call in edited.calls] == expected else None


def _of(glob: str, files: Sequence[str]) -> list[str]:
    """The files that a glob is about, with or without `!`."""
    return [path for path in files if matches((glob.removeprefix("!"),), path)]


def _meaning(call: Call) -> _Meaning:
    return call.kind, sources(call), call.name
