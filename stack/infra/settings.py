"""What the deploy tells a program through Pulumi's configuration."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMESPACE = "pantstack"
_PINNED: Final = re.compile(r"[^\s@]+@sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Artifact:
    """A packaged deployable.

    Attributes:
        name: the deployable's target name, such as "api".
        kind: the artifact kind that claimed it, such as "pex".
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
        artifacts: by deployable name.
        dependencies: names of the modules whose addresses the service is to know.
        images: references of images by deployable name; under "" the one for every other deployable.
    """

    environment: str
    platform: str
    home: str
    pex_root: str
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
            pex_root=config.get("pex_root") or "",
            artifacts={each["name"]: Artifact(**each) for each in artifacts},
            dependencies=tuple(config.get_object("dependencies") or ()),
            images={**({"": image} if image else {}), **(config.get_object("images") or {})},
        )

    def artifact(self, name: str, kinds: tuple[str, ...]) -> Artifact:
        """The artifact of a deployable; the only image of a module stands for what was not packaged by itself.

        Args:
            name: the deployable's target name.
            kinds: the kinds that the platform can run.

        Raises:
            pulumi.RunError: if the plan has none, or one of another kind.
        """
        images = [each for each in self.artifacts.values() if each.kind == "docker"]
        found = self.artifacts.get(name) or (images[0] if len(images) == 1 else None)
        if found is None:
            known = ", ".join(sorted(self.artifacts)) or "none"
            raise pulumi.RunError(
                f'The plan has no artifact "{name}"; it has: {known}.\n'
                f'Add ":{name}" to `deployables` of the module, or pass another `deployable` to the service;'
                f" `runs` of the deploy_environment `{self.environment}` says whether images are packaged."
            )
        if found.kind not in kinds:
            raise pulumi.RunError(
                f'Platform "{self.platform}" runs artifacts of kind {" or ".join(kinds)}; "{name}" is a {found.kind}.\n'
                "Pass another `deployable` to the service."
            )
        return found

    def image(self, name: str) -> pulumi.Input[str]:
        """The image of a deployable, pinned by its digest; a preview does not know that of one that was never pushed.

        Args:
            name: the deployable's target name.

        Raises:
            pulumi.RunError: if there is none, or it is not pinned.
        """
        found = self.images.get(name, self.images.get(""))
        if not found:
            lacks = (
                f'There is no image of "{name}".\n'
                f"List a `docker_image` in `deployables` and give the deploy_environment `{self.environment}` a"
                f" `registry`; or push one and set `{_NAMESPACE}:image` to REGISTRY/REPOSITORY@sha256:DIGEST."
            )
            if found is None:
                raise pulumi.RunError(lacks)
            return not_yet(lacks)
        if not _PINNED.fullmatch(found):
            raise pulumi.RunError(
                f'The image of "{name}" is not pinned by a digest: {found}.\n'
                "Name it REGISTRY/REPOSITORY@sha256:DIGEST: a tag may change between two starts."
            )
        return found


def not_yet(lacks: str) -> pulumi.Output[Any]:
    """What only a deploy of something else gives: a preview does not know it yet, as that may be of the same run.

    Args:
        lacks: what is missing, and what to do.

    Raises:
        pulumi.RunError: if this is no preview.
    """
    if not pulumi.runtime.is_dry_run():
        raise pulumi.RunError(lacks)
    return pulumi.Output.from_input(pulumi.UNKNOWN)


def configuration() -> pulumi.Config:
    """The project's own configuration, in the namespace of this package."""
    return pulumi.Config(_NAMESPACE)
