"""The pages of the corpus: small repositories whose findings were written down by hand."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

CORPUS = Path(__file__).parent / "corpus"
PAGES = sorted(path.name for path in CORPUS.glob("*.md") if path.name != "README.md")
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"[ \t]*# (error|warning): ([a-z-]+(?:, [a-z-]+)*)")
_REPEAT = re.compile(r"<<(.*?)>>", re.DOTALL)
_NEWLINES = {"crlf": "\r\n", "cr": "\r"}

Finding = tuple[str, int, str, str]


@dataclass
class Page:
    """A small repository.

    Attributes:
        options: of the run.
        files: bytes by path.
        expected: path, line, severity and code of each finding, as often as it is found.
    """

    options: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    expected: Counter[Finding] = field(default_factory=Counter)


def load(name: str) -> Page:
    """Read a page of the corpus."""
    page = Page()
    for kind, words, body in _BLOCK.findall((CORPUS / name).read_text(encoding="utf-8")):
        attributes = dict(word.split("=", 1) for word in words.split())
        if "file" not in attributes:
            page.options = tomlkit.parse(body).unwrap()
            continue
        path = attributes["file"]
        page.expected.update(_expected(path, body, attributes))
        page.files[path] = _content(kind, body, attributes)
    return page


def _expected(path: str, body: str, attributes: dict[str, str]) -> Iterator[Finding]:
    for number, line in enumerate(body.splitlines(), 1):
        for severity, codes in _MARK.findall(line):
            yield from ((path, number, severity, code) for code in codes.split(", "))
    for each in filter(None, attributes.get("error", "").split(",")):
        line_number, code = each.split(":")
        yield path, int(line_number), "error", code


def _content(kind: str, body: str, attributes: dict[str, str]) -> bytes:
    if kind == "base64":
        return base64.b64decode(body)
    text = _MARK.sub("", body)
    if "repeat" in attributes:
        text = _REPEAT.sub(lambda found: found[1] * int(attributes["repeat"]), text)
    text = text.replace("\n", _NEWLINES.get(attributes.get("newline", ""), "\n"))
    return text.encode(attributes.get("encoding", "utf-8"))
