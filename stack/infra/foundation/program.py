"""The foundation as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from stack.infra.foundation.account import AwsAccount
from stack.infra.foundation.boundary import boundary
from stack.infra.foundation.ci import ci_role
from stack.infra.foundation.cluster import cluster
from stack.infra.foundation.encryption import key
from stack.infra.foundation.endpoints import endpoints
from stack.infra.foundation.images import repositories
from stack.infra.foundation.load_balancer import LoadBalancer
from stack.infra.foundation.logs import flow_logs
from stack.infra.foundation.network import Network
from stack.infra.foundation.plan import Plan
from stack.infra.foundation.reach import Reach
from stack.infra.foundation.topic import topic
from stack.infra.platforms.aws.names import Names

if TYPE_CHECKING:
    from collections.abc import Mapping


def lay() -> Mapping[str, pulumi.Input[object]]:
    """Lay the foundation of the stack at hand, and return what modules need of it.

    Raises:
        pulumi.RunError: if the configuration cannot be a foundation.
    """
    plan = Plan.of_stack()
    place = AwsAccount(Names(plan.environment), aws.get_caller_identity_output().account_id, plan.region)
    encryption = key(place)
    network = Network(plan)
    endpoints(plan, network)
    flow_logs(place, plan, network, encryption)
    runs = cluster(place, plan, encryption)
    balancer = LoadBalancer(place, plan, network)
    images = repositories(place, plan, encryption)
    alarms = topic(place, plan, encryption)
    bound = boundary(place, plan, encryption, runs)
    reach = Reach(
        place=place,
        cluster=runs,
        vpc=network.vpc,
        listener=balancer.listener,
        boundary=bound,
        key=encryption,
    )
    role = ci_role(reach, plan)
    return {
        **_shared(reach, plan),
        "alarms": alarms.arn,
        "ci_role": role.arn if role else "",
        "listener_port": balancer.port,
        "load_balancer": balancer.balancer.arn_suffix,
        "load_balancer_group": balancer.group.id,
        "private_subnets": [subnet.id for subnet in network.private],
        "repositories": {module: each.arn for module, each in images.items()},
        "url": balancer.url,
    }


def _shared(reach: Reach, plan: Plan) -> Mapping[str, pulumi.Input[object]]:
    account = reach.place.account
    return {
        "account": account,
        "boundary": reach.boundary.arn,
        "cluster": reach.cluster.arn,
        "cluster_name": reach.cluster.name,
        "key": reach.key.arn,
        "listener": reach.listener.arn,
        "region": plan.region,
        "registry": pulumi.Output.concat(account, f".dkr.ecr.{plan.region}.amazonaws.com/{plan.environment}"),
        "vpc": reach.vpc.id,
        "vpc_cidr": plan.cidr,
    }
