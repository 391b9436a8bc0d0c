"""Workers: copies of a task that take messages from a queue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.contract.platform import Inbox
from stack.infra.platforms.aws.policies import Statement
from stack.infra.platforms.aws.resources import alarms, scaling
from stack.infra.platforms.aws.resources.queues import create_dead_letter_queue, create_queue
from stack.infra.platforms.aws.services import create_service
from stack.infra.platforms.aws.tasks import create_task
from stack.infra.platforms.aws.workload import Workload
from stack.infra.requirements import Permission

if TYPE_CHECKING:
    from stack.infra.contract.platform import WorkloadSpec

# What Fargate allows. A message that takes longer is not lost: another copy gets it.
_LONGEST_STOP: Final = 120


def worker(spec: WorkloadSpec, visibility: int) -> Inbox:
    """Run a worker on Fargate: reached by nobody, scaled by its backlog, given its queue as `QUEUE_URL`.

    Args:
        visibility: the seconds that a copy has for a message before another gets it.
    """
    workload = Workload.of(spec, f"{spec.name}-worker")
    dead = create_dead_letter_queue(workload)
    waiting = create_queue(workload, dead, visibility)
    workload = replace(
        workload,
        env={"QUEUE_URL": waiting.url, **workload.env},
        health_command=spec.requirements.health_command,
        # The message in hand is finished first.
        stop_timeout=min(max(visibility, 30), _LONGEST_STOP),
    )
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
    ecs_service = create_service(workload, create_task(workload, take))
    scaling.scale_worker(workload, ecs_service, waiting)
    alarms.watch_tasks(workload, ecs_service)
    alarms.watch_queue(workload, dead, "messages")
    send = (
        Permission(["sqs:SendMessage"], [waiting.arn]),
        Permission(["kms:Decrypt", "kms:GenerateDataKey"], [workload.foundation.key]),
    )
    return Inbox(waiting.url, send, pulumi.Output.from_input(""))
