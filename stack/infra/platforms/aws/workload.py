"""What all resources of a workload have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.contract.settings import configuration
from stack.infra.platforms.aws import checks
from stack.infra.platforms.aws.foundation import Foundation
from stack.infra.platforms.aws.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.contract.platform import WorkloadSpec
    from stack.infra.contract.settings import Settings
    from stack.infra.requirements import Requirements

PORT: Final = 8000
# The seconds for which a service that ends goes on serving, until no load balancer sends it requests.
SHUTDOWN_DELAY: Final = 10
# The seconds that it has then for the requests in hand.
REQUESTS_TIMEOUT: Final = 20
RETENTIONS: Final = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)


@dataclass(frozen=True)
class Workload:
    """Containers that ECS runs for a module.

    Attributes:
        name: what its resources are named after.
        foundation: what all workloads of the environment share.
        serves: whether others reach it on `PORT`.
        health_command: what checks a container from within; empty: nothing.
        stop_timeout: the seconds between the request to end and the end by force; None: those of ECS.
    """

    name: str
    deployable: str
    settings: Settings
    requirements: Requirements
    foundation: Foundation
    env: Mapping[str, pulumi.Input[str]]
    opts: pulumi.ResourceOptions
    serves: bool = False
    health_command: Sequence[str] = ()
    stop_timeout: int | None = None

    @classmethod
    def of(
        cls,
        spec: WorkloadSpec,
        name: str,
    ) -> Workload:
        """Check a workload of the current stack before anything of it is declared.

        Raises:
            pulumi.RunError: if the program asks for what cannot be.
        """
        settings = spec.settings
        checks.check_requirements(name, Names(settings.environment), spec.requirements)
        settings.image(spec.deployable)
        log_retention()
        opts = pulumi.ResourceOptions(parent=spec.parent)
        foundation = Foundation.of_stack(name, settings, opts)
        shared = _variables(settings, foundation)
        plain = {key: _plain(name, key, value) for key, value in spec.env.items()}
        return cls(name, spec.deployable, settings, spec.requirements, foundation, {**shared, **plain}, opts)

    @property
    def traces(self) -> bool:
        """Whether a collector of traces runs beside it: `pantstack:traces: false` is for a whole environment."""
        requested = self.requirements.traces
        return configuration().get_bool("traces") is not False and (self.serves if requested is None else requested)

    @property
    def names(self) -> Names:
        """The names of things in the environment."""
        return Names(self.settings.environment)


def _variables(settings: Settings, foundation: Foundation) -> dict[str, pulumi.Input[str]]:
    """Return the variables of every container of a module: its region, and the addresses of its dependencies."""
    # All modules answer behind one load balancer, each below a path of its own.
    others: dict[str, pulumi.Input[str]] = {
        f"{name.upper()}_BASE_URL": foundation.url for name in settings.dependencies
    }
    return {f"{pulumi.get_project().upper()}_AWS_REGION": foundation.region, **others}


def _plain(name: str, variable: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    """Refuse a secret: everybody who may read a task definition would see it."""
    if not isinstance(value, pulumi.Output):
        return value
    output = value

    async def check() -> str:
        if await output.is_secret():
            raise pulumi.RunError(
                f"{variable} of {name} is a secret in `env`, where everybody could read it.\n"
                "Keep it in Secrets Manager, and give its ARN in `secrets` of Requirements."
            )
        return ""

    return pulumi.Output.all(output, check()).apply(lambda both: str(both[0]))


def log_retention() -> int:
    """Read `pantstack:log_retention_days`, the days for which logs are kept; 30 if it is not set.

    Raises:
        pulumi.RunError: if CloudWatch does not support this retention.
    """
    days = configuration().get_int("log_retention_days") or 30
    if days not in RETENTIONS:
        raise pulumi.RunError(
            f"`pantstack:log_retention_days` is {days}, which CloudWatch does not support.\n"
            f"Set one of: {', '.join(map(str, RETENTIONS))}."
        )
    return days
