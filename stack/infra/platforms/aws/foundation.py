"""What the workloads of an environment share, as `stack/infra/foundation` exports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

from stack.infra.contract.settings import configuration, unknown_in_preview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.contract.settings import Settings

PROJECT: Final = "foundation"


@dataclass(frozen=True)
class Foundation:
    """The outputs of the foundation's stack: `alarms`, `boundary`, `cluster`, `key` and `listener` are ARNs.

    Attributes:
        account: the account's number.
        load_balancer: the load balancer as metrics name it.
        load_balancer_group: identifier of the load balancer's security group.
        private_subnets: identifiers of the subnets for workloads.
        repositories: ARNs of the image repositories, by module.
        vpc: identifier of the network.
    """

    account: pulumi.Output[str]
    alarms: pulumi.Output[str]
    boundary: pulumi.Output[str]
    cluster: pulumi.Output[str]
    cluster_name: pulumi.Output[str]
    key: pulumi.Output[str]
    listener: pulumi.Output[str]
    listener_port: pulumi.Output[int]
    load_balancer: pulumi.Output[str]
    load_balancer_group: pulumi.Output[str]
    private_subnets: pulumi.Output[list[str]]
    region: pulumi.Output[str]
    repositories: pulumi.Output[Mapping[str, str]]
    url: pulumi.Output[str]
    vpc: pulumi.Output[str]
    vpc_cidr: pulumi.Output[str]

    @classmethod
    def of_stack(cls, name: str, settings: Settings, opts: pulumi.ResourceOptions) -> Foundation:
        """Refer to the foundation of an environment: the stack in `pantstack:foundation`, or the one named after it."""
        # Backends without organizations take this word for one.
        organization = pulumi.get_organization() or "organization"
        usual = f"{organization}/{PROJECT}/{settings.environment}"
        path = configuration().get("foundation") or usual
        # pantstack: ignore[unprovable-stack-reference] the foundation is a module of the user's repository
        stack = pulumi.StackReference(f"{name}-foundation", path, opts)
        return cls(**{key: stack.outputs.apply(_Output(path, key)) for key in cls.__dataclass_fields__})

    def repository(self, module: str) -> pulumi.Output[str]:
        """Return the ARN of the image repository of a module."""

        def find(known: Mapping[str, str]) -> pulumi.Input[str]:
            if module in known:
                return known[module]
            return unknown_in_preview(
                f'The foundation has no image repository for "{module}"; it has: {", ".join(sorted(known))}.\n'
                "Deploy the foundation again: it makes one for every module."
            )

        return self.repositories.apply(find)


@dataclass(frozen=True)
class _Output:
    """Reads one output; a missing one is unknown in a preview, and an error in a deploy."""

    path: str
    key: str

    def __call__(self, outputs: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the stack exports
        if self.key in outputs:
            return outputs[self.key]
        return unknown_in_preview(
            f'Stack {self.path} has no output "{self.key}".\n'
            "Deploy the foundation of the environment again, or fix `pantstack:foundation`."
        )
