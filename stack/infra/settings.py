"""What the deploy tells a program through Pulumi's configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACE = "pantstack"


@dataclass(frozen=True)
class Artefact:
    """A packaged deployable.

    Attributes:
        name: the deployable's target name, such as "api".
        kind: the artefact kind that claimed it, such as "pex".
        path: where it lies, absolute.
        digest: its content hash, "sha256:...".
    """

    name: str
    kind: str
    path: str
    digest: str


@dataclass(frozen=True)
class Settings:
    """The environment a program runs for.

    Attributes:
        environment: its name, such as "test".
        platform: the platform's name, such as "local".
        home: the folder for logs on this machine.
        pex_root: the folder on this machine in which PEX files unpack themselves.
        artefacts: by deployable name.
        dependencies: names of the modules whose addresses the service is to know.
    """

    environment: str
    platform: str
    home: str
    pex_root: str
    artefacts: Mapping[str, Artefact]
    dependencies: tuple[str, ...]

    @classmethod
    def of_stack(cls) -> Settings:
        """The settings of the stack at hand."""
        config = pulumi.Config(_NAMESPACE)
        artefacts: list[dict[str, Any]] = config.get_object("artefacts") or []
        return cls(
            environment=config.require("environment"),
            platform=config.require("platform"),
            home=config.get("home") or "",
            pex_root=config.get("pex_root") or "",
            artefacts={each["name"]: Artefact(**each) for each in artefacts},
            dependencies=tuple(config.get_object("dependencies") or ()),
        )

    def artefact(self, name: str, kind: str) -> Artefact:
        """The artefact of a deployable.

        Args:
            name: the deployable's target name.
            kind: the kind that the platform can run.

        Raises:
            pulumi.RunError: if the plan has none, or one of another kind.
        """
        found = self.artefacts.get(name)
        if found is None:
            known = ", ".join(sorted(self.artefacts)) or "none"
            raise pulumi.RunError(
                f'The plan has no artefact "{name}"; it has: {known}.\n'
                f'Add ":{name}" to `deployables` of the module, or pass another `deployable` to the service.'
            )
        if found.kind != kind:
            raise pulumi.RunError(
                f'Platform "{self.platform}" runs artefacts of kind "{kind}"; "{name}" is a "{found.kind}".\n'
                "Pass another `deployable` to the service."
            )
        return found


def configuration() -> pulumi.Config:
    """The project's own configuration, in the namespace of this package."""
    return pulumi.Config(_NAMESPACE)
