"""Schedules on AWS: every property of every resource, and what there is of them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.requirements import Requirements
from stack.infra.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from stack.infra.platforms.aws.conftest import AwsMocks

SCHEDULE = {
    "LogGroup report-schedule-logs": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "name": "/pantstack/prod/report-schedule",
        "retentionInDays": 30,
    },
    "MetricAlarm report-schedule-dead-letters": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "report-schedule: starts were given up; they wait in the queue of dead letters.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"QueueName": "prod-report-schedule-dead-letters"},
        "evaluationPeriods": 1,
        "metricName": "ApproximateNumberOfMessagesVisible",
        "name": "prod-report-schedule-dead-letters",
        "namespace": "AWS/SQS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Maximum",
        "threshold": 0,
        "treatMissingData": "notBreaching",
    },
    "Queue report-schedule-dead-letters": {
        "kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "messageRetentionSeconds": 1209600,
        "name": "prod-report-schedule-dead-letters",
        "receiveWaitTimeSeconds": 20,
    },
    "QueuePolicy report-schedule-dead-letters-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": ["sqs:*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-report-schedule-dead-letters"],
                    "Sid": "EncryptedTransportOnly",
                }
            ],
            "Version": "2012-10-17",
        },
        "queueUrl": "https://prod-report-schedule-dead-letters",
    },
    "Role report-schedule-execution": {
        "assumeRolePolicy": {
            "Statement": [
                {
                    "Action": ["sts:AssumeRole"],
                    "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"},
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                    },
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Sid": "Trust",
                }
            ],
            "Version": "2012-10-17",
        },
        "path": "/pantstack/prod/",
        "permissionsBoundary": "arn:boundary",
    },
    "Role report-schedule-starter": {
        "assumeRolePolicy": {
            "Statement": [
                {
                    "Action": ["sts:AssumeRole"],
                    "Condition": {
                        "ArnLike": {
                            "aws:SourceArn": "arn:aws:scheduler:us-east-1:123456789012:schedule-group/pantstack-prod"
                        },
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                    },
                    "Effect": "Allow",
                    "Principal": {"Service": "scheduler.amazonaws.com"},
                    "Sid": "Trust",
                }
            ],
            "Version": "2012-10-17",
        },
        "path": "/pantstack/prod/",
        "permissionsBoundary": "arn:boundary",
    },
    "Role report-schedule-task": {
        "assumeRolePolicy": {
            "Statement": [
                {
                    "Action": ["sts:AssumeRole"],
                    "Condition": {
                        "ArnLike": {"aws:SourceArn": "arn:aws:ecs:us-east-1:123456789012:*"},
                        "StringEquals": {"aws:SourceAccount": "123456789012"},
                    },
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Sid": "Trust",
                }
            ],
            "Version": "2012-10-17",
        },
        "path": "/pantstack/prod/",
        "permissionsBoundary": "arn:boundary",
    },
    "RolePolicy report-schedule-execution-policy": {
        "policy": {
            "Statement": [
                {"Action": ["ecr:GetAuthorizationToken"], "Effect": "Allow", "Resource": ["*"], "Sid": "SignIn"},
                {
                    "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                    "Effect": "Allow",
                    "Resource": ["arn:repository/orders"],
                    "Sid": "Image",
                },
                {
                    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/report-schedule:log-stream:*"
                    ],
                    "Sid": "Logs",
                },
            ],
            "Version": "2012-10-17",
        },
        "role": "report-schedule-execution",
    },
    "RolePolicy report-schedule-starter-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": ["ecs:RunTask"],
                    "Condition": {"ArnEquals": {"ecs:cluster": "arn:cluster"}},
                    "Effect": "Allow",
                    "Resource": ["arn:aws:ecs:us-east-1:123456789012:report-schedule-task-definition"],
                    "Sid": "Start",
                },
                {
                    "Action": ["iam:PassRole"],
                    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                    "Effect": "Allow",
                    "Resource": [
                        "arn:aws:iam:us-east-1:123456789012:report-schedule-execution",
                        "arn:aws:iam:us-east-1:123456789012:report-schedule-task",
                    ],
                    "Sid": "HandOver",
                },
                {
                    "Action": ["sqs:SendMessage"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-report-schedule-dead-letters"],
                    "Sid": "DeadLetters",
                },
                {
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
                    "Sid": "Key",
                },
            ],
            "Version": "2012-10-17",
        },
        "role": "report-schedule-starter",
    },
    "Schedule report": {},
    "Schedule report-schedule": {
        "flexibleTimeWindow": {"mode": "OFF"},
        "groupName": "pantstack-prod",
        "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
        "name": "prod-report-schedule",
        "scheduleExpression": "cron(0 3 * * ? *)",
        "scheduleExpressionTimezone": "Europe/Berlin",
        "target": {
            "arn": "arn:cluster",
            "deadLetterConfig": {"arn": "arn:aws:sqs:us-east-1:123456789012:prod-report-schedule-dead-letters"},
            "ecsParameters": {
                "launchType": "FARGATE",
                "networkConfiguration": {
                    "assignPublicIp": False,
                    "securityGroups": ["report-schedule-sg-id"],
                    "subnets": ["subnet-1", "subnet-2"],
                },
                "taskCount": 1,
                "taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:report-schedule-task-definition",
            },
            "retryPolicy": {"maximumEventAgeInSeconds": 3600, "maximumRetryAttempts": 5},
            "roleArn": "arn:aws:iam:us-east-1:123456789012:report-schedule-starter",
        },
    },
    "SecurityGroup report-schedule-sg": {
        "description": "report-schedule: reached by nobody",
        "egress": [
            {
                "cidrBlocks": ["10.0.0.0/16"],
                "description": "Databases, caches and endpoints of the network",
                "fromPort": 0,
                "protocol": "tcp",
                "toPort": 65535,
            },
            {
                "cidrBlocks": ["0.0.0.0/0"],
                "description": "The web, and the other modules behind the load balancer",
                "fromPort": 443,
                "protocol": "tcp",
                "toPort": 443,
            },
        ],
        "ingress": [],
        "name": "prod-report-schedule",
        "tags": {"pantstack:environment": "prod"},
        "vpcId": "vpc-1",
    },
    "TaskDefinition report-schedule-task-definition": {
        "containerDefinitions": [
            {
                "command": ["report"],
                "environment": [
                    {"name": "NAME", "value": "report-schedule"},
                    {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
                ],
                "essential": True,
                "image": f"registry/prod/orders@sha256:{'a' * 64}",
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/pantstack/prod/report-schedule",
                        "awslogs-region": "us-east-1",
                        "awslogs-stream-prefix": "report-schedule",
                    },
                },
                "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
                "name": "api",
                "readonlyRootFilesystem": True,
            }
        ],
        "cpu": "256",
        "executionRoleArn": "arn:aws:iam:us-east-1:123456789012:report-schedule-execution",
        "family": "prod-report-schedule",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "taskRoleArn": "arn:aws:iam:us-east-1:123456789012:report-schedule-task",
        "volumes": [{"name": "tmp"}],
    },
}


def test_schedule(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The scheduler starts one task in the private subnets; a start that is given up is kept, and told."""
    requirements = Requirements(command=["report"])

    declare(
        lambda: Schedule("report", "cron(0 3 * * ? *)", zone="Europe/Berlin", requirements=requirements), traces="false"
    )

    found = mocks.readable()
    assert found.pop("StackReference report-schedule-foundation") == {"name": "organization/foundation/prod"}
    assert found == SCHEDULE


def test_environment(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A task gets the variables that its program names, beside those of every workload."""
    declare(lambda: Schedule("report", "rate(1 hour)", env={"ORDERS_LOG_LEVEL": "DEBUG"}), traces="false")

    container = mocks.readable()["TaskDefinition report-schedule-task-definition"]["containerDefinitions"][0]
    assert container["environment"] == [
        {"name": "NAME", "value": "report-schedule"},
        {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
        {"name": "ORDERS_LOG_LEVEL", "value": "DEBUG"},
    ]


def test_elsewhere(mocks: AwsMocks, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform without a scheduler leaves the schedule out, and says so."""
    said: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda text, _resource: said.append(text))

    declare(lambda: Schedule("report", "rate(1 hour)"), platform="local")

    assert said == [
        (
            'Schedule "report" is left out: platform "local" has no scheduler.\n'
            "To run it, deploy to an environment on a platform that has."
        )
    ]
    assert mocks.readable() == {"Schedule report": {}}
