"""Answers of earlier runs: where nothing has changed, nothing is read, and most of the checker not even imported."""

from __future__ import annotations

import os
from typing import Any, Final, Optional

from pantstack.base.stamps import stamp_of
from pantstack.command_line.store import Store

# Of as many selections an answer is kept.
_MOST: Final = 32
# Text, exit code, notes, document, where that goes.
Answer = tuple[str, int, tuple[str, ...], Optional[str], str]


class Answers:
    """The answers about one repository."""

    def __init__(self, folder: str, root: str) -> None:
        """Take the folder of the cache, and the repository."""
        self._root, self._folder = root, folder
        self._store = self.store_of("answers")
        self._kept: Optional[dict[str, Any]] = None

    def store_of(self, name: str) -> Store:
        """Return the file of the cache for something else about the same repository."""
        return Store(self._folder, name, self._root)

    def find(self, selection: str) -> Optional[Answer]:
        """Return the answer for a selection, if no file and no folder has changed since."""
        (kept,) = self._store.load() or (None,)
        if kept is None or selection not in kept["answers"] or not self._is_current(kept):
            self._kept = kept
            return None
        found: Answer = kept["answers"][selection]
        return found

    def keep(self, selection: str, answer: Answer, folders: dict[str, int], stamps: dict[str, Any]) -> None:
        """Keep an answer, and those for other selections as far as they are about the same files.

        Args:
            folders: when each folder has changed.
            stamps: of all files that were read, by path, relative to the root or absolute.
        """
        uncertain = any(stamp is not None and stamp[0] < 0 for stamp in stamps.values())
        if uncertain or any(changed < 0 for changed in folders.values()):
            return
        kept, answers = self._kept, {selection: answer}
        if kept is not None and kept["folders"] == folders and _agree(kept["stamps"], stamps):
            stamps = {**kept["stamps"], **stamps}
            answers = dict(list({**kept["answers"], **answers}.items())[-_MOST:])
        self._store.save({"folders": folders, "stamps": stamps, "answers": answers})

    def _is_current(self, kept: dict[str, Any]) -> bool:
        """Look at each folder and file once: with thousands of them, this is all that a run does."""
        prefix, stat = f"{self._root}/", os.stat
        try:
            for path, changed in kept["folders"].items():
                if stat(prefix + path).st_mtime_ns != changed:
                    return False
            for path, known in kept["stamps"].items():
                if known is None:
                    if os.path.exists(path if path.startswith("/") else prefix + path):  # noqa: PTH110  as above
                        return False
                    continue
                now = stat(path if path.startswith("/") else prefix + path)
                if stamp_of(now) != known:
                    return False
        except OSError:
            return False
        return True


def _agree(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Return whether files that are in both have the same stamps: options decide which others are read."""
    return all(one.get(path, stamp) == stamp for path, stamp in two.items())
