"""What the goal has to know of the repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Optional

from pants.engine.fs import FileContent
from pants.engine.target import RegisteredTargetTypes

from pantstack.base.errors import Parsed
from pantstack.boundaries.pants_rules.facts import calls as boundaries
from pantstack.boundaries.resolver.project import Project
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations.pants_rules import build_errors
from pantstack.pants_port import files
from pantstack.scaffold import load_templates, needs, write_plan
from pantstack.scaffold.pants_rules.options import Settings
from pantstack.scaffold.pants_rules.requests import Request

# Where a module's requirements lie, and where the macro that declares them is called.
_REQUIREMENTS: Final = "3rdparty/python"


@dataclass(frozen=True)
class Repository:
    """What the goal knows of the repository.

    Attributes:
        root: its folder.
        project: what the checks know; None where a declaration has mistakes.
        existing: the files in folders of the new module's name, in capital letters or not.
        with_ports: texts of other modules' files in which ports may stand, by path.
    """

    root: str
    pants_toml: str
    project: Parsed[Optional[Project]]
    existing: tuple[str, ...]
    with_ports: Mapping[str, str]


# Stands before the rule that awaits it, like the others here: Pants 2.17 looks for it when that is defined.
async def check_needs(request: Request, settings: Settings) -> None:
    """Refuse a repository that lacks what the template needs.

    Raises:
        UserError: with all that is missing.
        UserErrors: if a BUILD file or a link cannot be read, so that nobody knows what is missing.
    """
    packages = needs.names(request.template, "packages")
    inits = await files.paths(tuple((f"{package}/__init__.py",) for package in packages))
    (builds,) = await files.read(((f"{_REQUIREMENTS}/BUILD", f"{_REQUIREMENTS}/BUILD.*"),))
    calls = (call.kind for file in builds for call in BuildFile(file.path, _text(file)).calls)
    present = {
        "packages": [package for package, init in zip(packages, inits) if init],
        "macros": [f"{call}() in {_REQUIREMENTS}/BUILD" for call in calls],
        **settings.present(request.module),
    }
    error = needs.missing(request.template, present)
    if error:
        # Reading all BUILD files takes a while, and who reads the declarations afterwards comes across these errors.
        await build_errors.refuse_broken()
        raise error


async def read_project(types: RegisteredTargetTypes) -> Parsed[Optional[Project]]:
    """Await what the checks know of the repository; None where a declaration has mistakes."""
    try:
        facts = await boundaries.facts()
    except Exception as error:  # noqa: BLE001  whatever Pants raises for a BUILD file
        return Parsed(None, (await build_errors.explain(error, types.aliases)).errors)
    return Parsed(None if facts.errors else facts.project, facts.errors)


async def repository(request: Request, root: str, types: RegisteredTargetTypes) -> Repository:
    """Await what has to be known before a module is made."""
    settings, with_ports = await files.read(((write_plan.SETTINGS,), load_templates.port_globs(request.folders)))
    known = await read_project(types)
    given = request.given
    (existing,) = await files.paths(((f"{given.root}/{_any_case(given.name)}/**",),))
    others = {file.path: _text(file) for file in with_ports if not file.path.startswith(f"{request.module}/")}
    return Repository(root, _text(settings[0]), known, existing, others)


def _any_case(name: str) -> str:
    """Write a glob for a name in capital letters or not, since not every file system keeps these apart."""
    return "".join(f"[{char.lower()}{char.upper()}]" if char.isalpha() else char for char in name)


def _text(file: FileContent) -> str:
    return file.content.decode("utf-8", "replace")
