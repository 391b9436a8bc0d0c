"""How requests reach a service: its target group, and its rule on the shared listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from pantstack_runtime.health import PATH as HEALTH
from stack.infra.platforms.aws.workload import PORT, REQUESTS_TIMEOUT, SHUTDOWN_DELAY

if TYPE_CHECKING:
    from stack.infra.platforms.aws.workload import Workload


def route(workload: Workload) -> tuple[aws.lb.TargetGroup, aws.lb.ListenerRule]:
    """Route what is below the service's path, and requests for its health, to its healthy tasks."""
    name, foundation = workload.name, workload.foundation
    target_group = aws.lb.TargetGroup(
        f"{name}-tg",
        # The longest name that a target group may have.
        name=workload.names.resource(name, limit=32),
        port=PORT,
        protocol="HTTP",
        target_type="ip",
        vpc_id=foundation.vpc,
        # Requests in hand may take as long as the task itself waits for them.
        deregistration_delay=SHUTDOWN_DELAY + REQUESTS_TIMEOUT,
        load_balancing_algorithm_type="least_outstanding_requests",
        health_check={
            "path": HEALTH,
            "interval": 30,
            "timeout": 5,
            "healthy_threshold": 2,
            "unhealthy_threshold": 3,
            "matcher": "200",
        },
        opts=workload.opts,
    )
    rule = _rule(workload, target_group, "rule", [f"/api/v1/{name}", f"/api/v1/{name}/*"])
    # All modules answer behind one load balancer, so the runner asks each for its health below a path of its own.
    own = f"{HEALTH}/{pulumi.get_project()}"
    rewrite = aws.lb.ListenerRuleTransformUrlRewriteConfigRewriteArgsDict(regex=f"^{HEALTH}/.*$", replace=HEALTH)
    _rule(
        workload,
        target_group,
        "health-rule",
        [own],
        [aws.lb.ListenerRuleTransformArgsDict(type="url-rewrite", url_rewrite_config={"rewrite": rewrite})],
    )
    return target_group, rule


def _rule(
    workload: Workload,
    target_group: aws.lb.TargetGroup,
    kind: str,
    paths: list[pulumi.Input[str]],
    transforms: list[aws.lb.ListenerRuleTransformArgsDict] | None = None,
) -> aws.lb.ListenerRule:
    # No priority: paths of modules never overlap, so AWS may give any that is free.
    return aws.lb.ListenerRule(
        f"{workload.name}-{kind}",
        listener_arn=workload.foundation.listener,
        conditions=[{"path_pattern": {"values": paths}}],
        transforms=transforms,
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        opts=workload.opts,
    )
