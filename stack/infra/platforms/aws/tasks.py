"""The task definition of a workload: its container, and the collector of its traces beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
import pulumi_aws as aws

from stack.infra.contract.settings import configuration
from stack.infra.platforms.aws.resources import roles
from stack.infra.platforms.aws.workload import PORT, log_retention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stack.infra.platforms.aws.policies import Statement
    from stack.infra.platforms.aws.workload import Workload

_SCRATCH: Final = "tmp"
_READ_ONLY: Final = {
    "readonlyRootFilesystem": True,
    "mountPoints": [{"sourceVolume": _SCRATCH, "containerPath": "/tmp", "readOnly": False}],  # noqa: S108 - the task's
}
_COLLECTOR: Final = "public.ecr.aws/aws-observability/aws-otel-collector:v0.47.0"


@dataclass(frozen=True)
class Task:
    """What a workload runs, and with which roles.

    Attributes:
        ready: what must be there before a task can start.
    """

    definition: aws.ecs.TaskDefinition
    execution: aws.iam.Role
    role: aws.iam.Role
    ready: Sequence[pulumi.Resource]


def create_task(workload: Workload, permissions: Sequence[Statement] = ()) -> Task:
    """Create the task definition of a workload.

    Args:
        permissions: what its platform adds to those that the program asks for.
    """
    name, size = workload.name, workload.requirements.size
    logs = aws.cloudwatch.LogGroup(
        f"{name}-logs",
        name=workload.names.log_group(name),
        retention_in_days=log_retention(),
        kms_key_id=workload.foundation.key,
        opts=workload.opts,
    )
    execution, execution_policy = roles.create_execution_role(workload, logs)
    role, policy = roles.create_task_role(workload, permissions)
    containers = [_container(workload, logs), *([_collector(workload, logs)] if workload.traces else [])]
    definition = aws.ecs.TaskDefinition(
        f"{name}-task-definition",
        family=workload.names.resource(name),
        cpu=str(size.cpu),
        memory=str(size.memory),
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        runtime_platform={"operating_system_family": "LINUX", "cpu_architecture": "X86_64"},
        execution_role_arn=execution.arn,
        task_role_arn=role.arn,
        container_definitions=pulumi.Output.json_dumps(containers),
        volumes=None if workload.requirements.writable else [{"name": _SCRATCH}],
        opts=workload.opts,
    )
    return Task(definition, execution, role, [execution_policy, *([policy] if policy else [])])


def _container(workload: Workload, logs: aws.cloudwatch.LogGroup) -> dict[str, Any]:
    serving = {"HOST": "0.0.0.0", "PORT": str(PORT)} if workload.serves else {}  # noqa: S104 - inside the task's network
    tracing = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_RESOURCE_ATTRIBUTES": f"deployment.environment.name={workload.settings.environment}",
        "OTEL_SERVICE_NAME": workload.name,
    }
    variables = {"NAME": workload.name, **serving, **(tracing if workload.traces else {}), **workload.env}
    secrets = sorted(workload.requirements.secrets.items())
    parts: dict[str, Any] = {
        "name": workload.deployable,
        "image": workload.settings.image(workload.deployable),
        "essential": True,
        "portMappings": [{"containerPort": PORT, "protocol": "tcp"}] if workload.serves else None,
        "command": list(workload.requirements.command) or None,
        "environment": [{"name": key, "value": value} for key, value in sorted(variables.items())],
        "secrets": [{"name": key, "valueFrom": arn} for key, arn in secrets] or None,
        **({} if workload.requirements.writable else _READ_ONLY),
        "healthCheck": _health_check(workload),
        "stopTimeout": workload.stop_timeout,
        "logConfiguration": _log_configuration(workload, logs),
    }
    return {key: value for key, value in parts.items() if value is not None}


def _health_check(workload: Workload) -> dict[str, Any] | None:
    """Check as the HEALTHCHECK of the image does, to which ECS pays no attention."""
    if not workload.health_command:
        return None
    command = ["CMD", *workload.health_command]
    return {"command": command, "interval": 10, "timeout": 5, "startPeriod": 60, "retries": 3}


def _collector(workload: Workload, logs: aws.cloudwatch.LogGroup) -> dict[str, Any]:
    return {
        "name": "collector",
        "image": configuration().get("collector_image") or _COLLECTOR,
        # Traces are worth less than the service: it lives on without them.
        "essential": False,
        "command": ["--config=/etc/ecs/ecs-xray.yaml"],
        "logConfiguration": _log_configuration(workload, logs),
    }


def _log_configuration(workload: Workload, logs: aws.cloudwatch.LogGroup) -> dict[str, Any]:
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": logs.name,
            "awslogs-region": workload.foundation.region,
            "awslogs-stream-prefix": workload.name,
        },
    }
