"""A worker that takes messages from a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.platforms import aws
from stack.infra.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.requirements import Permission, Requirements

# What SQS allows: 12 hours.
_LONGEST: Final = 43200


class Worker(pulumi.ComponentResource):
    """A module's worker, and the queue that it takes messages from.

    Attributes:
        queue_url: where others send messages; empty where the platform has no queues.
        send: the permissions of those who send: `Requirements(permissions=worker.send)`.
    """

    queue_url: pulumi.Output[str]

    def __init__(  # noqa: PLR0913 - each has its own meaning
        self,
        name: str,
        *,
        deployable: str = "worker",
        env: Mapping[str, pulumi.Input[str]] | None = None,
        requirements: Requirements | None = None,
        visibility: int = 300,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Bring the worker up where the platform of the environment has queues; elsewhere say that it is left out.

        Args:
            name: the worker's name.
            deployable: the target name of the artifact that works.
            env: further environment variables of the worker; the platform adds `QUEUE_URL`.
            requirements: what the worker needs of the cloud.
            visibility: the seconds that a copy has for a message before another copy gets it.
            opts: Pulumi's options for the component.
        """
        super().__init__("pantstack:infra:Worker", name, None, opts)
        if not 1 <= visibility <= _LONGEST:
            raise pulumi.RunError(
                f'Worker "{name}" asks for {visibility} seconds for a message.\nAsk for 1 to {_LONGEST}.'
            )
        settings = Settings.of_stack(requirements)
        self.queue_url = pulumi.Output.from_input("")
        # Not annotated in the class: Pulumi evaluates annotations there, and takes them for outputs.
        self.send: Sequence[Permission] = ()
        if settings.platform == "aws":
            inbox = aws.worker(aws.Workload.of(self, f"{name}-worker", deployable, settings, env or {}), visibility)
            self.queue_url, self.send = inbox.url, inbox.send
        else:
            pulumi.warn(f'Worker "{name}" is left out: platform "{settings.platform}" has no queues.', self)
        self.register_outputs({"queue_url": self.queue_url})
