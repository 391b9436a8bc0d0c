"""Write new calls for BUILD files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def literal(text: str) -> str:
    """Render a string literal in double quotes, on one line."""
    escaped = {'"': '\\"', "'": "'"}
    return '"' + "".join(escaped.get(char) or repr(char)[1:-1] for char in text) + '"'


def string_list(items: Sequence[str], *, vertical: bool = False) -> str:
    """Render a list of strings, on one line or, for lists that grow, with a line for each."""
    if not vertical:
        return f"[{', '.join(map(literal, items))}]"
    return "[\n" + "".join(f"        {literal(item)},\n" for item in items) + "    ]"


def call(kind: str, arguments: Iterable[tuple[str, str]]) -> str:
    """Render a call that declares a target, with names and rendered values of its arguments."""
    rendered = [f"{name}={value}" for name, value in arguments]
    if len(rendered) > 1 or any("\n" in argument for argument in rendered):
        return f"{kind}(\n" + "".join(f"    {argument},\n" for argument in rendered) + ")\n"
    return f"{kind}({', '.join(rendered)})\n"
