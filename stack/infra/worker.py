"""A worker that takes messages from a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.contract.platform import WorkloadSpec
from stack.infra.contract.settings import Settings
from stack.infra.platforms import platform_of
from stack.infra.requirements import Requirements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.requirements import Permission

# What SQS allows: 12 hours.
_LONGEST: Final = 43200


class Worker(pulumi.ComponentResource):
    """A module's worker, and the queue that it takes messages from.

    Attributes:
        queue_url: where others send messages; empty where the platform has no queues.
        url: where the worker answers `/health`; empty where nobody reaches it.
        send: the permissions of those who send: `Requirements(permissions=worker.send)`.
    """

    queue_url: pulumi.Output[str]
    url: pulumi.Output[str]

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
        """Run the worker on the platform of the environment.

        Args:
            deployable: the target name of the artifact that works.
            env: further environment variables of the worker; a platform with queues adds `QUEUE_URL`.
            visibility: the seconds that a copy has for a message before another copy gets it.
        """
        super().__init__("pantstack:infra:Worker", name, None, opts)
        if not 1 <= visibility <= _LONGEST:
            raise pulumi.RunError(
                f'Worker "{name}" asks for a visibility of {visibility} seconds.\nAsk for 1 to {_LONGEST}.'
            )
        settings = Settings.of_stack()
        spec = WorkloadSpec(self, name, deployable, settings, env or {}, requirements or Requirements())
        inbox = platform_of(settings).worker(spec, visibility)
        self.queue_url, self.url = inbox.url, inbox.address
        # Not annotated in the class: Pulumi evaluates annotations there, and takes them for outputs.
        self.send: Sequence[Permission] = inbox.send
        self.register_outputs({"queue_url": self.queue_url, "url": self.url})
