"""What the runner passes to a program in Pulumi's configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.artifact_kinds.runtimes import runtime

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACE = "pantstack"
_PINNED: Final = re.compile(r"[^\s@]+@sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Artifact:
    """A packaged deployable.

    Attributes:
        path: where it lies, absolute.
        digest: its content hash, "sha256:...".
    """

    name: str
    kind: str
    path: str
    digest: str

    @property
    def is_image(self) -> bool:
        """Whether it lies elsewhere than in its file."""
        return self.kind in KINDS and not runtime(self.kind).is_file


@dataclass(frozen=True)
class Settings:
    """The environment that a program runs for.

    Attributes:
        home: the folder for logs on this machine.
        cache: the folder of this user for what all work trees share.
        artifacts: by deployable name.
        dependencies: names of the modules whose addresses the service is to know.
        images: references of images by deployable name; under "" the one for every other deployable.
    """

    environment: str
    platform: str
    home: str
    cache: str
    artifacts: Mapping[str, Artifact]
    dependencies: tuple[str, ...]
    images: Mapping[str, str]

    @classmethod
    def of_stack(cls) -> Settings:
        """Read the settings of the current stack."""
        config = pulumi.Config(_NAMESPACE)
        image = config.get("image")
        artifacts: list[dict[str, Any]] = config.get_object("artifacts") or []
        return cls(
            environment=config.require("environment"),
            platform=config.require("platform"),
            home=config.get("home") or "",
            cache=config.get("cache") or "",
            artifacts={artifact["name"]: Artifact(**artifact) for artifact in artifacts},
            dependencies=tuple(config.get_object("dependencies") or ()),
            images={**({"": image} if image else {}), **(config.get_object("images") or {})},
        )

    def artifact(self, name: str) -> Artifact:
        """Return the artifact of a deployable; the only image of a module stands for what was not packaged by itself.

        Raises:
            pulumi.RunError: if the plan has none.
        """
        images = [artifact for artifact in self.artifacts.values() if artifact.is_image]
        artifact = self.artifacts.get(name) or (images[0] if len(images) == 1 else None)
        if artifact is None:
            known = ", ".join(sorted(self.artifacts)) or "none"
            raise pulumi.RunError(
                f'The plan has no artifact "{name}"; it has: {known}.\n'
                f'Add ":{name}" to `deployables` of the module, or pass another `deployable` to the service;'
                f" `runs` of the deploy_environment `{self.environment}` says whether images are packaged."
            )
        return artifact

    def image(self, name: str) -> pulumi.Input[str]:
        """Return the image of a deployable, pinned by its digest; in a preview, one that was never pushed is unknown.

        Raises:
            pulumi.RunError: if there is none, or it is not pinned.
        """
        image = self.images.get(name, self.images.get(""))
        if not image:
            message = (
                f'There is no image of "{name}".\n'
                f"List a `docker_image` in `deployables` and give the deploy_environment `{self.environment}` a"
                f" `registry`; or push one and set `{_NAMESPACE}:image` to REGISTRY/REPOSITORY@sha256:DIGEST."
            )
            if image is None:
                raise pulumi.RunError(message)
            return unknown_in_preview(message)
        if not _PINNED.fullmatch(image):
            raise pulumi.RunError(
                f'The image of "{name}" is not pinned by a digest: {image}.\n'
                "Name it REGISTRY/REPOSITORY@sha256:DIGEST: a tag may change between two starts."
            )
        return image


def unknown_in_preview(message: str) -> pulumi.Output[Any]:
    """Return an unknown output for what another deploy has to create first, which a preview may be about to do.

    Raises:
        pulumi.RunError: if this is not a preview.
    """
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(message)
    return pulumi.Output.from_input(pulumi.UNKNOWN)


def configuration() -> pulumi.Config:
    """Return the configuration of the current stack below `pantstack:`."""
    return pulumi.Config(_NAMESPACE)
