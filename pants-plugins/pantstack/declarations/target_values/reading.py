"""Reads modules and facades from the values of their fields, whoever read those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import DEFAULTS, joined
from pantstack.declarations.model import ANY, EVERYTHING, Facade, Module

MODULE = "pantstack_module"
FACADE = "public_facade"
# What the fields of a target are, by their names; one that is not set may be missing.
Values = Mapping[str, Any]


def path(directory: str, values: Values) -> str:
    """Return the path of a module: its directory, or its file."""
    file = values.get("file")
    return joined(directory, file) if file else directory


def module(directory: str, name: str, values: Values, location: SourceLocation) -> Module:
    """Read a module, without its facade.

    Args:
        directory: of its BUILD file.
        name: of its target.
    """
    used = _texts(values, "depends_on")
    return Module(
        path(directory, values),
        location,
        description=values.get("description") or "",
        layer=values.get("layer"),
        depends_on=tuple(each for each in used if each != ANY),
        deployables=_texts(values, "deployables"),
        infrastructure=values.get("infrastructure"),
        owners=_texts(values, "owners"),
        tests=_texts(values, "tests"),
        is_file=values.get("file") is not None,
        target=_spelled(directory, name),
        may_use_any=ANY in used,
        cannot_depend_on=_texts(values, "cannot_depend_on"),
        utility=bool(values.get("utility")),
        public=_texts(values, "public"),
        consumers=_texts(values, "consumers"),
        deployed_as=values.get("deployed_as"),
        inner_layers=_texts(values, "inner_layers"),
    )


def facade(kind: str, declared: tuple[str, str], values: Values, owned: tuple[str, ...], at: SourceLocation) -> Facade:
    """Read a facade: a target, or what a module declares itself.

    Args:
        kind: of the target.
        declared: the directory and the name of the target.
        owned: the files that match its globs.
    """
    directory, name = declared
    inside = kind == MODULE
    if inside:
        owned = tuple(path for path in owned if path.endswith((".py", ".pyi")))
    return Facade(
        directory,
        at,
        owned,
        _texts(values, "consumers"),
        _spelled(directory, name),
        module=path(directory, values) if inside else "",
        everything=inside and EVERYTHING in _texts(values, "public"),
    )


def declares_facade(values: Values) -> bool:
    """Return whether a module declares its facade itself."""
    return bool(values.get("public") or values.get("file"))


def globs(kind: str, values: Values) -> Sequence[str]:
    """Return the globs of what a facade owns, relative to its directory."""
    if kind == FACADE:
        sources = values.get("sources")
        return DEFAULTS[FACADE] if sources is None else tuple(sources)
    file = values.get("file")
    return (file, f"{file}i") if file else _texts(values, "public")


def _texts(values: Values, name: str) -> tuple[str, ...]:
    return tuple(values.get(name) or ())


def _spelled(directory: str, name: str) -> str:
    """Return the name of a target; empty where that is the directory's."""
    return "" if name == directory.rpartition("/")[2] else name
