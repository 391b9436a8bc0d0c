"""What the backend asks of an artifact kind."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.base.errors import UserError
from pantstack.deploy.artifact_kinds import KINDS


@dataclass(frozen=True)
class Command:
    """A command for a program of the user's machine: its arguments, program first, and its environment variables."""

    argv: tuple[str, ...]
    env: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class ArtifactBackend:
    """An artifact kind where it is packaged; what is not overridden is right for a plain file.

    Attributes:
        needs_registry: whether an environment elsewhere takes it from a registry.
    """

    name: str
    target_types: frozenset[str]
    suffix: str
    needs_registry: bool = False

    def path(self, name: str, sha256: str) -> str:
        """Where an artifact is kept, relative to the root: by its content, so that nothing is overwritten.

        Args:
            name: the deployable's target name.
            sha256: the content's hash, hexadecimal.
        """
        return f".pantstack/artifacts/{sha256}/{name}{self.suffix}"

    def probe(self, addresses: Sequence[str], user: Mapping[str, str]) -> Optional[Command]:  # noqa: ARG002
        """A command that succeeds where targets of the kind can be built, None if they always can.

        Raises:
            UserError: if they cannot be built.
        """
        return None

    def probe_error(self, addresses: Sequence[str], answer: Answer) -> UserError:
        """The error for a probe that failed."""
        raise NotImplementedError(self.name, addresses, answer)

    def build_error(self, addresses: Sequence[str], process: str, stderr: str) -> Optional[UserError]:  # noqa: ARG002
        """The error for a failed build, None if the failed process is not of this kind.

        Args:
            addresses: of the targets of the kind that were being built.
        """
        return None

    def identify(self, identifier: str, user: Mapping[str, str]) -> Optional[Command]:  # noqa: ARG002
        """A command that prints what the artifact's digest is, None if it is its file's hash.

        Args:
            identifier: as the builder printed it, "" if it printed none.
        """
        return None

    def digest(self, address: str, answer: Answer) -> str:
        """The digest that `identify` printed, "sha256:...".

        Raises:
            UserError: if it printed none.
        """
        raise NotImplementedError(self.name, address, answer)


def backends() -> tuple[ArtifactBackend, ...]:
    """The backends of all kinds, in the order of KINDS."""
    return tuple(importlib.import_module(f"pantstack.deploy.artifact_kinds.{kind}.backend").BACKEND for kind in KINDS)


def backend_for(target_type: str, address: str, build: str) -> ArtifactBackend:
    """The backend that claims a deployable.

    Args:
        target_type: the target's type, such as "pex_binary".

    Raises:
        UserError: if none does.
    """
    for backend in backends():
        if target_type in backend.target_types:
            return backend
    known = ", ".join(sorted(alias for backend in backends() for alias in backend.target_types))
    raise UserError(
        f"{build}: `deployables` lists {address}, a target of type `{target_type}`, which no artifact kind accepts.",
        f"List only targets of these types: {known}.",
    )


def default_kind(*, needs_registry: bool) -> str:
    """The name of the first kind that is, or is not, taken from a registry."""
    return next(backend.name for backend in backends() if backend.needs_registry == needs_registry)
