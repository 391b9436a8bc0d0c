"""The rule by which other features know the resolves that the templates give to modules."""

from __future__ import annotations

from collections.abc import Iterable

from pants.engine.rules import Rule, collect_rules, rule

from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.scaffold import load_templates


@rule
async def resolve_kinds() -> ResolveKinds:
    """Read the kinds from the templates."""
    return ResolveKinds(load_templates.resolve_kinds())


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
