"""Outlines: what a file imports and how far it follows that, without parsing; None where that is not certain."""

from __future__ import annotations

import re
from typing import NamedTuple, Optional

from pantstack.boundaries.scanner.outline.broken_syntax import PlainCode, plain_code
from pantstack.boundaries.scanner.outline.calls.literal_calls import load_others
from pantstack.boundaries.scanner.outline.calls.replacements import assigned, sets_by_name
from pantstack.boundaries.scanner.outline.chains import read_chains
from pantstack.boundaries.scanner.outline.class_bodies import in_class_body
from pantstack.boundaries.scanner.outline.code_text import CodeText, decoded, without_strings
from pantstack.boundaries.scanner.outline.given import Aliases, assigned_in_brackets, given, renamed
from pantstack.boundaries.scanner.outline.import_lines import hidden_import, split_imports
from pantstack.boundaries.scanner.outline.package_marks import traits
from pantstack.boundaries.scanner.outline.risks import RiskyWords, deprecates, replacements
from pantstack.boundaries.scanner.strings.readers import readers
from pantstack.boundaries.scanner.tree_cursor import CHECKING

_CHECKING = CHECKING.encode()
_WORD = re.compile(r"\w+")


class Outline(NamedTuple):
    """What is certain about a file without parsing it.

    Attributes:
        statements: its import statements in order, with single spaces, without comments, parentheses and line breaks.
        chains: for each name that a statement binds to what may be the repository's, the dotted chains in the text that
            start from it, and the name itself where it stands alone. Strings and comments with types count, too. A
            chain that ends at a module may go on where the text cannot show it: behind an alias, a parenthesis or
            `getattr`.
        type_checking: whether the word `TYPE_CHECKING` occurs.
        has_code: as a scan has it.
        extends: as a scan has it.
        strings: dotted names that begin as the repository's do, in what patching functions are given.
        replaced: the last names of what is patched or may be assigned to; perhaps of more than that.
        assigned: those of what may be assigned to.
        given: names that imports bind, perhaps by a star, and that a statement of the top level may put something into.
        loads: whether it imports by name what certainly is not the repository's.
        renamed: names that imports bind, and whose attributes may be read in other ways than by chains.
    """

    statements: tuple[str, ...]
    chains: tuple[str, ...]
    type_checking: bool
    has_code: bool
    extends: bool
    strings: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    assigned: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    loads: bool = False
    renamed: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """All names in it."""
        return frozenset(_WORD.findall(" ".join((*self.statements, *self.chains, *self.strings))))


def risky_words(own: tuple[str, ...] = ()) -> RiskyWords:
    """Return what makes a file unsure: to be kept, and handed to `outline` for every file.

    Args:
        own: what a repository adds to the functions and names that read a string as an import.
    """
    return RiskyWords(readers(own))


def outline(path: str, content: bytes, roots: frozenset[str], words: RiskyWords) -> Optional[Outline]:
    """Read one file without parsing it.

    Args:
        roots: the first segments of the names of modules.

    Returns:
        What `scan` would find of imports, covered by statements and chains, where that is all that it would find; None
        where only parsing tells.
    """
    text = decoded(content)
    parts = None if text is None or words.occur_in(text) else without_strings(text)
    return None if parts is None else _outlined(path, parts, roots, words)


def _outlined(path: str, parts: CodeText, roots: frozenset[str], words: RiskyWords) -> Optional[Outline]:
    text, code, strings = parts
    split = split_imports(code)
    rest, indents, lines = split[::3], split[1::3], split[2::3]
    outside = b"\n".join(rest)
    plain = plain_code(outside)
    if plain is None or (b"import" in outside and hidden_import(outside)) or deprecates(plain.code):
        return None
    if any(indents) and b"class" in outside and in_class_body(rest, indents):
        return None
    imports = words.imports(roots)
    known = [imports[line] for line in lines]
    searched = b"\n".join([outside, *strings, b""]) if strings else outside
    imported = [each for each in known if each is not None]
    risks = {risk for each in imported if each.risks for risk in each.risks}
    reached = words.reached(path, imported, risks, searched)
    if len(imported) < len(known) or reached is None or (reached and not load_others(reached, outside, strings, roots)):
        return None
    replaced = replacements(risks, outside, strings, searched)
    marks = traits(path, text, outside, [each for each, indent in zip(imported, indents) if not indent])
    names = {name for each in imported for name in each.names}
    if replaced is None or marks is None or (names and sets_by_name(names, plain.code)):
        return None
    chains = _chains(names, plain, strings) if names else ()
    targets, others = _other_ways(names, chains, plain.code) if chains else (frozenset[str](), frozenset[str]())
    return Outline(
        tuple([each.text for each in imported]),
        chains,
        _CHECKING in text,
        *marks,
        frozenset([text for text in replaced.strings if text.partition(".")[0] in roots]),
        replaced.names | targets,
        targets,
        given(None if any(b"*" in line for line in lines) else names, plain.code),
        bool(reached),
        others,
    )


def _chains(names: set[bytes], plain: PlainCode, strings: list[bytes]) -> tuple[str, ...]:
    """Return the chains from some names, as an outline has them."""
    texts = [text for text in plain.others if not text.startswith(b"#") or b"type:" in text]
    return read_chains(names, plain.code, b"\n".join([b"", *texts, *strings, b""]))


def _other_ways(names: set[bytes], chains: tuple[str, ...], code: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Return the last names of what may be assigned to, and the names that are read in other ways than by chains."""
    aliases = Aliases(names, code)
    others = aliases.of(names)
    behind = read_chains(others, code, b"") if others else ()
    targets = assigned_in_brackets(code).union(assigned((*chains, *behind), code))
    return targets, renamed(aliases, names, code, behind)
