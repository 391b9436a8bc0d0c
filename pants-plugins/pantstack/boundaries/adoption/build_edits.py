"""Drafts of BUILD files: existing text is kept, and no file gets a second owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.buildfiles import edit
from pantstack.buildfiles.globs import PYTHON
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

    def exclude(self, call: Call, globs: Sequence[str]) -> Optional[Draft]:
        """Take files away from a call; None where that cannot be done safely."""
        index = self.before.calls.index(call)
        current = self.after.calls[index]
        owned = sources(current)
        if owned is None:
            return None
        try:
            edited = edit.append_globs(self.after, index, globs, PYTHON)
        except NotEditableError:
            return None
        return self._verified(index, edited, (current.kind, (*owned, *globs), call.name))

    def _verified(self, index: int, edited: BuildFile, meaning: _Meaning) -> Optional[Draft]:
        """Return the draft after an edit of a call, if only that call's meaning changed, as intended."""
        expected = [_meaning(call) for call in self.after.calls]
        expected[index] = meaning
        plain = self.before.calls[index].plain and meaning[1] is not None
        return Draft(self.before, edited) if plain and [_meaning(call) for call in edited.calls] == expected else None


def _meaning(call: Call) -> _Meaning:
    return call.kind, sources(call), call.name
