"""Bring together what resolves require, and what their lockfiles were made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Callable

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.locks.lockfile import Lockfile
from pantstack.boundaries.locks.resolves import Resolve, gather, overwriting
from pantstack.boundaries.run.requirements import requirements, sources
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations.configuration import Option
from pantstack.declarations.target_values.declared import DeclaredTarget

_TEXT = ".txt"


@dataclass(frozen=True)
class PythonResolves:
    """`[python]` of pants.toml, as far as resolves go.

    Attributes:
        paths: of lockfiles, by resolve; empty where Pants makes none of them.
        default: the resolve of targets that name none.
        set_by: where they are set.
    """

    paths: Mapping[str, str]
    default: str
    set_by: Option

    @property
    def suspects(self) -> tuple[str, ...]:
        """The paths that may be those of files of requirements."""
        return tuple(path for path in self.paths.values() if path.endswith(_TEXT))

    def overwriting(self, declared: Sequence[DeclaredTarget], texts: Mapping[str, str]) -> tuple[UserError, ...]:
        """Report the resolves that point at files of requirements.

        Args:
            texts: of the suspects that are there, by path.
        """
        return overwriting(self.paths, sources(declared), texts, self._locate)

    def gather(
        self,
        declared: Sequence[DeclaredTarget],
        builds: BuildFiles,
        read: Callable[[str], Lockfile],
        owners: Mapping[str, str],
    ) -> tuple[Resolve, ...]:
        """Gather the resolves that targets require something in.

        Args:
            read: the lockfile at a path.
            owners: the name of the module that a resolve belongs to.
        """
        required = requirements(declared, builds, self.default)
        return gather(self.paths, required, {path: read(path) for path in self.used(declared)}, owners)

    def used(self, declared: Sequence[DeclaredTarget]) -> tuple[str, ...]:
        """List the paths of the lockfiles of resolves that targets require something in, sorted."""
        names = {target.resolve or self.default for target in declared if target.requirements}
        return tuple(sorted({self.paths[name] for name in names if name in self.paths}))

    def _locate(self, path: str) -> SourceLocation:
        toml = self.set_by.text
        return self.set_by.location(path, written=f'"{path}"' in toml or f"'{path}'" in toml)
