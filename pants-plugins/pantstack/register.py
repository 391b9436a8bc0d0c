"""Joins the features into one backend, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

import pantstack.pants_port.generation  # noqa: F401  refuses a Pants that is too old, before something is missing
from pantstack.adopt.pants_rules import adopt
from pantstack.boundaries.pants_rules import fix, lint, modules, validate
from pantstack.cache_key.pants_rules import cache_key
from pantstack.declarations import macros
from pantstack.declarations import targets as catalog_targets
from pantstack.declarations.pants_rules import rules as catalog
from pantstack.declarations.pants_rules.facades import dependencies
from pantstack.deploy.pants_rules import deploy
from pantstack.deploy.pants_rules import targets as deploy_targets
from pantstack.relocate.pants_rules import remove_module, rename_module
from pantstack.scaffold import load_templates
from pantstack.scaffold.pants_rules import new_module as scaffold
from pantstack.scaffold.pants_rules import resolve_kinds, update_module

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pants.build_graph.build_file_aliases import BuildFileAliases
    from pants.engine.rules import Rule
    from pants.engine.target import Target
    from pants.engine.unions import UnionRule


def rules() -> Iterable[Union[Rule, UnionRule]]:
    """Collect the rules of every feature."""
    checker = (*lint.rules(), *fix.rules(), *validate.rules(), *modules.rules())
    declarations = (*catalog.rules(), *dependencies.rules())
    made = (*scaffold.rules(), *update_module.rules(), *resolve_kinds.rules())
    life_of_modules = (*made, *rename_module.rules(), *remove_module.rules())
    return (*declarations, *checker, *adopt.rules(), *life_of_modules, *deploy.rules(), *cache_key.rules())


def target_types() -> Iterable[type[Target]]:
    """Collect the target types of every feature."""
    return (*catalog_targets.target_types(), *deploy_targets.target_types())


def build_file_aliases() -> BuildFileAliases:
    """Collect the functions that BUILD files may call."""
    return macros.build_file_aliases(load_templates.resolve_kinds())
