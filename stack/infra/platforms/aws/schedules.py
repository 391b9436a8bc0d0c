"""Schedules: a task that EventBridge Scheduler starts, again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.expressions import of_aws
from stack.infra.platforms.aws.policies import Statement, render_policy, render_trust_policy
from stack.infra.platforms.aws.resources import alarms
from stack.infra.platforms.aws.resources.queues import create_dead_letter_queue
from stack.infra.platforms.aws.resources.security_groups import create_security_group
from stack.infra.platforms.aws.tasks import create_task
from stack.infra.platforms.aws.workload import Workload

if TYPE_CHECKING:
    from stack.infra.contract.platform import WorkloadSpec
    from stack.infra.platforms.aws.tasks import Task

_AN_HOUR: Final = 3600


def schedule(spec: WorkloadSpec, expression: str, zone: str) -> None:
    """Start a task of Fargate at given times.

    Args:
        expression: when it runs, such as `rate(1 hour)` or `0 3 * * *`.
        zone: the time zone that the expression is meant in.
    """
    workload = Workload.of(spec, f"{spec.name}-schedule")
    run, dead = create_task(workload), create_dead_letter_queue(workload)
    role, policy = _starter(workload, run, dead)
    aws.scheduler.Schedule(
        workload.name,
        name=workload.names.resource(workload.name),
        group_name=workload.names.schedule_group,
        schedule_expression=of_aws(spec.name, expression),
        schedule_expression_timezone=zone,
        flexible_time_window={"mode": "OFF"},
        kms_key_arn=workload.foundation.key,
        target={
            "arn": workload.foundation.cluster,
            "role_arn": role.arn,
            "ecs_parameters": {
                "task_definition_arn": run.definition.arn,
                "task_count": 1,
                "launch_type": "FARGATE",
                "network_configuration": {
                    "subnets": workload.foundation.private_subnets,
                    "security_groups": [create_security_group(workload).id],
                    "assign_public_ip": False,
                },
            },
            "retry_policy": {"maximum_event_age_in_seconds": _AN_HOUR, "maximum_retry_attempts": 5},
            "dead_letter_config": {"arn": dead.arn},
        },
        opts=pulumi.ResourceOptions.merge(workload.opts, pulumi.ResourceOptions(depends_on=[*run.ready, policy])),
    )
    alarms.watch_queue(workload, dead, "starts")


def _starter(workload: Workload, run: Task, dead: aws.sqs.Queue) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """Create the role with which the scheduler starts this task, and no other."""
    foundation = workload.foundation
    group = workload.names.schedule_group
    source = pulumi.Output.concat(
        "arn:aws:scheduler:", foundation.region, ":", foundation.account, ":schedule-group/", group
    )
    role = aws.iam.Role(
        f"{workload.name}-starter",
        path=workload.names.role_path,
        assume_role_policy=render_trust_policy("scheduler.amazonaws.com", foundation.account, source),
        permissions_boundary=foundation.boundary,
        opts=workload.opts,
    )
    statements = (
        Statement(
            "Start",
            ["ecs:RunTask"],
            [run.definition.arn],
            conditions={"ArnEquals": {"ecs:cluster": foundation.cluster}},
        ),
        Statement(
            "HandOver",
            ["iam:PassRole"],
            [run.execution.arn, run.role.arn],
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
        Statement("DeadLetters", ["sqs:SendMessage"], [dead.arn]),
        Statement("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [foundation.key]),
    )
    policy = aws.iam.RolePolicy(
        f"{workload.name}-starter-policy", role=role.name, policy=render_policy(*statements), opts=workload.opts
    )
    return role, policy
