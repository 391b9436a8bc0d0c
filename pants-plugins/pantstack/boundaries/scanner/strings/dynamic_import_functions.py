"""The functions that import what a string names, and what they are given."""

from __future__ import annotations

from typing import NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.syntax.source import text_of


class Reader(NamedTuple):
    """A function that imports what its first argument names.

    Attributes:
        keywords: the names of that argument.
        kind: "module", "spec" (relative names with a package, too), "import" (as "spec", and returns the module),
            "builtin" (`__import__`), "object" (a name after a colon), "anchor" (or a module object) or "patch" (an
            object, or its dotted name).
    """

    keywords: tuple[str, ...]
    kind: str


_RESOURCES = ("files", "path", "open_text", "open_binary", "read_text", "read_binary", "contents", "is_resource")
_PACKAGED = ("string", "stream", "filename", "exists", "listdir", "isdir")
_PATCHES = {"": "target", ".dict": "in_dict", ".multiple": "target"}
READERS: dict[str, Reader] = {
    "__import__": Reader(("name",), "builtin"),
    "builtins.__import__": Reader(("name",), "builtin"),
    "importlib.__import__": Reader(("name",), "builtin"),
    "importlib.import_module": Reader(("name",), "import"),
    "importlib.util.find_spec": Reader(("name",), "spec"),
    "pkgutil.get_data": Reader(("package",), "module"),
    "pkgutil.resolve_name": Reader(("name",), "object"),
    "pytest.importorskip": Reader(("modname",), "import"),
    "runpy.run_module": Reader(("mod_name",), "module"),
    "monkeypatch.delattr": Reader(("target",), "patch"),
    "monkeypatch.setattr": Reader(("target",), "patch"),
    **{
        f"{package}.{name}": Reader(("package", "anchor"), "anchor")
        for package in ("importlib.resources", "importlib_resources")
        for name in _RESOURCES
    },
    **{f"pkg_resources.resource_{name}": Reader(("package_or_requirement",), "anchor") for name in _PACKAGED},
    **{
        f"{place}.patch{tail}": Reader((keyword,), "patch")
        for place in ("mock", "mocker", "unittest.mock")
        for tail, keyword in _PATCHES.items()
    },
}
# It makes another one.
_MONKEYPATCH = "pytest.MonkeyPatch"
# The modules to import one of them from.
PACKAGES = frozenset(
    ".".join(parts[:length])
    for parts in (name.split(".") for name in (*READERS, _MONKEYPATCH))
    for length in range(1, len(parts) + 1)
)
_WORDS = (
    *(b"import_module", b"__import__", b"find_spec", b"get_data", b"resolve_name", b"importorskip", b"run_module"),
    *(b"delattr", b"setattr", b"resources", b"resource_", b"patch"),
)


def brought(module: str) -> frozenset[str]:
    """The names that lead to one of them and that a star brings from a module."""
    begins = f"{module}."
    tails = (name[len(begins) :].partition(".")[0] for name in (*READERS, _MONKEYPATCH) if name.startswith(begins))
    return frozenset(tail for tail in tails if not tail.startswith("_"))


def called(data: bytes) -> bool:
    """Whether a text may call one of them."""
    return any(word in data for word in _WORDS)


def patches(name: str) -> bool:
    """Whether a function of that name puts something else in the place that a string names."""
    return name in READERS and READERS[name].kind == "patch"


def first(call: Node, reader: Reader) -> Optional[Node]:
    """What a call gives a reader to import; None where it gives nothing.

    Returns:
        The argument; arguments that are only known when the code runs come with their stars.
    """
    given = arguments(call)
    if given and given[0].type not in ("keyword_argument", "dictionary_splat"):
        return given[0]
    named = keyword(call, reader.keywords)
    return named or next((each for each in given if each.type == "dictionary_splat"), None)


def keyword(call: Node, names: tuple[str, ...]) -> Optional[Node]:
    """The value of the first keyword argument that has one of the names."""
    for each in arguments(call):
        if each.type == "keyword_argument" and text_of(each.child_by_field_name("name")) in names:
            return each.child_by_field_name("value")
    return None


def argument(call: Node, index: int, name: str) -> Optional[Node]:
    """An argument by place or name."""
    given = arguments(call)
    by_place = [each for each in given if each.type not in ("keyword_argument", "dictionary_splat")]
    return by_place[index] if index < len(by_place) else keyword(call, (name,))


def from_list(call: Node) -> tuple[tuple[Node, str], ...]:
    """The names that `__import__` is to take from a module, where they are written out."""
    names = argument(call, 3, "fromlist")
    if names is None or names.type not in ("list", "tuple"):
        return ()
    found = ((child, literal(child)) for child in names.named_children)
    return tuple((child, name) for child, name in found if name is not None and name.isidentifier())


def from_level(call: Node) -> int:
    """The number of parents that `__import__` goes up."""
    text = text_of(argument(call, 4, "level"))
    return int(text) if text.isdecimal() else 0
