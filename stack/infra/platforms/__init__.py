"""The platforms: each is a function that runs an HTTP service and returns its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from stack.infra.platforms import aws
from stack.infra.platforms.local import platform as local

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi

    from stack.infra.settings import Settings


class Platform(Protocol):
    """Runs an HTTP service."""

    def __call__(
        self,
        parent: pulumi.Resource,
        name: str,
        deployable: str,
        settings: Settings,
        env: Mapping[str, pulumi.Input[str]],
    ) -> pulumi.Output[str]:
        """Declare the resources of the service, and return its URL."""


PLATFORMS: Final[Mapping[str, Platform]] = {"aws": aws.http_service, "local": local.http_service}
