"""Describe in one sentence what a module is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from pantstack.boundaries.adoption import naming
from pantstack.buildfiles.globs import below, parent, relative

_LONGEST = 120
_SENTENCE = re.compile(r"(.+?[^\s.A-Z])(?<!\be\.g)(?<!\bi\.e)[.!?](\s|$)", re.DOTALL)
_UNDERLINE = re.compile(r"([^\w\s])\1{2,}")
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
    """Return the first sentence of a docstring, without its full stop; empty if it has no words."""
    paragraph: list[str] = []
    for line in docstring.strip().splitlines():
        text = line.strip()
        if not text and paragraph:
            break
        if text and not _UNDERLINE.fullmatch(text):
            paragraph.append(text)
        elif text and paragraph:
            break
    joined = " ".join(" ".join(paragraph).split())
    joined = _ROLE.sub(r"\1", joined).replace("``", "").strip()
    whole = _SENTENCE.match(joined)
    sentence = (whole[1] if whole else joined).rstrip(" .:")
    if not any(char.isalpha() for char in sentence):
        return ""
    return (
        sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rpartition(' ')[0] or sentence[:_LONGEST]} …"
    )
