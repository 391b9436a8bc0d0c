"""Reads modules and facades from their targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pants.engine.target import MultipleSourcesField, Target

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.model import Facade, Module
from pantstack.declarations.target_values import reading


def of_type(kind: type[Target], declared: Iterable[Target]) -> tuple[Target, ...]:
    """List the targets of a kind; one that is parametrized is declared once."""
    found: dict[tuple[str, str], Target] = {}
    for target in declared:
        if isinstance(target, kind):
            found.setdefault((target.address.spec_path, target.address.target_name), target)
    return tuple(found.values())


def module(target: Target, builds: BuildFiles) -> Module:
    """Read a module, without its facade."""
    return reading.module(target.address.spec_path, target.address.target_name, _values(target), _place(target, builds))


def facade(target: Target, owned: tuple[str, ...], builds: BuildFiles) -> Facade:
    """Read a facade: a target, or what a module declares itself."""
    declared = (target.address.spec_path, target.address.target_name)
    return reading.facade(target.alias, declared, _values(target), owned, _place(target, builds))


def declares_facade(module: Target) -> bool:
    """Whether a module declares its facade itself."""
    return reading.declares_facade(_values(module))


def globs(target: Target) -> Sequence[str]:
    """The globs of what a facade owns."""
    if target.alias == reading.FACADE:
        return target[MultipleSourcesField].globs
    return reading.globs(target.alias, _values(target))


def _values(target: Target) -> dict[str, Any]:
    return {field.alias: field.value for field in target.field_values.values()}


def _place(target: Target, builds: BuildFiles) -> SourceLocation:
    return builds.find(target.alias, target.address.spec_path, target.address.target_name)
