"""Joins the features into one backend, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack.architecture import fixer, modules, validate
from pantstack.architecture import rules as architecture
from pantstack.catalogue import aliases
from pantstack.catalogue import rules as catalogue
from pantstack.catalogue import targets as catalogue_targets
from pantstack.deploy import rules as deploy
from pantstack.deploy import targets as deploy_targets
from pantstack.scaffold import rules as scaffold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pants.build_graph.build_file_aliases import BuildFileAliases
    from pants.engine.rules import Rule
    from pants.engine.target import Target


def rules() -> Iterable[Rule]:
    """The rules of every feature."""
    checker = (*architecture.rules(), *fixer.rules(), *validate.rules(), *modules.rules())
    return (*catalogue.rules(), *checker, *scaffold.rules(), *deploy.rules())


def target_types() -> Iterable[type[Target]]:
    """The target types of every feature."""
    return (*catalogue_targets.target_types(), *deploy_targets.target_types())


def build_file_aliases() -> BuildFileAliases:
    """The functions that BUILD files may call."""
    return aliases.build_file_aliases()
