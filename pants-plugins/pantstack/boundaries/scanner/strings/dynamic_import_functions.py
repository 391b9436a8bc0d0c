"""The functions that import what a string names, and what they are given."""

from __future__ import annotations

from typing import Literal, NamedTuple, Optional

from tree_sitter import Node

from pantstack.boundaries.scanner.name_context import arguments
from pantstack.boundaries.scanner.string_literals import literal
from pantstack.syntax.source import text_of

ImporterKind = Literal["module", "spec", "import", "builtin", "object", "anchor", "patch"]


class DynamicImporter(NamedTuple):
    """A function that imports what its first argument names.

    Attributes:
        keywords: the names of that argument.
        kind: "module", "spec" (relative names with a package, too), "import" (as "spec", and returns the module),
            "builtin" (`__import__`), "object" (a name after a colon), "anchor" (or a module object) or "patch" (an
            object, or its dotted name).
    """

    keywords: tuple[str, ...]
    kind: ImporterKind


_RESOURCES = ("files", "path", "open_text", "open_binary", "read_text", "read_binary", "contents", "is_resource")
_PACKAGED = ("string", "stream", "filename", "exists", "listdir", "isdir")
_PATCHES = {"": "target", ".dict": "in_dict", ".multiple": "target"}
IMPORTERS: dict[str, DynamicImporter] = {
    "__import__": DynamicImporter(("name",), "builtin"),
    "builtins.__import__": DynamicImporter(("name",), "builtin"),
    "importlib.__import__": DynamicImporter(("name",), "builtin"),
    "importlib.import_module": DynamicImporter(("name",), "import"),
    "importlib.util.find_spec": DynamicImporter(("name",), "spec"),
    "pkgutil.get_data": DynamicImporter(("package",), "module"),
    "pkgutil.resolve_name": DynamicImporter(("name",), "object"),
    "pytest.importorskip": DynamicImporter(("modname",), "import"),
    "runpy.run_module": DynamicImporter(("mod_name",), "module"),
    "monkeypatch.delattr": DynamicImporter(("target",), "patch"),
    "monkeypatch.setattr": DynamicImporter(("target",), "patch"),
    **{
        f"{package}.{name}": DynamicImporter(("package", "anchor"), "anchor")
        for package in ("importlib.resources", "importlib_resources")
        for name in _RESOURCES
    },
    **{f"pkg_resources.resource_{name}": DynamicImporter(("package_or_requirement",), "anchor") for name in _PACKAGED},
    **{
        f"{place}.patch{tail}": DynamicImporter((keyword,), "patch")
        for place in ("mock", "mocker", "unittest.mock")
        for tail, keyword in _PATCHES.items()
    },
}
# It makes another one.
_MONKEYPATCH = "pytest.MonkeyPatch"
# The modules to import one of them from.
PACKAGES = frozenset(
    ".".join(parts[:length])
    for parts in (name.split(".") for name in (*IMPORTERS, _MONKEYPATCH))
    for length in range(1, len(parts) + 1)
)
_WORDS = (
    *(b"import_module", b"__import__", b"find_spec", b"get_data", b"resolve_name", b"importorskip", b"run_module"),
    *(b"delattr", b"setattr", b"resources", b"resource_", b"patch"),
)


def star_imported(module: str) -> frozenset[str]:
    """Return the names that lead to one of them and that a star import brings from a module."""
    begins = f"{module}."
    tails = (name[len(begins) :].partition(".")[0] for name in (*IMPORTERS, _MONKEYPATCH) if name.startswith(begins))
    return frozenset(tail for tail in tails if not tail.startswith("_"))


def may_call(data: bytes) -> bool:
    """Return whether a text may call one of them."""
    return any(word in data for word in _WORDS)


def patches(name: str) -> bool:
    """Return whether a function of that name puts something else in the place that a string names."""
    return name in IMPORTERS and IMPORTERS[name].kind == "patch"


def module_argument(call: Node, importer: DynamicImporter) -> Optional[Node]:
    """Return what a call gives an importer to import; None where it gives nothing.

    Returns:
        The argument; arguments that are only known when the code runs come with their stars.
    """
    given = arguments(call)
    if given and given[0].type not in ("keyword_argument", "dictionary_splat"):
        return given[0]
    named = keyword(call, importer.keywords)
    return named or next((each for each in given if each.type == "dictionary_splat"), None)


def keyword(call: Node, names: tuple[str, ...]) -> Optional[Node]:
    """Return the value of the first keyword argument that has one of the names."""
    for each in arguments(call):
        if each.type == "keyword_argument" and text_of(each.child_by_field_name("name")) in names:
            return each.child_by_field_name("value")
    return None


def argument(call: Node, index: int, name: str) -> Optional[Node]:
    """Return an argument by place or name."""
    given = arguments(call)
    by_place = [each for each in given if each.type not in ("keyword_argument", "dictionary_splat")]
    return by_place[index] if index < len(by_place) else keyword(call, (name,))


def from_list(call: Node) -> tuple[tuple[Node, str], ...]:
    """Return the names that `__import__` takes from a module, where they are written out."""
    names = argument(call, 3, "fromlist")
    if names is None or names.type not in ("list", "tuple"):
        return ()
    found = ((child, literal(child)) for child in names.named_children)
    return tuple((child, name) for child, name in found if name is not None and name.isidentifier())


def from_level(call: Node) -> int:
    """Return the number of parents that `__import__` goes up."""
    text = text_of(argument(call, 4, "level"))
    return int(text) if text.isdecimal() else 0
