"""What targets in BUILD files refer to."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from pantstack.base.locations import Position
from pantstack.declarations.model import Module

ReferenceKind = Literal["dependency", "entry point"]
_PARAMETERS = re.compile(r"@.*$")
_REQUIREMENTS = re.compile(r"(\w+_)?requirements?|(jvm|scala)_artifacts?|\w+_third_party_(package|module)s?")


@dataclass(frozen=True)
class BuildReference:
    """What a target in a BUILD file refers to.

    Attributes:
        path: the BUILD file.
        reaches: for a dependency the path of the directory or file that it names; for an entry point the dotted module.
        target: for a dependency the name of the target in that directory; empty for a file.
    """

    path: str
    position: Position
    kind: ReferenceKind
    text: str
    reaches: str
    target: str = ""

    def names_facade(self, module: Module) -> bool:
        """Return whether a dependency names a module's facade, a file that it owns, or what makes such a file.

        The address of a module stands for its facade.
        """
        facade = module.facade
        if facade is None:
            return False
        declared = ((module.directory, module.target_name), (facade.directory, facade.target))
        if self.target and (self.reaches, self.target) in declared:
            return True
        address = f"{self.reaches}:{self.target}" if self.target else self.reaches
        return address in facade.files or address in facade.generators


def declares_requirements(kind: str) -> bool:
    """Return whether a kind of target, such as "python_requirements", stands for what others publish: nobody's inside.

    Args:
        kind: the name that a BUILD file calls.
    """
    return _REQUIREMENTS.fullmatch(kind) is not None


def resolve_dependency(text: str, folder: str, files: Collection[str]) -> tuple[str, str]:
    """Find the directory or file that an entry of `dependencies` names, and the target in it.

    Args:
        text: as written, such as ":lib", "modules/orders/backend/public" or "modules/orders/x.py:lib".
        files: the paths of the repository's Python files, which tell a file from a directory.

    Returns:
        A file with an empty target, or a directory with the name of a target.
    """
    text = _PARAMETERS.sub("", text.removeprefix("!").removeprefix("!"))
    path, _, target = text.partition("#")[0].partition(":")
    path = folder if not path else str(PurePosixPath(folder, path)) if path.startswith("./") else path.lstrip("/")
    if path in files or "." in PurePosixPath(path).name:
        return path, ""
    return path, target or path.rpartition("/")[2]


def entry_point_module(text: str) -> str:
    """Return the dotted module that an entry point names; empty for a file of the target's directory, or an address.

    Args:
        text: such as "modules.orders.backend.api.main:run", "main.py:run" or ":api".
    """
    module = text.partition(":")[0].strip()
    return "" if "/" in module or module.endswith(".py") else module
