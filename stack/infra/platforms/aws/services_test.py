"""An HTTP service on AWS: every property of every resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stack.infra.requirements import Permission, Requirements, Scaling, Size
from stack.infra.service import HttpService

if TYPE_CHECKING:
    from collections.abc import Callable

    from stack.infra.platforms.aws.conftest import AwsMocks

TASK = {
    "LogGroup orders-logs": {
        "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1",
        "name": "/pantstack/prod/orders",
        "retentionInDays": 30,
    },
    "TaskDefinition orders-task-definition": {
        "containerDefinitions": [
            {
                "environment": [
                    {"name": "HOST", "value": "0.0.0.0"},  # noqa: S104 - inside the task's network
                    {"name": "NAME", "value": "orders"},
                    {"name": "ORDERS_AWS_REGION", "value": "us-east-1"},
                    {"name": "ORDERS_LOG_LEVEL", "value": "INFO"},
                    {"name": "OTEL_EXPORTER_OTLP_ENDPOINT", "value": "http://127.0.0.1:4318"},
                    {"name": "OTEL_EXPORTER_OTLP_PROTOCOL", "value": "http/protobuf"},
                    {"name": "OTEL_RESOURCE_ATTRIBUTES", "value": "deployment.environment.name=prod"},
                    {"name": "OTEL_SERVICE_NAME", "value": "orders"},
                    {"name": "PORT", "value": "8000"},
                ],
                "essential": True,
                "image": f"registry/prod/orders@sha256:{'a' * 64}",
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/pantstack/prod/orders",
                        "awslogs-region": "us-east-1",
                        "awslogs-stream-prefix": "orders",
                    },
                },
                "mountPoints": [{"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False}],  # noqa: S108
                "name": "api",
                "readonlyRootFilesystem": True,
                "portMappings": [{"containerPort": 8000, "protocol": "tcp"}],
            },
            {
                "command": ["--config=/etc/ecs/ecs-xray.yaml"],
                "essential": False,
                "image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0",
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/pantstack/prod/orders",
                        "awslogs-region": "us-east-1",
                        "awslogs-stream-prefix": "orders",
                    },
                },
                "name": "collector",
            },
        ],
        "cpu": "256",
        "executionRoleArn": "arn:aws:iam:us-east-1:123456789012:orders-execution",
        "family": "prod-orders",
        "memory": "512",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "taskRoleArn": "arn:aws:iam:us-east-1:123456789012:orders-task",
        "volumes": [{"name": "tmp"}],
    },
}

ROLES = {
    "Role orders-execution": {
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
    "Role orders-task": {
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
    "RolePolicy orders-execution-policy": {
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
                    "Resource": ["arn:aws:cloudwatch:us-east-1:123456789012:/pantstack/prod/orders:log-stream:*"],
                    "Sid": "Logs",
                },
            ],
            "Version": "2012-10-17",
        },
        "role": "orders-execution",
    },
    "RolePolicy orders-task-policy": {
        "policy": {
            "Statement": [
                {
                    "Action": [
                        "xray:PutTraceSegments",
                        "xray:PutTelemetryRecords",
                        "xray:GetSamplingRules",
                        "xray:GetSamplingTargets",
                    ],
                    "Effect": "Allow",
                    "Resource": ["*"],
                    "Sid": "Traces",
                }
            ],
            "Version": "2012-10-17",
        },
        "role": "orders-task",
    },
}

NETWORK = {
    "ListenerRule orders-rule": {
        "actions": [{"targetGroupArn": "arn:aws:lb:us-east-1:123456789012:prod-orders", "type": "forward"}],
        "conditions": [{"pathPattern": {"values": ["/api/v1/orders", "/api/v1/orders/*"]}}],
        "listenerArn": "arn:listener",
    },
    "ListenerRule orders-health-rule": {
        "actions": [{"targetGroupArn": "arn:aws:lb:us-east-1:123456789012:prod-orders", "type": "forward"}],
        "conditions": [{"pathPattern": {"values": ["/health/orders"]}}],
        "listenerArn": "arn:listener",
        "transforms": [
            {"type": "url-rewrite", "urlRewriteConfig": {"rewrite": {"regex": "^/health/.*$", "replace": "/health"}}}
        ],
    },
    "SecurityGroup orders-sg": {
        "description": "orders: reached by the load balancer only",
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
        "ingress": [
            {
                "description": "Requests from the load balancer",
                "fromPort": 8000,
                "protocol": "tcp",
                "securityGroups": ["sg-balancer"],
                "toPort": 8000,
            }
        ],
        "name": "prod-orders",
        "tags": {"pantstack:environment": "prod"},
        "vpcId": "vpc-1",
    },
    "TargetGroup orders-tg": {
        "deregistrationDelay": 30,
        "healthCheck": {
            "healthyThreshold": 2,
            "interval": 30,
            "matcher": "200",
            "path": "/health",
            "timeout": 5,
            "unhealthyThreshold": 3,
        },
        "loadBalancingAlgorithmType": "least_outstanding_requests",
        "name": "prod-orders",
        "port": 8000,
        "protocol": "HTTP",
        "targetType": "ip",
        "vpcId": "vpc-1",
    },
}

SERVICE = {
    "Service orders-service": {
        "cluster": "arn:cluster",
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "deploymentMaximumPercent": 200,
        "deploymentMinimumHealthyPercent": 100,
        "desiredCount": 2,
        "enableEcsManagedTags": True,
        "healthCheckGracePeriodSeconds": 60,
        "launchType": "FARGATE",
        "loadBalancers": [
            {
                "containerName": "api",
                "containerPort": 8000,
                "targetGroupArn": "arn:aws:lb:us-east-1:123456789012:prod-orders",
            }
        ],
        "name": "orders-service",
        "networkConfiguration": {
            "assignPublicIp": False,
            "securityGroups": ["orders-sg-id"],
            "subnets": ["subnet-1", "subnet-2"],
        },
        "propagateTags": "SERVICE",
        "taskDefinition": "arn:aws:ecs:us-east-1:123456789012:orders-task-definition",
        "waitForSteadyState": True,
    }
}

SCALING = {
    "Policy orders-by-cpu": {
        "name": "orders-by-cpu",
        "policyType": "TargetTrackingScaling",
        "resourceId": "service/pantstack-prod/orders-service",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "targetTrackingScalingPolicyConfiguration": {
            "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"},
            "scaleInCooldown": 300,
            "scaleOutCooldown": 60,
            "targetValue": 60,
        },
    },
    "Policy orders-by-requests": {
        "name": "orders-by-requests",
        "policyType": "TargetTrackingScaling",
        "resourceId": "service/pantstack-prod/orders-service",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "targetTrackingScalingPolicyConfiguration": {
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": "app/prod-balancer/1/suffix/prod-orders",
            },
            "scaleInCooldown": 300,
            "scaleOutCooldown": 60,
            "targetValue": 1000,
        },
    },
    "Target orders-scaling": {
        "maxCapacity": 10,
        "minCapacity": 2,
        "resourceId": "service/pantstack-prod/orders-service",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
    },
}

ALARMS = {
    "MetricAlarm orders-5xx": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "orders: more than 1 % of the requests of 3 minutes out of 5 failed with status 500 or above.",
        "comparisonOperator": "GreaterThanThreshold",
        "datapointsToAlarm": 3,
        "evaluationPeriods": 5,
        "metricQueries": [
            {
                "id": "failed",
                "metric": {
                    "dimensions": {"LoadBalancer": "app/prod-balancer/1", "TargetGroup": "suffix/prod-orders"},
                    "metricName": "HTTPCode_Target_5XX_Count",
                    "namespace": "AWS/ApplicationELB",
                    "period": 60,
                    "stat": "Sum",
                },
                "returnData": False,
            },
            {
                "id": "requests",
                "metric": {
                    "dimensions": {"LoadBalancer": "app/prod-balancer/1", "TargetGroup": "suffix/prod-orders"},
                    "metricName": "RequestCount",
                    "namespace": "AWS/ApplicationELB",
                    "period": 60,
                    "stat": "Sum",
                },
                "returnData": False,
            },
            {
                "expression": "IF(requests > 0, 100 * FILL(failed, 0) / requests, 0)",
                "id": "percentage",
                "label": "Failed requests in percent",
                "returnData": True,
            },
        ],
        "name": "prod-orders-5xx",
        "okActions": ["arn:alarms"],
        "threshold": 1,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm orders-cpu": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "orders: CPUUtilization above 85 % for 5 minutes; scaling did not help, or is at its maximum.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "orders-service"},
        "evaluationPeriods": 5,
        "metricName": "CPUUtilization",
        "name": "prod-orders-cpu",
        "namespace": "AWS/ECS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 85,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm orders-latency": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "orders: one request in a hundred took more than a second, for 5 minutes.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"LoadBalancer": "app/prod-balancer/1", "TargetGroup": "suffix/prod-orders"},
        "evaluationPeriods": 5,
        "extendedStatistic": "p99",
        "metricName": "TargetResponseTime",
        "name": "prod-orders-latency",
        "namespace": "AWS/ApplicationELB",
        "okActions": ["arn:alarms"],
        "period": 60,
        "threshold": 1,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm orders-memory": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "orders: MemoryUtilization above 85 % for 5 minutes; scaling did not help, or is at its maximum.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "orders-service"},
        "evaluationPeriods": 5,
        "metricName": "MemoryUtilization",
        "name": "prod-orders-memory",
        "namespace": "AWS/ECS",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 85,
        "treatMissingData": "notBreaching",
    },
    "MetricAlarm orders-running": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": (
            "orders: fewer than 2 tasks ran for 5 minutes; they do not start, or end again and again."
        ),
        "comparisonOperator": "LessThanThreshold",
        "dimensions": {"ClusterName": "pantstack-prod", "ServiceName": "orders-service"},
        "evaluationPeriods": 5,
        "metricName": "RunningTaskCount",
        "name": "prod-orders-running",
        "namespace": "ECS/ContainerInsights",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Average",
        "threshold": 2,
        "treatMissingData": "breaching",
    },
    "MetricAlarm orders-unhealthy": {
        "alarmActions": ["arn:alarms"],
        "alarmDescription": "orders: a task did not answer /health with 200 for 3 minutes.",
        "comparisonOperator": "GreaterThanThreshold",
        "dimensions": {"LoadBalancer": "app/prod-balancer/1", "TargetGroup": "suffix/prod-orders"},
        "evaluationPeriods": 3,
        "metricName": "UnHealthyHostCount",
        "name": "prod-orders-unhealthy",
        "namespace": "AWS/ApplicationELB",
        "okActions": ["arn:alarms"],
        "period": 60,
        "statistic": "Maximum",
        "threshold": 0,
        "treatMissingData": "notBreaching",
    },
}


def _orders() -> None:
    HttpService("orders", env={"ORDERS_LOG_LEVEL": "INFO"})


def _declared(mocks: AwsMocks, *words: str) -> dict[str, Any]:
    return {key: value for key, value in mocks.readable().items() if key.startswith(words)}


def test_service(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Two Fargate tasks run in private subnets, attached to the load balancer; a bad deploy is taken back."""
    declare(_orders)

    key = ("aws:ecs/service:Service", "orders-service")
    assert _declared(mocks, "Service ") == SERVICE
    assert "orders-rule" in mocks.after[key]
    assert {"orders-execution-policy", "orders-task-policy"} < set(mocks.after[key])
    assert mocks.ignored[key] == ["desiredCount"]


def test_network(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The load balancer sends what is below the module's path and who asks for its health, and nobody else does."""
    declare(_orders)

    assert _declared(mocks, "ListenerRule ", "SecurityGroup ", "TargetGroup ") == NETWORK


def test_task(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A task runs the image on port 8000 and a collector of traces; the logs are encrypted, and kept for 30 days."""
    declare(_orders)

    assert _declared(mocks, "LogGroup ", "TaskDefinition ") == TASK


def test_roles(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """ECS may pull this module's image and write this service's logs; the code may send traces."""
    declare(_orders)

    assert _declared(mocks, "Role ", "RolePolicy ") == ROLES


def test_scaling(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Copies follow the processors' load and the requests."""
    declare(_orders)

    assert _declared(mocks, "Target ", "Policy ") == SCALING


def test_alarms(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """People hear of failed and slow requests, and of tasks that are too few, unhealthy, or short of something."""
    declare(_orders)

    assert _declared(mocks, "MetricAlarm ") == ALARMS


def test_nothing_else(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """What is not compared above is the component, and the reference to the foundation of the environment."""
    declare(_orders)

    compared = {**SERVICE, **NETWORK, **TASK, **ROLES, **SCALING, **ALARMS}
    assert {key: value for key, value in mocks.readable().items() if key not in compared} == {
        "HttpService orders": {},
        "StackReference orders-foundation": {"name": "organization/foundation/prod"},
    }


def test_foundation_elsewhere(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The stack of the foundation can be named."""
    declare(_orders, foundation="acme/base/prod")

    assert mocks.readable("StackReference") == {"StackReference orders-foundation": {"name": "acme/base/prod"}}


def test_dependencies(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A service learns that the modules it depends on answer behind the load balancer."""
    declare(_orders, dependencies='["inventory"]')

    assert {"name": "INVENTORY_BASE_URL", "value": "https://api.example.com"} in _container(mocks)["environment"]


def test_without_encryption(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Where the load balancer listens on port 80, services may reach that port as well."""
    mocks.foundation["listener_port"] = 80

    declare(_orders)

    egress = mocks.readable()["SecurityGroup orders-sg"]["egress"]
    assert [each["fromPort"] for each in egress if each["cidrBlocks"] == ["0.0.0.0/0"]] == [80, 443]


def test_without_traces(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """Without traces there is no collector, and the code may do nothing."""
    declare(_orders, traces="false")

    task = mocks.readable()["TaskDefinition orders-task-definition"]
    assert [each["name"] for each in task["containerDefinitions"]] == ["api"]
    assert [each["name"] for each in _container(mocks)["environment"]] == [
        "HOST",
        "NAME",
        "ORDERS_AWS_REGION",
        "ORDERS_LOG_LEVEL",
        "PORT",
    ]
    assert "RolePolicy orders-task-policy" not in mocks.readable()


def test_settings(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The environment chooses how long logs are kept, which collector runs, and an image for each deployable."""
    image = f"registry/other@sha256:{'b' * 64}"

    declare(
        _orders, log_retention_days="90", collector_image="mirror/collector@sha256:1", images=f'{{"api": "{image}"}}'
    )

    task = mocks.readable()["TaskDefinition orders-task-definition"]
    assert [each["image"] for each in task["containerDefinitions"]] == [image, "mirror/collector@sha256:1"]
    assert mocks.readable()["LogGroup orders-logs"]["retentionInDays"] == 90


SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/orders/database-AbCdEf"  # noqa: S105 - no secret, its address
PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/prod/orders/token"


def test_needs(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A program chooses size, number of copies and command."""
    requirements = Requirements(Size(1024, 4096), Scaling(3, 6, cpu=40, requests=50), command=["serve", "--fast"])

    declare(lambda: HttpService("orders", requirements=requirements))

    found = mocks.readable()
    task = found["TaskDefinition orders-task-definition"]
    target = found["Target orders-scaling"]
    policies = [
        found[f"Policy orders-by-{by}"]["targetTrackingScalingPolicyConfiguration"] for by in ("cpu", "requests")
    ]
    assert (task["cpu"], task["memory"], _container(mocks)["command"]) == ("1024", "4096", ["serve", "--fast"])
    assert found["Service orders-service"]["desiredCount"] == 3
    assert (target["minCapacity"], target["maxCapacity"]) == (3, 6)
    assert [each["targetValue"] for each in policies] == [40, 50]


def test_writable(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A program that writes elsewhere than below `/tmp` says so, and gets a file system to write to."""
    declare(lambda: HttpService("orders", requirements=Requirements(writable=True)))

    assert "volumes" not in mocks.readable()["TaskDefinition orders-task-definition"]
    assert {"mountPoints", "readonlyRootFilesystem"} & set(_container(mocks)) == set()


def test_secrets(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """ECS reads the secrets and hands them over; its role may read these and no others."""
    secrets = {"ORDERS_TOKEN": PARAMETER, "ORDERS_DATABASE_PASSWORD": f"{SECRET}:password::"}

    declare(lambda: HttpService("orders", requirements=Requirements(secrets=secrets)))

    policy = mocks.readable()["RolePolicy orders-execution-policy"]["policy"]
    assert _container(mocks)["secrets"] == [
        {"name": "ORDERS_DATABASE_PASSWORD", "valueFrom": f"{SECRET}:password::"},
        {"name": "ORDERS_TOKEN", "valueFrom": PARAMETER},
    ]
    assert policy["Statement"][3:] == [
        {
            "Sid": "Secrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "ssm:GetParameters"],
            "Resource": [SECRET, PARAMETER],
        },
        {
            "Sid": "SecretsKey",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": ["arn:aws:kms:us-east-1:123456789012:key/1"],
            "Condition": {
                "StringEquals": {
                    "kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com", "ssm.us-east-1.amazonaws.com"]
                }
            },
        },
    ]


def test_rights(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """The code may do what the program says."""
    permission = Permission(["s3:GetObject"], ["arn:aws:s3:::invoices/*"])

    declare(lambda: HttpService("orders", requirements=Requirements(permissions=[permission])), traces="false")

    assert mocks.readable()["RolePolicy orders-task-policy"] == {
        "role": "orders-task",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "Asked1",
                    "Effect": "Allow",
                    "Action": ["s3:GetObject"],
                    "Resource": ["arn:aws:s3:::invoices/*"],
                }
            ],
        },
    }


def _container(mocks: AwsMocks) -> dict[str, Any]:
    found: dict[str, Any] = mocks.readable()["TaskDefinition orders-task-definition"]["containerDefinitions"][0]
    return found
