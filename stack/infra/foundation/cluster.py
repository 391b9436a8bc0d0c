"""The cluster that runs all workloads, and the group of their schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from stack.infra.foundation.logs import create_log_group

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan


def create_cluster(account: AwsAccount, plan: Plan, key: aws.kms.Key) -> aws.ecs.Cluster:
    """Create the cluster, with the metrics of every service and task."""
    name = f"pantstack-{plan.environment}"
    # ECS makes this group itself where it is missing: kept for ever, and not with our key.
    insights = create_log_group("insights", f"/aws/ecs/containerinsights/{name}/performance", plan, key)
    aws.scheduler.ScheduleGroup("schedules", name=account.names.schedule_group)
    return aws.ecs.Cluster(
        "cluster",
        name=name,
        settings=[{"name": "containerInsights", "value": "enhanced"}],
        opts=pulumi.ResourceOptions(depends_on=[insights]),
    )
