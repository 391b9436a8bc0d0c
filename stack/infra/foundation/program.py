"""The program of the foundation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from stack.infra.foundation.account import AwsAccount
from stack.infra.foundation.ci.boundary import create_boundary
from stack.infra.foundation.ci.resources import CiResources
from stack.infra.foundation.ci.role import create_ci_role
from stack.infra.foundation.cluster import create_cluster
from stack.infra.foundation.encryption import create_key
from stack.infra.foundation.images import create_repositories
from stack.infra.foundation.logs import create_flow_logs
from stack.infra.foundation.network.endpoints import create_endpoints
from stack.infra.foundation.network.load_balancer import LoadBalancer
from stack.infra.foundation.network.vpc import Network
from stack.infra.foundation.plan import Plan
from stack.infra.foundation.topic import create_topic
from stack.infra.platforms.aws.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping


def create_foundation() -> Mapping[str, pulumi.Input[object]]:
    """Create the foundation of the current stack and return what modules need of it.

    Raises:
        pulumi.RunError: if the configuration cannot be a foundation.
    """
    plan = Plan.of_stack()
    account = AwsAccount(Names(plan.environment), aws.get_caller_identity_output().account_id, plan.region)
    key = create_key(account)
    network = Network(plan)
    create_endpoints(plan, network)
    create_flow_logs(account, plan, network, key)
    cluster = create_cluster(account, plan, key)
    balancer = LoadBalancer(account, plan, network)
    repositories = create_repositories(account, plan, key)
    alarms = create_topic(account, plan, key)
    boundary = create_boundary(account, plan, key, cluster)
    resources = CiResources(
        account=account,
        cluster=cluster,
        vpc=network.vpc,
        listener=balancer.listener,
        boundary=boundary,
        key=key,
    )
    role = create_ci_role(resources, plan)
    return {
        **_shared(resources, plan),
        "alarms": alarms.arn,
        "ci_role": role.arn if role else "",
        "listener_port": balancer.port,
        "load_balancer": balancer.balancer.arn_suffix,
        "load_balancer_group": balancer.group.id,
        "private_subnets": [subnet.id for subnet in network.private],
        "repositories": {module: repository.arn for module, repository in repositories.items()},
        "url": balancer.url,
    }


def _shared(resources: CiResources, plan: Plan) -> Mapping[str, pulumi.Input[object]]:
    account = resources.account.id
    return {
        "account": account,
        "boundary": resources.boundary.arn,
        "cluster": resources.cluster.arn,
        "cluster_name": resources.cluster.name,
        "key": resources.key.arn,
        "listener": resources.listener.arn,
        "region": plan.region,
        "registry": pulumi.Output.concat(account, f".dkr.ecr.{plan.region}.amazonaws.com/{plan.environment}"),
        "vpc": resources.vpc.id,
        "vpc_cidr": plan.cidr,
    }
