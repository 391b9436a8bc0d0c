"""Workers: copies of a task that take messages from a queue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from stack.infra.platforms.aws import alarms, scaling
from stack.infra.platforms.aws.policies import Statement
from stack.infra.platforms.aws.queues import dead_letters, queue
from stack.infra.platforms.aws.services import service
from stack.infra.platforms.aws.tasks import task
from stack.infra.platforms.aws.workload import Workload
from stack.infra.platforms.platform import Inbox
from stack.infra.requirements import Permission

if TYPE_CHECKING:
    from stack.infra.platforms.platform import WorkloadSpec


def worker(spec: WorkloadSpec, visibility: int) -> Inbox:
    """Run a worker on Fargate: reached by nobody, scaled by its backlog, told its queue by `QUEUE_URL`.

    Args:
        spec: the worker.
        visibility: the seconds that a copy has for a message before another gets it.
    """
    workload = Workload.of(spec, f"{spec.name}-worker")
    dead = dead_letters(workload)
    waiting = queue(workload, dead, visibility)
    workload = replace(workload, env={"QUEUE_URL": waiting.url, **workload.env})
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
