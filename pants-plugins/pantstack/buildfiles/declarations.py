"""Where a BUILD file declares a target, as far as that is written down plainly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from tree_sitter import Node

from pantstack.syntax import source_edits

BOM = "\ufeff"
_SHOWN = 40


class NotEditable(Exception):  # noqa: N818  it is a refusal, and named for what is refused
    """A BUILD file says something in a way that an edit would have to guess about.

    Attributes:
        fact: what stands in the way, one sentence.
        advice: what to do, one sentence.
        line: where, counted from 1.
    """

    def __init__(self, fact: str, advice: str, line: int = 1) -> None:
        super().__init__(f"{fact} {advice}")
        self.message = fact
        self.help = advice
        self.line = line


@dataclass(frozen=True)
class Declaration:
    """A call that declares a target.

    Attributes:
        node: the call.
        call: the target type.
        name: the target's name as spelt; None where it spells none, empty where it computes one.
    """

    node: Node
    call: str
    name: Optional[str]

    @property
    def line(self) -> int:
        """Where it begins, counted from 1."""
        return _line(self.node)

    @property
    def arguments(self) -> list[Node]:
        """What stands between its parentheses, these and commas included."""
        found = self.node.child_by_field_name("arguments")
        return found.children if found is not None else []

    def value(self, field: str) -> Optional[Node]:
        """What a field is set to; None where the declaration does not spell the field."""
        return _keyword(self.node, field)

    def strings(self, field: str) -> tuple[str, ...]:
        """The strings of a list field; none where the field is missing.

        Raises:
            NotEditable: where the field is, or may be, anything but a list of string literals.
        """
        value = self.value(field)
        if value is None:
            self._spells_its_fields(field)
            return ()
        entries = [child for child in value.named_children if child.type != "comment"]
        found = [plain(entry) for entry in entries]
        wrong = [value] if value.type != "list" else [entry for entry, text in zip(entries, found) if text is None]
        if wrong:
            raise NotEditable(
                f"`{field}` of this {self.call} is not a plain list of strings: `{_shown(wrong[0])}`.",
                "Write it as a list of string literals, or edit it by hand.",
                _line(wrong[0]),
            )
        return tuple(text for text in found if text is not None)

    def _spells_its_fields(self, field: str) -> None:
        for child in self.arguments:
            if child.type.endswith("_splat"):
                raise NotEditable(
                    f"This {self.call} takes fields from `{_shown(child)}`, and `{field}` may be one of them.",
                    f"Write `{field}` in the declaration itself.",
                    _line(child),
                )


def encode(text: str) -> bytes:
    """A BUILD file's text as the bytes that are edited, without its byte order mark."""
    return text.removeprefix(BOM).encode("utf-8", "surrogatepass")


def plain(node: Node) -> Optional[str]:
    """The value of a string literal without prefixes and escapes; None for anything else."""
    text = source_edits.source(node).decode("utf-8", "replace")
    quote = source_edits.source(node.children[0]).decode() if node.type == "string" and node.children else ""
    if quote[:1] not in ('"', "'") or "\\" in text:
        return None
    return text[len(quote) : len(text) - len(quote)]


def declarations(root: Node, call: str) -> tuple[Declaration, ...]:
    """All calls of a target type, wherever they stand, in the order of the text."""
    found = []
    for node in source_edits.walk(root):
        function = node.child_by_field_name("function") if node.type == "call" else None
        if function is not None and source_edits.source(function) == call.encode():
            value = _keyword(node, "name")
            found.append(Declaration(node, call, None if value is None else plain(value) or ""))
    return tuple(found)


def find(data: bytes, call: str, name: Optional[str]) -> Declaration:
    """The declaration of a target.

    Args:
        data: the BUILD file, as `encode` gives it.
        call: the target type, such as `pantstack_module`.
        name: the target's name: a call that spells it wins over one that spells none; None for the only call.

    Raises:
        NotEditable: where there is none, more than one, or one that is part of another statement.
    """
    root = source_edits.parse(data)
    if root.has_error or not source_edits.readable(data):
        raise NotEditable("The file is not Python.", "Correct its syntax first.", _first_error(root))
    found = declarations(root, call)
    unnamed = [each for each in found if each.name is None]
    if name is None:
        chosen = list(found) if len(found) == 1 else unnamed or list(found)
    else:
        chosen = [each for each in found if each.name == name] or [each for each in found if not each.name]
    of = "" if name is None else f" `{name}`"
    if not chosen:
        raise NotEditable(f"The file declares no {call}{of}.", f"Write a plain call of {call} there.")
    if len(chosen) > 1:
        fact = f"The file may declare {call}{of} {len(chosen)} times; the second time is here."
        raise NotEditable(fact, "Keep one, or give each a name of its own.", chosen[1].line)
    statement = chosen[0].node.parent
    if statement is None or statement.type != "expression_statement" or statement.parent != root:
        fact = f"This {call} is part of another statement, which decides whether and how it counts."
        raise NotEditable(fact, "Write it as a statement of its own, or edit it by hand.", chosen[0].line)
    return chosen[0]


def _keyword(call: Node, field: str) -> Optional[Node]:
    arguments = call.child_by_field_name("arguments")
    for child in arguments.named_children if arguments is not None else ():
        name = child.child_by_field_name("name") if child.type == "keyword_argument" else None
        if name is not None and source_edits.source(name) == field.encode():
            return child.child_by_field_name("value")
    return None


def _first_error(root: Node) -> int:
    return next((_line(node) for node in source_edits.walk(root) if node.is_error or node.is_missing), 1)


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1


def _shown(node: Node) -> str:
    text = " ".join(source_edits.source(node).decode("utf-8", "replace").split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
