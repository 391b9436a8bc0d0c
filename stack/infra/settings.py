"""What the deploy tells a program through Pulumi's configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

from stack.infra.needs import Needs

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACE = "pantstack"
_PINNED: Final = re.compile(r"[^\s@]+@sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Artefact:
    """A packaged deployable.

    Attributes:
        name: the deployable's target name, such as "api".
        kind: the artefact kind that claimed it, such as "pex".
        path: where it lies, absolute.
        digest: its content hash, "sha256:...".
        reference: by which name Docker knows an image, "" for other kinds.
    """

    name: str
    kind: str
    path: str
    digest: str
    reference: str = ""


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
        images: references of images by deployable name; under "" the one for every other deployable.
        needs: what the component at hand needs of a cloud.
    """

    environment: str
    platform: str
    home: str
    pex_root: str
    artefacts: Mapping[str, Artefact]
    dependencies: tuple[str, ...]
    images: Mapping[str, str]
    needs: Needs

    @classmethod
    def of_stack(cls, needs: Needs | None = None) -> Settings:
        """The settings of the stack at hand.

        Args:
            needs: what the component at hand needs of a cloud.
        """
        config = pulumi.Config(_NAMESPACE)
        image = config.get("image")
        artefacts: list[dict[str, Any]] = config.get_object("artefacts") or []
        return cls(
            environment=config.require("environment"),
            platform=config.require("platform"),
            home=config.get("home") or "",
            pex_root=config.get("pex_root") or "",
            artefacts={each["name"]: Artefact(**each) for each in artefacts},
            dependencies=tuple(config.get_object("dependencies") or ()),
            images={**({"": image} if image else {}), **(config.get_object("images") or {})},
            needs=needs or Needs(),
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

    def image(self, name: str) -> str:
        """The image of a deployable, pinned by its digest.

        Args:
            name: the deployable's target name.

        Raises:
            pulumi.RunError: if there is none, or it is not pinned.
        """
        found = self.images.get(name) or self.images.get("")
        if not found:
            raise pulumi.RunError(
                f'There is no image of "{name}".\n'
                f"Push one and set `{_NAMESPACE}:image` to REGISTRY/REPOSITORY@sha256:DIGEST."
            )
        if not _PINNED.fullmatch(found):
            raise pulumi.RunError(
                f'The image of "{name}" is not pinned by a digest: {found}.\n'
                "Name it REGISTRY/REPOSITORY@sha256:DIGEST: a tag may change between two starts."
            )
        return found


def configuration() -> pulumi.Config:
    """The project's own configuration, in the namespace of this package."""
    return pulumi.Config(_NAMESPACE)
