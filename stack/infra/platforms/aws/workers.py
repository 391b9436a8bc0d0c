"""Workers: copies of a task that take messages from a queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stack.infra.platforms.aws import alarms, scaling
from stack.infra.platforms.aws.policies import Statement
from stack.infra.platforms.aws.queues import dead_letters, queue
from stack.infra.platforms.aws.services import service
from stack.infra.platforms.aws.tasks import task
from stack.infra.requirements import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi

    from stack.infra.platforms.aws.workload import Workload


@dataclass(frozen=True)
class Inbox:
    """Where a worker gets its messages from.

    Attributes:
        url: of the queue.
        send: the permissions of whoever sends messages there.
    """

    url: pulumi.Output[str]
    send: Sequence[Permission]


def worker(bare: Workload, visibility: int) -> Inbox:
    """Run a worker on Fargate: reached by nobody, and scaled by what waits for it.

    Args:
        bare: what works; in its environment variable `QUEUE_URL` it learns where the messages are.
        visibility: the seconds that a copy has for a message before another gets it.
    """
    dead = dead_letters(bare)
    waiting = queue(bare, dead, visibility)
    workload = bare.knowing({"QUEUE_URL": waiting.url})
    take = [
        Statement(
            "Take",
            [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
            ],
            [waiting.arn],
        ),
        Statement("QueueKey", ["kms:Decrypt"], [workload.foundation.key]),
    ]
    ran = service(workload, task(workload, take))
    scaling.scale_worker(workload, ran, waiting)
    alarms.watch_tasks(workload, ran)
    alarms.watch_queue(workload, dead, "messages")
    send = (
        Permission(["sqs:SendMessage"], [waiting.arn]),
        Permission(["kms:Decrypt", "kms:GenerateDataKey"], [workload.foundation.key]),
    )
    return Inbox(waiting.url, send)
