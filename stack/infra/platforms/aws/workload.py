"""What the parts of a workload are built from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.platforms.aws import checks
from stack.infra.platforms.aws.foundation import Foundation
from stack.infra.platforms.aws.names import Names
from stack.infra.settings import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.requirements import Requirements
    from stack.infra.settings import Settings

PORT: Final = 8000
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
        deployable: the deployable whose image it runs.
        settings: the environment.
        foundation: what all workloads of the environment share.
        env: environment variables.
        opts: Pulumi's options for its resources.
        serves: whether it answers on `PORT`.
    """

    name: str
    deployable: str
    settings: Settings
    foundation: Foundation
    env: Mapping[str, pulumi.Input[str]]
    opts: pulumi.ResourceOptions
    serves: bool = False

    @classmethod
    def of(
        cls,
        parent: pulumi.Resource,
        name: str,
        deployable: str,
        settings: Settings,
        env: Mapping[str, pulumi.Input[str]],
    ) -> Workload:
        """A workload of the stack at hand.

        Args:
            parent: the component it belongs to.
            name: what its resources are named after.
            deployable: the deployable whose image it runs.
            settings: the environment.
            env: further environment variables.

        Raises:
            pulumi.RunError: if the program asks for what cannot be.
        """
        # Whatever is wrong is said before anything is declared.
        checks.requirements(name, Names(settings.environment), settings.requirements)
        settings.image(deployable)
        retention()
        opts = pulumi.ResourceOptions(parent=parent)
        foundation = Foundation.of_stack(name, settings, opts)
        shared = _variables(settings, foundation)
        plain = {key: _plain(name, key, value) for key, value in env.items()}
        return cls(name, deployable, settings, foundation, {**shared, **plain}, opts)

    def knowing(self, further: Mapping[str, pulumi.Input[str]]) -> Workload:
        """The workload, with further environment variables; those of the program win.

        Args:
            further: the variables.
        """
        return replace(self, env={**further, **self.env})

    @property
    def names(self) -> Names:
        """How things are called in the environment."""
        return Names(self.settings.environment)

    @property
    def requirements(self) -> Requirements:
        """What the program asks for."""
        return self.settings.requirements


def _variables(settings: Settings, foundation: Foundation) -> dict[str, pulumi.Input[str]]:
    """What every container of a module learns: its region, and where the modules answer that it depends on."""
    # All modules answer behind one load balancer, each below a path of its own.
    others: dict[str, pulumi.Input[str]] = {
        f"{each.upper()}_BASE_URL": foundation.url for each in settings.dependencies
    }
    return {f"{pulumi.get_project().upper()}_AWS_REGION": foundation.region, **others}


def _plain(name: str, variable: str, value: pulumi.Input[str]) -> pulumi.Input[str]:
    """A value that everybody may see who may look at a task definition."""
    if not isinstance(value, pulumi.Output):
        return value
    output = value

    async def check() -> str:
        if await output.is_secret():
            raise pulumi.RunError(
                f"{variable} of {name} is a secret, and stands in `env`, where it would be shown.\n"
                "Keep it in Secrets Manager, and give its ARN in `secrets` of Requirements."
            )
        return ""

    return pulumi.Output.all(output, check()).apply(lambda both: str(both[0]))


def retention() -> int:
    """For how many days logs are kept: `pantstack:log_retention_days`, 30 if it is not set.

    Raises:
        pulumi.RunError: if CloudWatch knows no such retention.
    """
    days = configuration().get_int("log_retention_days") or 30
    if days not in RETENTIONS:
        raise pulumi.RunError(
            f"`pantstack:log_retention_days` is {days}, which CloudWatch does not know.\n"
            f"Set one of: {', '.join(str(each) for each in RETENTIONS)}."
        )
    return days
