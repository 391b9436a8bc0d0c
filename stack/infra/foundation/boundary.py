"""What the roles of workloads may do at most, whatever a module's program says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, document

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan


def boundary(place: AwsAccount, plan: Plan, key: aws.kms.Key, cluster: aws.ecs.Cluster) -> aws.iam.Policy:
    """The policy that bounds every role which the program of a module makes.

    CI may make roles for workloads. Without a bound it could make one that may do everything, and run as that.

    Args:
        place: the environment.
        plan: the foundation.
        key: the environment's key.
        cluster: where workloads run.
    """
    asked = [
        Statement(f"Asked{index}", rights.actions, rights.resources) for index, rights in enumerate(plan.task_rights, 1)
    ]
    return aws.iam.Policy(
        "boundary",
        name=place.names.resource("boundary"),
        path=place.names.foundation_path,
        description=f"What workloads of {plan.environment} may do at most",
        policy=document(*_starting(place, cluster), *_working(place, key), *asked),
    )


def _starting(place: AwsAccount, cluster: aws.ecs.Cluster) -> list[Statement]:
    names = place.names
    return [
        # AWS binds these to no resource.
        Statement(
            "Unbound",
            [
                "ecr:GetAuthorizationToken",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
                "xray:PutTelemetryRecords",
                "xray:PutTraceSegments",
            ],
            ["*"],
        ),
        Statement(
            "Images",
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            [place.arn("ecr", f"repository/{names.repository('*')}")],
        ),
        Statement(
            "Logs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [place.arn("logs", f"log-group:{names.log_group('*')}:log-stream:*")],
        ),
        Statement(
            "Start",
            ["ecs:RunTask"],
            [place.arn("ecs", f"task-definition/{names.pattern()}:*")],
            conditions={"ArnEquals": {"ecs:cluster": cluster.arn}},
        ),
        Statement(
            "HandOver",
            ["iam:PassRole"],
            [place.arn("iam", f"role{names.role_path}*")],
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    ]


def _working(place: AwsAccount, key: aws.kms.Key) -> list[Statement]:
    prefix = place.names.secret_prefix
    return [
        Statement("Secrets", ["secretsmanager:GetSecretValue"], [place.arn("secretsmanager", f"secret:{prefix}*")]),
        Statement("Parameters", ["ssm:GetParameters"], [place.arn("ssm", f"parameter/{prefix}*")]),
        Statement("Key", ["kms:Decrypt", "kms:GenerateDataKey"], [key.arn]),
        Statement(
            "Queues",
            [
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ReceiveMessage",
                "sqs:SendMessage",
            ],
            [place.arn("sqs", place.names.pattern(limit=80))],
        ),
    ]
