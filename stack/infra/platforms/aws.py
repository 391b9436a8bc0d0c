"""AWS: a service runs on ECS Fargate, behind the load balancer that all services of the environment share."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
import pulumi_aws as aws

from stack.infra.settings import configuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.settings import Settings

PORT: Final = 8000
_EXECUTION: Final = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
_ASSUME: Final = {
    "Version": "2012-10-17",
    "Statement": [{"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}],
}
_PRIORITIES: Final = 50000


@dataclass(frozen=True)
class Foundation:
    """What the services of an environment share.

    Attributes:
        cluster: ARN of the ECS cluster.
        vpc: identifier of the network.
        private_subnets: identifiers of the subnets for services.
        listener: ARN of the load balancer's listener.
        load_balancer_group: identifier of the load balancer's security group.
        url: where the load balancer answers.
    """

    cluster: pulumi.Input[str]
    vpc: pulumi.Input[str]
    private_subnets: pulumi.Input[Any]
    listener: pulumi.Input[str]
    load_balancer_group: pulumi.Input[str]
    url: pulumi.Input[str]

    @classmethod
    def of_stack(cls) -> Foundation:
        """The foundation: outputs of the stack named by `pantstack:foundation`, else single settings."""
        config = configuration()
        reference = config.get("foundation")
        if reference:
            stack = pulumi.StackReference(reference)
            return cls(
                cluster=stack.require_output("cluster"),
                vpc=stack.require_output("vpc"),
                private_subnets=stack.require_output("private_subnets"),
                listener=stack.require_output("listener"),
                load_balancer_group=stack.require_output("load_balancer_group"),
                url=stack.require_output("url"),
            )
        return cls(
            cluster=config.require("cluster"),
            vpc=config.require("vpc"),
            private_subnets=config.require_object("private_subnets"),
            listener=config.require("listener"),
            load_balancer_group=config.require("load_balancer_group"),
            url=config.require("url"),
        )


def http_service(
    parent: pulumi.Resource,
    name: str,
    deployable: str,
    settings: Settings,
    env: Mapping[str, pulumi.Input[str]],
) -> pulumi.Output[str]:
    """Run a service on Fargate, reached through the shared load balancer.

    Args:
        parent: the component it belongs to.
        name: the module's name.
        deployable: which container of the task serves.
        settings: the environment.
        env: further environment variables.
    """
    foundation = Foundation.of_stack()
    opts = pulumi.ResourceOptions(parent=parent)
    target_group, rule = _route(name, foundation, opts)
    service_sg = _security_group(name, foundation, opts)
    task_def = _task_definition(name, deployable, settings, env, opts)
    aws.ecs.Service(
        f"{name}-service",
        cluster=foundation.cluster,
        task_definition=task_def.arn,
        desired_count=2,
        launch_type="FARGATE",
        network_configuration={"subnets": foundation.private_subnets, "security_groups": [service_sg.id]},
        load_balancers=[{"target_group_arn": target_group.arn, "container_name": deployable, "container_port": PORT}],
        # ECS refuses a target group that no load balancer uses yet.
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[rule]),
    )
    return pulumi.Output.concat(foundation.url)


def _route(
    name: str, foundation: Foundation, opts: pulumi.ResourceOptions
) -> tuple[aws.lb.TargetGroup, aws.lb.ListenerRule]:
    target_group = aws.lb.TargetGroup(
        f"{name}-tg",
        port=PORT,
        protocol="HTTP",
        target_type="ip",
        vpc_id=foundation.vpc,
        health_check={"path": "/health", "interval": 30},
        opts=opts,
    )
    rule = aws.lb.ListenerRule(
        f"{name}-rule",
        listener_arn=foundation.listener,
        priority=zlib.crc32(name.encode()) % _PRIORITIES + 1,
        conditions=[{"path_pattern": {"values": [f"/api/v1/{name}", f"/api/v1/{name}/*"]}}],
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        opts=opts,
    )
    return target_group, rule


def _security_group(name: str, foundation: Foundation, opts: pulumi.ResourceOptions) -> aws.ec2.SecurityGroup:
    return aws.ec2.SecurityGroup(
        f"{name}-sg",
        vpc_id=foundation.vpc,
        description=f"{name}: requests come from the load balancer only",
        ingress=[
            {
                "protocol": "tcp",
                "from_port": PORT,
                "to_port": PORT,
                "security_groups": [foundation.load_balancer_group],
            }
        ],
        egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
        opts=opts,
    )


def _task_definition(
    name: str,
    deployable: str,
    settings: Settings,
    env: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> aws.ecs.TaskDefinition:
    assume = json.dumps(_ASSUME)
    execution = aws.iam.Role(f"{name}-execution", assume_role_policy=assume, opts=opts)
    aws.iam.RolePolicyAttachment(f"{name}-execution-policy", role=execution.name, policy_arn=_EXECUTION, opts=opts)
    task = aws.iam.Role(f"{name}-task", assume_role_policy=assume, opts=opts)
    logs = aws.cloudwatch.LogGroup(f"{name}-logs", retention_in_days=30, opts=opts)
    variables = {"HOST": "0.0.0.0", "PORT": str(PORT), "NAME": name, **env}  # noqa: S104 - inside the task's network
    container = {
        "name": deployable,
        "image": configuration().require("image"),
        "essential": True,
        "portMappings": [{"containerPort": PORT, "protocol": "tcp"}],
        "environment": [{"name": key, "value": value} for key, value in sorted(variables.items())],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": logs.name,
                "awslogs-region": pulumi.Config("aws").require("region"),
                "awslogs-stream-prefix": name,
            },
        },
    }
    return aws.ecs.TaskDefinition(
        f"{name}-task-definition",
        family=f"{name}-{settings.environment}",
        cpu="256",
        memory="512",
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        execution_role_arn=execution.arn,
        task_role_arn=task.arn,
        container_definitions=pulumi.Output.json_dumps([container]),
        opts=opts,
    )
