"""Edits that let names of one `from ... import ...` statement come from other modules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tree_sitter import Node

from pantstack.boundaries.fixing.verification import dotted, names_of
from pantstack.syntax import delimited_list, source_edits
from pantstack.syntax.delimited_list import Entries
from pantstack.syntax.source_edits import Edit


@dataclass(frozen=True)
class _Name:
    """A name of the statement: what it takes now, what it is bound to, where it shall come from, and as what."""

    node: Node
    taken: str
    bound: str
    facade: str
    public: str

    @property
    def text(self) -> str:
        """How it is written in a new statement."""
        doubled = self.node.type == "aliased_import" and self.taken == self.bound
        return self.public if self.public == self.bound and not doubled else f"{self.public} as {self.bound}"

    @property
    def in_place(self) -> bytes:
        """How it is written in its own statement."""
        name = self.node.child_by_field_name("name")
        if name is None or self.public == self.bound:
            return self.text.encode()
        return self.public.encode() + source_edits.bytes_of(self.node)[name.end_byte - self.node.start_byte :]


def rewrite(data: bytes, statement: Node, targets: Mapping[int, tuple[str, str]]) -> list[Edit]:
    """Rewrite a statement.

    Names that stay, or else those of the last new module, keep the statement as it is written. Others get statements
    of their own before it, one a module.

    Args:
        targets: the module that names shall come from and their name there, by their first byte.
    """
    module = statement.child_by_field_name("module_name")
    if module is None:
        return []
    origin = dotted(module)
    names = [_name(node, origin, targets) for node in statement.children_by_field_name("name")]
    kinds = [child.type for child in statement.children]
    entries = delimited_list.read(data, statement.children[kinds.index("import") + 1 :])
    facades = list(dict.fromkeys(name.facade for name in names))
    home = origin if origin in facades else facades[-1]
    renamed = {n: name.in_place for n, name in enumerate(names) if name.facade == home and name.public != name.taken}
    edits = delimited_list.change(entries, [n for n, name in enumerate(names) if name.facade != home], renamed)
    if home != origin:
        edits.append(_module(data, module, home))
    start = source_edits.import_start(data, statement.start_byte)
    lazy = data[start : statement.start_byte]
    new = [lazy + _statement(entries, names, facade) for facade in facades if facade != home]
    return [*edits, _before(data, start, new)] if new else edits


def one_line(facade: str, names: Iterable[str]) -> bytes:
    """Render a statement on one line."""
    return f"from {facade} import {', '.join(names)}".encode()


def begins_line(data: bytes, at: int) -> bool:
    """Return whether a statement begins its line."""
    start = source_edits.line_start(data, at)
    return not data[start:at].strip(b" \t\f") and not data[:start].endswith((b"\\\n", b"\\\r\n"))


def _name(node: Node, origin: str, targets: Mapping[int, tuple[str, str]]) -> _Name:
    taken, bound = names_of(node)
    facade, public = targets.get(node.start_byte, (origin, taken))
    return _Name(node, taken, bound, facade, public)


def _module(data: bytes, module: Node, facade: str) -> Edit:
    """Rename the module; a relative one may touch the keywords around it."""
    left = b"" if data[module.start_byte - 1 : module.start_byte] in (b" ", b"\t", b"\f", b"\n") else b" "
    right = b" " if data[module.end_byte : module.end_byte + 6] == b"import" else b""
    return Edit(module.start_byte, module.end_byte, left + facade.encode() + right)


def _statement(entries: Entries, names: Sequence[_Name], facade: str) -> bytes:
    """Render the statement for the names of one module, with the comments that belong to them."""
    numbers = [number for number, name in enumerate(names) if name.facade == facade]
    short = one_line(facade, (names[number].text for number in numbers))
    column = len(source_edits.indent(entries.data, entries.start))
    parts = [part for number in numbers for part in entries.of(number)]
    if len(parts) == len(numbers) and column + len(short) <= source_edits.COLUMNS:
        return short
    texts = {number: names[number].text.encode() for number in numbers}
    listed = delimited_list.render(replace(entries, parts=tuple(parts)), (), texts)
    return f"from {facade} import (".encode() + listed + b")"


def _before(data: bytes, at: int, statements: Iterable[bytes]) -> Edit:
    """Insert statements before another: on lines of their own where that begins its line, else on its line."""
    start = source_edits.line_start(data, at)
    end = source_edits.newline(data) + data[start:at] if begins_line(data, at) else b"; "
    return Edit(at, at, b"".join(statement + end for statement in statements))
