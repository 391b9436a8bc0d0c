"""Describe in one sentence what a module is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pantstack.boundaries.adoption import naming
from pantstack.buildfiles.globs import below, parent, relative

_LONGEST = 120
_SENTENCE = re.compile(r"(.+?[^\s.A-Z])(?<!\be\.g)(?<!\bi\.e)[.!?](\s|$)", re.DOTALL)
_UNDERLINE = re.compile(r"([^\w\s])\1{2,}")
# `.. name::` with what is indented below it; a comment and a target look alike.
_DIRECTIVE = re.compile(r"\s*\.\.(\s|$)")
_FENCED = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.DOTALL | re.MULTILINE)
# A field, an example, a table, an image, a tag of another markup.
_NO_PROSE = re.compile(r":[\w -]+:(\s|$)|>>>|\||\+[-=]|!\[|@\w|<!?[a-z-]", re.IGNORECASE)
# :role:`target` of reStructuredText.
_ROLE = re.compile(r":[\w:+-]+:`~?([^`]*)`")


def describe(module: str, owned: Sequence[str], docstrings: Mapping[str, str], root_of: Callable[[str], str]) -> str:
    """Describe a module by the docstring of its package's `__init__` file, else by its name; never empty."""
    package = _package(module, owned)
    init = next((path for path in owned if parent(path) == package and naming.is_init(path)), "")
    sentence = first_sentence(docstrings.get(init, ""))
    if sentence:
        return sentence
    root = root_of(package)
    dotted = relative(root, package).split("/")
    if package != root and all(part.isidentifier() for part in dotted):
        return f"The package {'.'.join(dotted)}"
    return f"The code in {module}"


def _package(module: str, owned: Sequence[str]) -> str:
    """Return the outermost package that has all code of a module in it; the module itself where none has."""
    code = [path for path in owned if not naming.is_steering(path)]
    inits = sorted((path for path in owned if naming.is_init(path)), key=lambda path: (path.count("/"), path))
    packages = (parent(path) for path in inits)
    return next((package for package in packages if all(below(package, path) for path in code)), module)


def first_sentence(docstring: str) -> str:
    """Return the first sentence of a docstring, without its full stop; empty if it has none.

    Headings, directives, fields, examples and tables are no sentences.
    """
    paragraph = next(filter(None, map(_prose, _blocks(docstring))), [])
    joined = " ".join(" ".join(paragraph).split())
    joined = _ROLE.sub(r"\1", joined).replace("``", "").strip()
    whole = _SENTENCE.match(joined)
    sentence = (whole[1] if whole else joined).rstrip(" .:")
    if not any(char.isalpha() for char in sentence):
        return ""
    return (
        sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rpartition(' ')[0] or sentence[:_LONGEST]} …"
    )


def _blocks(docstring: str) -> Iterator[list[str]]:
    """The paragraphs of a docstring, line by line, without what belongs to directives and without code."""
    text = _FENCED.sub("\n", inspect.cleandoc(docstring))
    inside = False
    for block in re.split(r"\n\s*\n", text):
        lines = block.strip("\n").splitlines()
        if not lines or (inside and lines[0][:1].isspace()):
            continue
        starts = [number for number, line in enumerate(lines) if _DIRECTIVE.match(line)]
        inside = bool(starts)
        yield lines[: starts[0]] if starts else lines


def _prose(lines: Sequence[str]) -> list[str]:
    """The lines of a paragraph that are a sentence's, without headings; none of an example, a field or a table."""
    texts = [line.strip() for line in lines]
    underlines = {number for number, text in enumerate(texts) if _UNDERLINE.fullmatch(text)}
    above = {number - 1 for number in underlines if number - 2 in underlines or number - 1 not in underlines}
    kept = [
        text
        for number, text in enumerate(texts)
        if text and number not in underlines | above and not text.startswith("#")
    ]
    return [] if not kept or _NO_PROSE.match(kept[0]) else kept
