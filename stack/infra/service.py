"""An HTTP service that answers `/health`, on any platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.contract.platform import WorkloadSpec
from stack.infra.contract.settings import Settings
from stack.infra.platforms import platform_of
from stack.infra.requirements import Requirements

if TYPE_CHECKING:
    from collections.abc import Mapping


class HttpService(pulumi.ComponentResource):
    """A module's HTTP service."""

    url: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        deployable: str = "api",
        env: Mapping[str, pulumi.Input[str]] | None = None,
        requirements: Requirements | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Run the service on the platform of the environment.

        Args:
            deployable: the target name of the artifact that serves.
            requirements: what the service needs of a cloud; a platform without the notion leaves it out.
        """
        super().__init__("pantstack:infra:HttpService", name, None, opts)
        settings = Settings.of_stack()
        spec = WorkloadSpec(self, name, deployable, settings, env or {}, requirements or Requirements())
        self.url = platform_of(settings).http_service(spec)
        self.register_outputs({"url": self.url})
