"""What both goals know of the repository and of the module that they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.base.specs import Specs
from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.base.locations import NOWHERE
from pantstack.boundaries.pants_rules.options import PantstackLint
from pantstack.boundaries.policy import string_readers
from pantstack.boundaries.resolver.project import Project
from pantstack.declarations import requested
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import Module
from pantstack.declarations.pants_rules import selections
from pantstack.deploy.pants_rules.targets import DeployEnvironment, environment_of
from pantstack.pants_port import files, targets, workspace
from pantstack.relocate import deployed
from pantstack.relocate.deployed import Deployment
from pantstack.relocate.model import Tree
from pantstack.relocate.pants_rules import on_disk
from pantstack.relocate.pants_rules.on_disk import Files
from pantstack.relocate.remove import last_user
from pantstack.relocate.rename.python import import_order
from pantstack.scaffold import registers
from pantstack.scaffold.pants_rules import facts


@dataclass(frozen=True)
class Repository:
    """The repository, and one module in it.

    Attributes:
        deployments: where the module is deployed, as far as this work tree knows.
        elsewhere: the environments of which this work tree does not know.
    """

    root: str
    project: Project
    module: Module
    tree: Tree
    files: Files
    deployments: tuple[Deployment, ...]
    elsewhere: tuple[str, ...]


# Stands before the rules that await it: Pants 2.17 looks for it when they are defined.
async def read(root: str, specs: Specs, lint: PantstackLint, types: RegisteredTargetTypes, usage: str) -> Repository:
    """Read what a goal has to know.

    Args:
        usage: how the goal is called.

    Raises:
        UserError: if not exactly one module is selected.
        UserErrors: if declarations have mistakes, or links are in the way.
    """
    known = await facts.read_project(types)
    if known.value is None:
        raise UserErrors(known.errors)
    project = known.value
    module = _selected(project, specs, usage)
    (seen,) = await files.paths((("**",),))
    roots = await targets.source_roots()
    declared = await targets.declared()
    environments = tuple(environment_of(each) for each in declared if isinstance(each, DeployEnvironment))
    name = module.name.removesuffix(".py") if module.is_file else module.name
    always = (FILE, lint.baseline, *registers.paths(registers.NAMES), *import_order.CONFIGURATIONS)
    toml = workspace.texts(root, (FILE,)).get(FILE, "")
    always = (*always, *last_user.paths(toml, name))
    on = on_disk.read(root, module, name, on_disk.known_paths(root, seen), always)
    own_readers = string_readers.parse(lint.string_readers, lambda _: NOWHERE).value
    tree = Tree(on.contents, on.paths, _roots(roots), own_readers, lint.baseline)
    deployments = deployed.find(root, module.project, environments) if module.infrastructure else ()
    elsewhere = deployed.elsewhere(environments) if module.infrastructure else ()
    return Repository(root, project, module, tree, on, deployments, elsewhere)


def _roots(roots: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(("" if root == "." else root for root in roots), key=lambda root: -len(root)))


def _selected(project: Project, specs: Specs, usage: str) -> Module:
    """Return the one module that the command line names.

    Raises:
        UserError: if it names none, or several.
    """
    listed = (*selections.folders(specs.includes), *selections.files(specs.includes))
    if not listed or specs.ignores:
        raise UserError("No module is named.", f"Write: {usage}")
    paths = requested.chosen(listed, [module.path for module in project.catalog.modules])
    if len(paths) > 1 or any(each.recursive for each in listed):
        raise UserError("One module at a time.", f"Write: {usage}")
    module = project.catalog.module(paths[0])
    if module is None:  # it is one of those
        raise ActionFailed(f"There is no module {paths[0]}.", f"Write: {usage}")
    return module
