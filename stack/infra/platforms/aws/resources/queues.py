"""Encrypted queues, each with a queue for dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    from stack.infra.platforms.aws.workload import Workload

_A_DAY: Final = 24 * 3600
_ATTEMPTS: Final = 5


def create_dead_letter_queue(workload: Workload) -> aws.sqs.Queue:
    """Create the queue for what a workload could not process."""
    return _queue(workload, f"{workload.name}-dead-letters")


def create_queue(workload: Workload, dead: aws.sqs.Queue, visibility: int) -> aws.sqs.Queue:
    """Create the queue of a worker.

    Args:
        dead: where a message goes that failed too often.
        visibility: the seconds that a copy has for a message before another gets it.
    """
    redrive = pulumi.Output.json_dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": _ATTEMPTS})
    return _queue(workload, workload.name, visibility, redrive)


def _queue(
    workload: Workload, name: str, visibility: int | None = None, redrive: pulumi.Output[str] | None = None
) -> aws.sqs.Queue:
    made = aws.sqs.Queue(
        f"{name}-queue" if redrive else name,
        name=workload.names.resource(name, limit=80),
        kms_master_key_id=workload.foundation.key,
        # A message that is given up keeps the age it has: where it ends up it must be allowed to grow older.
        message_retention_seconds=4 * _A_DAY if redrive else 14 * _A_DAY,
        receive_wait_time_seconds=20,
        visibility_timeout_seconds=visibility,
        redrive_policy=redrive,
        opts=workload.opts,
    )
    encrypted = Statement(
        "EncryptedTransportOnly",
        ["sqs:*"],
        [made.arn],
        principals={"AWS": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
        effect="Deny",
    )
    aws.sqs.QueuePolicy(
        f"{name}-queue-policy" if redrive else f"{name}-policy",
        queue_url=made.url,
        policy=render_policy(encrypted),
        opts=workload.opts,
    )
    return made
