"""ECS services: copies of a task that are kept running."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.resources import alarms, scaling
from stack.infra.platforms.aws.resources.routing import route
from stack.infra.platforms.aws.resources.security_groups import create_security_group
from stack.infra.platforms.aws.tasks import create_task
from stack.infra.platforms.aws.workload import PORT, REQUESTS_TIMEOUT, SHUTDOWN_DELAY, Workload

if TYPE_CHECKING:
    from stack.infra.contract.platform import WorkloadSpec
    from stack.infra.platforms.aws.tasks import Task

# For what follows the last request: connections and telemetry are closed.
_CLOSING: Final = 5


def http_service(spec: WorkloadSpec) -> pulumi.Output[str]:
    """Run a service on Fargate, reached through the load balancer that all services of the environment share."""
    workload = Workload.of(spec, spec.name)
    workload = replace(
        workload,
        serves=True,
        env={**_serving(workload), **workload.env},
        health_command=spec.requirements.health_command,
        stop_timeout=SHUTDOWN_DELAY + REQUESTS_TIMEOUT + _CLOSING,
    )
    target_group, rule = route(workload)
    # ECS refuses a target group that no load balancer uses yet.
    ecs_service = create_service(workload, create_task(workload), target_group, rule)
    scaling.scale_service(workload, ecs_service, target_group)
    alarms.watch_tasks(workload, ecs_service)
    alarms.watch_requests(workload, target_group)
    return workload.foundation.url


def _serving(workload: Workload) -> dict[str, pulumi.Input[str]]:
    """Return the variables by which a service knows its load balancer."""
    return {
        # In this network the load balancer alone reaches it; what others say of a client's address is not believed.
        "FORWARDED_ALLOW_IPS": workload.foundation.vpc_cidr,
        "SHUTDOWN_DELAY": str(SHUTDOWN_DELAY),
        "SHUTDOWN_TIMEOUT": str(REQUESTS_TIMEOUT),
    }


def create_service(
    workload: Workload,
    of: Task,
    target_group: aws.lb.TargetGroup | None = None,
    *after: pulumi.Resource,
) -> aws.ecs.Service:
    """Keep copies of a task running in the private subnets.

    Args:
        after: what must be there first.
    """
    # What scaling has decided since is not undone by a deploy.
    opts = pulumi.ResourceOptions(depends_on=[*of.ready, *after], ignore_changes=["desiredCount"])
    return aws.ecs.Service(
        f"{workload.name}-service",
        name=f"{workload.name}-service",
        cluster=workload.foundation.cluster,
        task_definition=of.definition.arn,
        desired_count=workload.requirements.scaling.minimum,
        launch_type="FARGATE",
        network_configuration={
            "subnets": workload.foundation.private_subnets,
            "security_groups": [create_security_group(workload).id],
            "assign_public_ip": False,
        },
        load_balancers=_attached(workload, target_group) if target_group else None,
        health_check_grace_period_seconds=60 if target_group else None,
        deployment_minimum_healthy_percent=100,
        deployment_maximum_percent=200,
        deployment_circuit_breaker={"enable": True, "rollback": True},
        # A deploy is over when the new tasks serve, and has failed when they do not.
        wait_for_steady_state=True,
        enable_ecs_managed_tags=True,
        propagate_tags="SERVICE",
        opts=pulumi.ResourceOptions.merge(workload.opts, opts),
    )


def _attached(workload: Workload, target_group: aws.lb.TargetGroup) -> list[aws.ecs.ServiceLoadBalancerArgs]:
    return [
        aws.ecs.ServiceLoadBalancerArgs(
            target_group_arn=target_group.arn, container_name=workload.deployable, container_port=PORT
        )
    ]
