"""Where targets are declared in BUILD files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pantstack.locations import SourceLocation


class Places:
    """Finds declarations by the texts of BUILD files."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Sort the files.

        Args:
            texts: of BUILD files, by path.
        """
        self._folders: dict[str, list[tuple[str, str]]] = {}
        for path, text in sorted(texts.items()):
            self._folders.setdefault(path.rpartition("/")[0], []).append((path, text))

    def builds(self, folder: str) -> tuple[tuple[str, str], ...]:
        """The BUILD files of a folder with their texts, by path."""
        return tuple(self._folders.get(folder, ()))

    def find(self, call: str, folder: str, name: str) -> SourceLocation:
        """The place of a declaration; the beginning of the folder's first BUILD file where it is not written plainly.

        Args:
            call: the target type.
            folder: of the BUILD file.
            name: the target's name.
        """
        here = self.builds(folder)
        for path, text in here:
            line = line_of(call, name, text)
            if line:
                return SourceLocation(path, line)
        return SourceLocation(here[0][0] if here else f"{folder}/BUILD".lstrip("/"), 1)


def line_of(call: str, name: str, text: str) -> int:
    """The line of a target's declaration in a BUILD file's text, counted from 1; 0 where there is none.

    Args:
        call: the target type, such as `public_facade`.
        name: the target's name; a call that spells it wins over the first call.
        text: the BUILD file's.
    """
    starts = [found.start() for found in re.finditer(rf"^[ \t]*{re.escape(call)}\s*\(", text, re.MULTILINE)]
    ends = [*starts[1:], len(text)]
    spelt = re.compile(rf"""\bname\s*=\s*["']{re.escape(name)}["']""")
    named = [start for start, end in zip(starts, ends) if spelt.search(text, start, end)]
    for start in (*named, *starts):
        return text.count("\n", 0, start) + 1
    return 0
