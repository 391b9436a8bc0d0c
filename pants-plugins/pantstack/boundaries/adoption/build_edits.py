"""The new text of BUILD files: what is there is kept, and no file gets a second owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Optional

from pantstack.buildfiles.globs import PYTHON
from pantstack.buildfiles.parse import BuildFile, Call, read


def literal(text: str) -> str:
    """A string as it is written in a BUILD file, on one line, in double quotes."""
    escaped = {'"': '\\"', "'": "'"}
    return '"' + "".join(escaped.get(each) or repr(each)[1:-1] for each in text) + '"'


def listed(items: Sequence[str], *, upright: bool = False) -> str:
    """A list of strings as it is written in a BUILD file.

    Args:
        items: the strings.
        upright: whether each has a line of its own, as lists that grow have.
    """
    if not upright:
        return f"[{', '.join(map(literal, items))}]"
    return "[\n" + "".join(f"        {literal(item)},\n" for item in items) + "    ]"


def declaration(kind: str, arguments: Iterable[tuple[str, str]]) -> str:
    """A target's call.

    Args:
        kind: its type.
        arguments: names and texts of values.
    """
    given = [f"{name}={value}" for name, value in arguments]
    if len(given) > 1 or any("\n" in each for each in given):
        return f"{kind}(\n" + "".join(f"    {each},\n" for each in given) + ")\n"
    return f"{kind}({', '.join(given)})\n"


@dataclass(frozen=True)
class Draft:
    """A BUILD file that changes.

    Attributes:
        build: as it is.
        renamed: the places, in its calls, of those that become a public_facade.
        excluded: the globs that calls no longer own by, by place.
        joined: the places of `__defaults__` that are to hold for public_facade as well.
        appended: declarations that are added.
    """

    build: BuildFile
    renamed: frozenset[int] = frozenset()
    excluded: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    joined: frozenset[int] = frozenset()
    appended: tuple[str, ...] = ()

    def append(self, text: str) -> Draft:
        """Add a declaration."""
        return replace(self, appended=(*self.appended, text))

    def join(self, call: Call) -> Draft:
        """Let `__defaults__` for python_sources hold for public_facade as well."""
        return replace(self, joined=self.joined | {self.build.calls.index(call)})

    def rename(self, call: Call) -> Optional[Draft]:
        """Turn python_sources into a public_facade; None where that cannot be done surely."""
        return _proved(replace(self, renamed=self.renamed | {self.build.calls.index(call)}))

    def exclude(self, call: Call, globs: Sequence[str]) -> Optional[Draft]:
        """Take files away from a call; None where that cannot be done surely."""
        place = self.build.calls.index(call)
        more = {**self.excluded, place: (*self.excluded.get(place, ()), *globs)}
        return _proved(replace(self, excluded=more))

    @property
    def text(self) -> str:
        """The whole new text."""
        data = self.build.text.encode("utf-8")
        line = "\r\n" if "\r\n" in self.build.text else "\n"
        for place, call in sorted(enumerate(self.build.calls), key=lambda each: -each[1].start):
            if place in self.excluded:
                data = _narrowed(data, call, self.excluded[place], line)
            if place in self.joined:
                data = _joined(data, call)
            if place in self.renamed:
                data = data[: call.start] + b"public_facade" + data[call.start + len(call.kind.encode()) :]
        text = data.decode("utf-8")
        for added in self.appended:
            if text and not text.endswith(("\n", "\r")):
                text += line
            text += (line if text else "") + added.replace("\n", line)
        return text


def _proved(draft: Draft) -> Optional[Draft]:
    """A draft, if its text says what it means."""
    calls = draft.build.calls
    touched = [calls[place] for place in (*draft.renamed, *draft.excluded)]
    if any(not call.plain or call.sources is None for call in touched):
        return None
    wanted = [
        (
            "public_facade" if place in draft.renamed else call.kind,
            call.sources and (*call.sources, *draft.excluded.get(place, ())),
            call.name,
        )
        for place, call in enumerate(calls)
    ]
    found = read(draft.build.path, replace(draft, appended=()).text)
    return draft if [(call.kind, call.sources, call.name) for call in found.calls] == wanted else None


def _joined(data: bytes, call: Call) -> bytes:
    """The text with public_facade beside python_sources."""
    for start, end in reversed(call.joints or ()):
        alone = start != end
        after = b", public_facade)" if alone else b", public_facade"
        data = data[:start] + (b"(" if alone else b"") + data[start:end] + after + data[end:]
    return data


def _narrowed(data: bytes, call: Call, globs: Sequence[str], line: str) -> bytes:
    """The text with globs added to a call's sources."""
    if call.last is not None:
        before = data[: call.last].rpartition(b"\n")[2]
        alone = re.fullmatch(rb"([ \t]*)[\"'][^\"']*[\"']", before)
        between = f",{line}{alone[1].decode()}" if alone else ", "
        return data[: call.last] + "".join(f"{between}{literal(each)}" for each in globs).encode() + data[call.last :]
    # The arguments that follow keep their lines; the new one is as deep as they are.
    upright = re.match(rb"[ \t]*(?:#[^\r\n]*)?\r?\n([ \t]*)(?=\w)", data[call.inside :])
    deep = upright[1].decode() if upright else "    "
    argument = f"sources={listed((*PYTHON, *globs), upright=True)},".replace("\n    ", f"\n{deep}")
    after = "" if upright else f"\n{deep if call.keywords else ''}"
    added = f"\n{deep}{argument}{after}".replace("\n", line)
    return data[: call.inside] + added.encode() + data[call.inside :]
