"""What CI may do with roles, logs, alarms, queues and schedules of workloads, and with Pulumi's state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.platforms.aws.policies import Statement

if TYPE_CHECKING:
    from stack.infra.foundation.ci.resources import CiResources

_SCALING: Final = "ecs.application-autoscaling.amazonaws.com"
_ROLES: Final = (
    "iam:DeleteRole",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListInstanceProfilesForRole",
    "iam:ListRolePolicies",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
)
_LOGS: Final = (
    "logs:AssociateKmsKey",
    "logs:CreateLogGroup",
    "logs:DeleteLogGroup",
    "logs:ListTagsForResource",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
)
_ALARMS: Final = (
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
)
_QUEUES: Final = (
    "sqs:CreateQueue",
    "sqs:DeleteQueue",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ListQueueTags",
    "sqs:SetQueueAttributes",
    "sqs:TagQueue",
    "sqs:UntagQueue",
)


def roles(resources: CiResources) -> list[Statement]:
    """Return the statements on roles of workloads: none without the boundary, passed to ECS and the scheduler only."""
    account = resources.account
    role_arns = [account.arn("iam", f"role{account.names.role_path}*")]
    return [
        Statement(
            "BoundedRoles",
            ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
            role_arns,
            conditions={"StringEquals": {"iam:PermissionsBoundary": resources.boundary.arn}},
        ),
        Statement("Roles", _ROLES, role_arns),
        Statement(
            "HandOver",
            ["iam:PassRole"],
            role_arns,
            conditions={
                "StringEquals": {"iam:PassedToService": ["ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"]}
            },
        ),
        Statement(
            "FirstScaling",
            ["iam:CreateServiceLinkedRole"],
            [
                account.arn(
                    "iam", f"role/aws-service-role/{_SCALING}/AWSServiceRoleForApplicationAutoScaling_ECSService"
                )
            ],
            conditions={"StringEquals": {"iam:AWSServiceName": _SCALING}},
        ),
    ]


def keep(resources: CiResources) -> list[Statement]:
    """Return the statements on logs, alarms, queues and schedules of workloads, and on the key that encrypts them."""
    account, names = resources.account, resources.account.names
    tracking = pulumi.Output.concat("alarm:TargetTracking-service/", resources.cluster.name, "/*")
    return [
        Statement("Logs", _LOGS, [account.arn("logs", f"log-group:{names.log_group('*')}")]),
        Statement(
            "Alarms",
            _ALARMS,
            # The second are those that scaling makes for itself.
            [account.arn("cloudwatch", f"alarm:{names.pattern(limit=255)}"), account.arn("cloudwatch", tracking)],
        ),
        Statement("Queues", _QUEUES, [account.arn("sqs", names.pattern(limit=80))]),
        Statement(
            "Schedules",
            [
                "scheduler:CreateSchedule",
                "scheduler:DeleteSchedule",
                "scheduler:GetSchedule",
                "scheduler:UpdateSchedule",
            ],
            [account.arn("scheduler", f"schedule/{names.schedule_group}/*")],
        ),
        Statement("Key", ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"], [resources.key.arn]),
    ]


def state(bucket: str) -> list[Statement]:
    """Return the statements on Pulumi's state, and on the records and artifacts beside it, where they are in a bucket.

    Args:
        bucket: ARN of the bucket, and the prefix there.
    """
    prefix = bucket.rstrip("/")
    files = [f"{prefix}/{folder}/*" for folder in (".pulumi", ".pantstack")]
    return [
        Statement("FindState", ["s3:ListBucket"], [prefix.partition("/")[0]]),
        Statement("State", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], files),
    ]
