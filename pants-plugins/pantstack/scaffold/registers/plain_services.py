"""Takes services that nobody changed out of a compose file, so that it is read in no time however many there are.

YAML is read at some seven lines a millisecond, and each module has forty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Callable, Final, Optional

from pantstack.base.errors import UserError
from pantstack.scaffold.registers import compose_text
from pantstack.scaffold.registers.compose_service import SERVICES, names

_NAME: Final = "[a-z_][a-z0-9_]*"
# What differs from module to module: words, and whole lines.
_WORDS: Final = {"path": r"[\w./-]+", "prefix": r"\w+"}
_LINES: Final = {
    "urls": rf"(?:      \w+: http://{_NAME}:\d+\n)*",
    "ports": r'(?:    ports:\n      - "[\d.]+:\d+:\d+"\n)?',
    "uses": rf"(?:      {_NAME}:\n        condition: service_healthy\n)*",
}
# The first and the last of a run stay.
_SHORTEST: Final = 3
# Stands for what was taken out.
_MARK: Final = "  # services left out: {}\n"


@dataclass(frozen=True)
class Shortened:
    """A compose file without the inner ones of services that follow each other.

    Attributes:
        taken: what was taken out, each where a comment with its index stands.
        names: of those services.
        starts: the lines of the services around them, counted from 0, by name.
    """

    text: str
    taken: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    starts: tuple[tuple[str, int], ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether YAML reads what is around as services, so that nothing else went, and none is there twice."""
        lines = compose_text.read(self.text).lines
        known = [*lines, *self.names]
        return len(set(known)) == len(known) and all(
            name in lines and lines[name].start == start for name, start in self.starts
        )

    def restored(self, text: str) -> str:
        """Put back what was taken out, into a text that was edited in the meantime."""
        for index, taken in enumerate(self.taken):
            text = text.replace(_MARK.format(index), taken, 1)
        return text


def edit(text: str, is_kept: Callable[[str], object], change: Callable[[str], Optional[str]]) -> Optional[str]:
    """Change a compose file as if all of it were read.

    Args:
        is_kept: given the services of a module, whether the change has to know them.
        change: from text to text; None deletes the file.

    Raises:
        UserError: as `change` does for the whole text.
    """
    try:
        short = shorten(text, is_kept)
        if short.taken and short.is_certain:
            changed = change(short.text)
            return None if changed is None else short.restored(changed)
    except UserError:
        # Its line is one of the shorter text.
        return change(text)
    return change(text)


def shorten(text: str, is_kept: Callable[[str], object]) -> Shortened:
    """Take services out that are exactly as they were written."""
    parts, taken, around = list[str](), list[str](), list[str]()
    left_out: list[str] = []
    done = 0
    for first, *inner, last in _runs(text, is_kept):
        start, end = inner[0].start(), last.start()
        parts += [text[done:start], _MARK.format(len(taken))]
        taken.append(text[start:end])
        left_out += [name for match in inner for name in names(match["name"])]
        around += [first["name"], last["name"]]
        done = end
    short = "".join((*parts, text[done:]))
    starts = tuple((name, short.count("\n", 0, short.index(f"\n  {name}:\n") + 1)) for name in around)
    return Shortened(short, tuple(taken), tuple(left_out), starts)


def _runs(text: str, is_kept: Callable[[str], object]) -> Iterator[list[re.Match[str]]]:
    """Yield the services of three or more modules that follow each other with nothing but a blank line between them."""
    run: list[re.Match[str]] = []
    for match in () if _MARK.partition("{")[0] in text else _pattern().finditer(text):
        if run and (is_kept(match[0]) or text[run[-1].end() : match.start()].strip("\n")):
            yield from [run] if len(run) >= _SHORTEST else ()
            run = []
        if not is_kept(match[0]):
            run.append(match)
    yield from [run] if len(run) >= _SHORTEST else ()


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return what matches the services of one module."""
    words = {field: f"<{field}>" for field in ("name", *_WORDS)}
    text = SERVICES.format(**words, **{field: f"<{field}>\n" for field in _LINES})
    pattern = "".join(f"{re.escape(f'  {line}')}\n" for line in text.splitlines())
    for field, lines in _LINES.items():
        pattern = pattern.replace(f"{re.escape('  ')}<{field}>\n", lines)
    for field, word in _WORDS.items():
        pattern = pattern.replace(f"<{field}>", word)
    first, _, rest = pattern.partition("<name>")
    return re.compile(f"^{first}(?P<name>{_NAME}){rest.replace('<name>', '(?P=name)')}", re.MULTILINE | re.ASCII)
