"""How requests reach a service: its target group, and its rule on the shared listener."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.workload import PORT

if TYPE_CHECKING:
    from stack.infra.platforms.aws.workload import Workload

_HEALTH: Final = "/health"


def route(workload: Workload) -> tuple[aws.lb.TargetGroup, aws.lb.ListenerRule]:
    """Send what is below the service's path to its healthy tasks, and who asks for its health as well.

    Args:
        workload: the service.
    """
    name, foundation = workload.name, workload.foundation
    target_group = aws.lb.TargetGroup(
        f"{name}-tg",
        # The longest name that a target group may have.
        name=workload.names.resource(name, limit=32),
        port=PORT,
        protocol="HTTP",
        target_type="ip",
        vpc_id=foundation.vpc,
        # A task that ends gets this long for the requests it has.
        deregistration_delay=30,
        load_balancing_algorithm_type="least_outstanding_requests",
        health_check={
            "path": _HEALTH,
            "interval": 30,
            "timeout": 5,
            "healthy_threshold": 2,
            "unhealthy_threshold": 3,
            "matcher": "200",
        },
        opts=workload.opts,
    )
    # No priority: paths of modules never overlap, so AWS may give any that is free.
    rule = aws.lb.ListenerRule(
        f"{name}-rule",
        listener_arn=foundation.listener,
        conditions=[{"path_pattern": {"values": [f"/api/v1/{name}", f"/api/v1/{name}/*"]}}],
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        opts=workload.opts,
    )
    # All modules answer behind one load balancer, so the runner asks each for its health below a path of its own.
    aws.lb.ListenerRule(
        f"{name}-health-rule",
        listener_arn=foundation.listener,
        conditions=[{"path_pattern": {"values": [f"{_HEALTH}/{pulumi.get_project()}"]}}],
        transforms=[
            {
                "type": "url-rewrite",
                "url_rewrite_config": {"rewrite": {"regex": f"^{_HEALTH}/.*$", "replace": _HEALTH}},
            }
        ],
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        opts=workload.opts,
    )
    return target_group, rule
