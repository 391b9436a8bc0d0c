"""Workers on AWS: every property of every resource, and what there is of them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest

from stack.infra.requirements import Requirements
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from stack.infra.platforms.aws.conftest import AwsMocks

# What it shares with every workload, its roles except what they may do, is compared in services_test.py.
WORKER = {
    "LogGroup mail-worker-logs": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "name": "/pantstack/prod/mail-worker",
        "retentionInDays": 30,
    },
    "MetricAlarm mail-worker-cpu": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "mail-worker: CPUUtilization above 85 % for 5 minutes; scaling did not help, or is at its maximum.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "mail-worker-service"},
        "evaluationPeriods": 5,
        "metricName": "CPUUtilization",
        "name": "prod-mail-worker-cpu",
        "namespace": "AWS/ECS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 85,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm mail-worker-dead-letters": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "mail-worker: messages were given up; they wait in the queue of dead letters.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"QueueName": "prod-mail-worker-dead-letters"},
        "evaluationPeriods": 1,
        "metricName": "ApproximateNumberOfMessagesVisible",
        "name": "prod-mail-worker-dead-letters",
        "namespace": "AWS/SQS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Maximum",
        "threshold": 0,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm mail-worker-memory": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "mail-worker: MemoryUtilization above 85 % for 5 minutes; scaling did not help, or is at its maximum.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "mail-worker-service"},
        "evaluationPeriods": 5,
        "metricName": "MemoryUtilization",
        "name": "prod-mail-worker-memory",
        "namespace": "AWS/ECS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 85,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm mail-worker-running": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": (
            "mail-worker: fewer than 2 tasks ran for 5 minutes; they do not start, or end again and again."
        ),
        "comparisonOperator": "LessThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "mail-worker-service"},
        "evaluationPeriods": 5,
        "metricName": "RunningTaskCount",
        "name": "prod-mail-worker-running",
        "namespace": "ECS/ContainerInsights",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 2,
        "treatMissingData": "breaching",
    },
    "Policy mail-worker-by-backlog": {
        "name": "mail-worker-by-backlog",
        "policyType": "TargetTrackingScaling",
        "resourceId": "service/pantstack-prod/mail-worker-service",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "targetTrackingScalingPolicyConfiguration": {
            "customizedMetricSpecification": {
                "metrics": [
                    {
                        "id": "waiting",
                        "metricStat": {
                            "metric": {
                                "dimensions": [{"name": "QueueName", "value": "prod-mail-worker"}],
                                "metricName": "ApproximateNumberOfMessagesVisible",
                                "namespace": "AWS/SQS",
                            },
                            "stat": "Maximum",
                        },
                        "returnData": False,
                    },
                    {
                        "id": "running",
                        "metricStat": {
                            "metric": {
                                "dimensions": [
                                    {"name": "ClusterName", "value": "pantstack-prod"},
                                    {"name": "ServiceName", "value": "mail-worker-service"},
                                ],
                                "metricName": "RunningTaskCount",
                                "namespace": "ECS/ContainerInsights",
                            },
                            "stat": "Average",
                        },
                        "returnData": False,
                    },
                    {
                        "expression": "IF(running > 0, waiting / running, waiting)",
                        "id": "backlog",
                        "label": "Messages a copy",
                        "returnData": True,
                    },
                ]
            },
            "scaleInCooldown": 300,
            "scaleOutCooldown": 60,
            "targetValue": 100,
        },
    },
    "Queue mail-worker-dead-letters": {
        "kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "messageRetentionSeconds": 1209600,
        "name": "prod-mail-worker-dead-letters",
        "receiveWaitTimeSeconds": 20,
    },
    "Queue mail-worker-queue": {
        "kmsMasterKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "messageRetentionSeconds": 345600,
        "name": "prod-mail-worker",
        "receiveWaitTimeSeconds": 20,
        "redrivePolicy": {
            "deadLetterTargetArn": "arn:aws:sqs:us-east-1:123456789012:prod-mail-worker-dead-letters",
            "maxReceiveCount": 5,
        },
        "visibilityTimeoutSeconds": 300,
    },
    "QueuePolicy mail-worker-dead-letters-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": ["sqs:*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-mail-worker-dead-letters"],
                    "Sid": "EncryptedTransportOnly",
                }
            ],
            "Version": "2012-10-17",
        },
        "queueUrl": "https://prod-mail-worker-dead-letters",
    },
    "QueuePolicy mail-worker-queue-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": ["sqs:*"],
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-mail-worker"],
                    "Sid": "EncryptedTransportOnly",
                }
            ],
            "Version": "2012-10-17",
        },
        "queueUrl": "https://prod-mail-worker",
    },
    "RolePolicy mail-worker-execution-policy": {
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
                    "Resource": ["arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/mail-worker:log-stream:*"],
                    "Sid": "Logs",
                },
            ],
            "Version": "2012-10-17",
        },
        "role": "mail-worker-execution",
    },
    "RolePolicy mail-worker-task-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "sqs:ChangeMessageVisibility",
                        "sqs:DeleteMessage",
                        "sqs:GetQueueAttributes",
                        "sqs:ReceiveMessage",
                    ],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-mail-worker"],
                    "Sid": "Take",
                },
                {
                    "Action": ["kms:Decrypt"],
                    "Effect": "Allow",
                    "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
                    "Sid": "QueueKey",
                },
            ],
            "Version": "2012-10-17",
        },
        "role": "mail-worker-task",
    },
    "SecurityGroup mail-worker-sg": {
        "description": "mail-worker: reached by nobody",
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
        "name": "prod-mail-worker",
        "tags": {"pantstack:environment": "prod"},
        "vpcId": "vpc-1",
    },
    "Service mail-worker-service": {
        "cluster": "arn:cluster",
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "deploymentMaximumPercent": 200,
        "deploymentMinimumHealthyPercent": 100,
        "desiredCount": 2,
        "enableEcsManagedTags": True,
        "launchType": "FARGATE",
        "name": "mail-worker-service",
        "networkConfiguration": {
            "assignPublicIp": False,
            "securityGroups": ["mail-worker-sg-id"],
            "subnets": ["subnet-1", "subnet-2"],
        },
        "propagateTags": "SERVICE",
        "taskDefinition": "arn:aws:ecs:us-east-1:123456789012:mail-worker-task-definition",
        "waitForSteadyState": True,
    },
    "Target mail-worker-scaling": {
        "maxCapacity": 10,
        "minCapacity": 2,
        "resourceId": "service/pantstack-prod/mail-worker-service",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
    },
    "TaskDefinition mail-worker-task-definition": {
        "containerDefinitions": [
            {
                "environment": [
                    {"name": "NAME", "value": "mail-worker"},
                    {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
                    {"name": "QUEUE_URL", "value": "https://prod-mail-worker"},
                ],
                "essential": True,
                "image": f"registry/prod/orders@sha256:{'a' * 64}",
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/pantstack/prod/mail-worker",
                        "awslogs-region": "us-east-1",
                        "awslogs-stream-prefix": "mail-worker",
                    },
                },
                "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
                "name": "worker",
                "readonlyRootFilesystem": True,
            }
        ],
        "cpu": "256",
        "executionRoleArn": "arn:aws:iam:us-east-1:123456789012:mail-worker-execution",
        "family": "prod-mail-worker",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "taskRoleArn": "arn:aws:iam:us-east-1:123456789012:mail-worker-task",
        "volumes": [{"name": "tmp"}],
    },
}


def test_worker(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A worker is reached by nobody, takes messages from its encrypted queue, and scales by what waits there."""
    declare(lambda: Worker("mail"), traces="false")

    shared = ("Role ", "StackReference ", "Worker ")
    assert {key: value for key, value in mocks.readable().items() if not key.startswith(shared)} == WORKER
    assert {key for key in mocks.readable() if key.startswith(shared)} == {
        "Role mail-worker-execution",
        "Role mail-worker-task",
        "StackReference mail-worker-foundation",
        "Worker mail",
    }


def test_visibility(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A program chooses how long a copy has for a message."""
    declare(lambda: Worker("mail", visibility=900))

    assert mocks.readable()["Queue mail-worker-queue"]["visibilityTimeoutSeconds"] == 900


def test_environment(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A worker gets the variables that its program names, which win over the platform's own."""
    env = {"ORDERS_LOG_LEVEL": "DEBUG", "QUEUE_URL": "https://another"}

    declare(lambda: Worker("mail", env=env), traces="false")

    container = mocks.readable()["TaskDefinition mail-worker-task-definition"]["containerDefinitions"][0]
    assert container["environment"] == [
        {"name": "NAME", "value": "mail-worker"},
        {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
        {"name": "ORDERS_LOG_LEVEL", "value": "DEBUG"},
        {"name": "QUEUE_URL", "value": "https://another"},
    ]


@pytest.mark.parametrize("visibility", [1, 43200])
def test_longest_visibility(mocks: AwsMocks, declare: Callable[..., None], visibility: int) -> None:
    """A message may be worked on for a second, or for twelve hours."""
    declare(lambda: Worker("mail", visibility=visibility))

    assert mocks.readable()["Queue mail-worker-queue"]["visibilityTimeoutSeconds"] == visibility


def test_senders(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A service that sends to a worker knows its queue and may send there, nothing more."""

    def program() -> None:
        worker = Worker("mail")
        HttpService(
            "orders", env={"ORDERS_MAIL_QUEUE": worker.queue_url}, requirements=Requirements(permissions=worker.send)
        )

    declare(program, traces="false")

    found = mocks.readable()
    container = found["TaskDefinition orders-task-definition"]["containerDefinitions"][0]
    assert {"name": "ORDERS_MAIL_QUEUE", "value": "https://prod-mail-worker"} in container["environment"]
    assert found["RolePolicy orders-task-policy"]["policy"]["Statement"] == [
        {
            "Sid": "Asked1",
            "Effect": "Allow",
            "Action": ["sqs:SendMessage"],
            "Resource": ["arn:aws:sqs:us-east-1:123456789012:prod-mail-worker"],
        },
        {
            "Sid": "Asked2",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
        },
    ]


def test_elsewhere(mocks: AwsMocks, declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A platform without queues leaves the worker out, and says so."""
    said: list[str] = []
    monkeypatch.setattr(pulumi, "warn", lambda text, _resource: said.append(text))
    urls: list[str] = []

    declare(lambda: Worker("mail").queue_url.apply(urls.append), platform="local")

    assert said == [
        (
            'Worker "mail" is left out: platform "local" has no queues.\n'
            "To run it, deploy to an environment on a platform that has."
        )
    ]
    assert urls == [""]
    assert mocks.readable() == {"Worker mail": {}}
