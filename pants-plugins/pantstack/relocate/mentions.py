"""Where files still name a module, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pantstack.base.locations import SourceLocation
from pantstack.relocate.model import Mention
from pantstack.text.escaping import escape
from pantstack.text.width import shorten

_WIDTH: Final = 100
# Text that no person reads, or writes again by hand.
_GENERATED: Final = (".lock", "template.lock")


def pattern(name: str) -> re.Pattern[str]:
    """Match a module's name as a word of its own: `orders`, `orders_core`, `ORDERS_URL`, `OrdersClient`."""
    camel = "".join(part.capitalize() for part in name.split("_"))
    words = "|".join(re.escape(word) for word in dict.fromkeys((name, name.upper(), camel, name.replace("_", "-"))))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![a-z0-9]|[A-Z](?![a-z]))")


def find(name: str, texts: Mapping[str, str]) -> tuple[Mention, ...]:
    """Find the lines that name a module, by path and line."""
    known = pattern(name)
    return tuple(mention for path in sorted(texts) for mention in _of_file(known, path, texts[path]))


def _of_file(known: re.Pattern[str], path: str, text: str) -> Iterator[Mention]:
    if path.endswith(_GENERATED) or "\0" in text or known.search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if known.search(line):
            yield Mention(SourceLocation(path, number), shorten(escape(line.strip()), _WIDTH))


def strongest_first(mentions: Iterable[Mention], path: str) -> tuple[Mention, ...]:
    """Sort mentions: first those of the module's path, which nothing else can be meant by."""
    dotted = path.replace("/", ".")
    return tuple(sorted(mentions, key=lambda each: not (path in each.text or dotted in each.text)))


def might_name(name: str, content: bytes) -> bool:
    """Return whether a file can name a module at all: a quick look at its bytes."""
    lower = content.lower()
    return name.encode() in lower or name.replace("_", "").encode() in lower or name.replace("_", "-").encode() in lower
