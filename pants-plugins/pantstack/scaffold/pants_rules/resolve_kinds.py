"""The rule by which other features know the resolves that the templates give to modules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pants.base.build_root import BuildRoot
from pants.engine.rules import Rule, collect_rules, rule

from pantstack.base.errors import UserError
from pantstack.declarations.module_resolves import ResolveKinds
from pantstack.pants_port import files
from pantstack.scaffold import load_templates
from pantstack.scaffold.pants_rules.options import NewModuleSubsystem

_shipped = lru_cache(maxsize=1)(load_templates.resolve_kinds)


@rule
async def resolve_kinds(root: BuildRoot, options: NewModuleSubsystem) -> ResolveKinds:
    """Read the kinds from the templates; `new-module` reports what is wrong with one."""
    try:
        folders = load_templates.folders(root.path, options.templates_folder)
    except UserError:
        return ResolveKinds(_shipped())
    # The engine notices when they change.
    (own,) = await files.read(((f"{folders[-1].label}/*/template.toml",),))
    return ResolveKinds(load_templates.resolve_kinds(folders) if own else _shipped())


def rules() -> Iterable[Rule]:
    """The rules of this feature."""
    return collect_rules()
