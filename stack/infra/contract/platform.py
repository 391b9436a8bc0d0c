"""What every platform provides, and what programs pass to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.contract.settings import Settings
    from stack.infra.requirements import Permission, Requirements


@dataclass(frozen=True)
class WorkloadSpec:
    """A workload as a module's program declares it.

    Attributes:
        parent: the component that its resources belong to.
        name: as the program calls it.
        requirements: what it needs; a platform without the notion leaves it out.
    """

    parent: pulumi.Resource
    name: str
    deployable: str
    settings: Settings
    env: Mapping[str, pulumi.Input[str]]
    requirements: Requirements


@dataclass(frozen=True)
class Inbox:
    """Where a worker gets its messages from.

    Attributes:
        url: of the queue; empty where the platform has no queues.
        send: the permissions of whoever sends messages there.
        address: where the worker itself answers `/health`; empty where nobody reaches it.
    """

    url: pulumi.Output[str]
    send: Sequence[Permission]
    address: pulumi.Output[str]


class Platform(Protocol):
    """Runs workloads; a module with these functions is one. What it cannot run it passes to `leave_out`."""

    def http_service(self, spec: WorkloadSpec, /) -> pulumi.Output[str]:
        """Run an HTTP service and return its URL."""

    def worker(self, spec: WorkloadSpec, visibility: int, /) -> Inbox:
        """Run a worker; a copy has `visibility` seconds for a message before another copy gets it."""

    def schedule(self, spec: WorkloadSpec, expression: str, zone: str, /) -> None:
        """Start a task at the times of an expression such as `rate(1 hour)` or `0 3 * * *`, meant in a time zone."""


def leave_out(spec: WorkloadSpec, kind: str, lacks: str) -> None:
    """Warn that a workload does not run, because its platform lacks what it takes.

    Args:
        kind: what it is, such as "Worker".
        lacks: what the platform does not have, such as "queues".
    """
    pulumi.warn(
        f'{kind} "{spec.name}" is left out: platform "{spec.settings.platform}" has no {lacks}.\n'
        "To run it, deploy to an environment on a platform that has.",
        spec.parent,
    )
