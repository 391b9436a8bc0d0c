"""What the roles of workloads may do at most, whatever a module's program says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan


def create_boundary(account: AwsAccount, plan: Plan, key: aws.kms.Key, cluster: aws.ecs.Cluster) -> aws.iam.Policy:
    """Create the policy that bounds every role which the program of a module creates.

    CI may make roles for workloads. Without a bound it could make one that may do everything, and run as that.
    """
    requested = [
        Statement(f"Requested{index}", permissions.actions, permissions.resources)
        for index, permissions in enumerate(plan.task_rights, 1)
    ]
    return aws.iam.Policy(
        "boundary",
        name=account.names.resource("boundary"),
        path=account.names.foundation_path,
        description=f"What workloads of {plan.environment} may do at most",
        policy=render_policy(*_starting(account, cluster), *_working(account, key), *requested),
    )


def _starting(account: AwsAccount, cluster: aws.ecs.Cluster) -> list[Statement]:
    names = account.names
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
            [account.arn("ecr", f"repository/{names.repository('*')}")],
        ),
        Statement(
            "Logs",
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [account.arn("logs", f"log-group:{names.log_group('*')}:log-stream:*")],
        ),
        Statement(
            "Start",
            ["ecs:RunTask"],
            [account.arn("ecs", f"task-definition/{names.pattern()}:*")],
            conditions={"ArnEquals": {"ecs:cluster": cluster.arn}},
        ),
        Statement(
            "HandOver",
            ["iam:PassRole"],
            [account.arn("iam", f"role{names.role_path}*")],
            conditions={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        ),
    ]


def _working(account: AwsAccount, key: aws.kms.Key) -> list[Statement]:
    prefix = account.names.secret_prefix
    return [
        Statement("Secrets", ["secretsmanager:GetSecretValue"], [account.arn("secretsmanager", f"secret:{prefix}*")]),
        Statement("Parameters", ["ssm:GetParameters"], [account.arn("ssm", f"parameter/{prefix}*")]),
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
            [account.arn("sqs", account.names.pattern(limit=80))],
        ),
    ]
