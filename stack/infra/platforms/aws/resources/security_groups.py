"""Security groups of workloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi_aws as aws

from stack.infra.platforms.aws.workload import PORT

if TYPE_CHECKING:
    from stack.infra.platforms.aws.workload import Workload

_WORLD: Final = "0.0.0.0/0"
_HTTPS: Final = 443


def create_security_group(workload: Workload) -> aws.ec2.SecurityGroup:
    """Create the security group of a workload, which reaches the network's databases and endpoints, and the web.

    Only a workload that serves is reached at all, by the load balancer.
    """
    foundation = workload.foundation
    from_load_balancer = aws.ec2.SecurityGroupIngressArgs(
        description="Requests from the load balancer",
        protocol="tcp",
        from_port=PORT,
        to_port=PORT,
        security_groups=[foundation.load_balancer_group],
    )
    within = aws.ec2.SecurityGroupEgressArgs(
        description="Databases, caches and endpoints of the network",
        protocol="tcp",
        from_port=0,
        to_port=65535,
        cidr_blocks=[foundation.vpc_cidr],
    )
    reached_by = "the load balancer only" if workload.serves else "nobody"
    return aws.ec2.SecurityGroup(
        f"{workload.name}-sg",
        name=workload.names.resource(workload.name),
        vpc_id=foundation.vpc,
        description=f"{workload.name}: reached by {reached_by}",
        ingress=[from_load_balancer] if workload.serves else [],
        egress=foundation.listener_port.apply(lambda port: [within, *map(_out, sorted({_HTTPS, port}))]),
        tags=dict([workload.names.tag]),
        opts=workload.opts,
    )


def _out(port: int) -> aws.ec2.SecurityGroupEgressArgs:
    return aws.ec2.SecurityGroupEgressArgs(
        description="The web, and the other modules behind the load balancer",
        protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_blocks=[_WORLD],
    )
