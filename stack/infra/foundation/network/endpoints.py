"""Endpoints: how the network reaches services of AWS without the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

if TYPE_CHECKING:
    from stack.infra.foundation.network.vpc import Network
    from stack.infra.foundation.plan import Plan

_HTTPS: Final = 443


def create_endpoints(plan: Plan, network: Network) -> None:
    """Create the endpoints: S3, where the layers of images are, costs nothing; the others are those of the plan."""
    opts = pulumi.ResourceOptions(parent=network)
    aws.ec2.VpcEndpoint(
        "s3-endpoint",
        vpc_id=network.vpc.id,
        service_name=f"com.amazonaws.{plan.region}.s3",
        vpc_endpoint_type="Gateway",
        route_table_ids=[table.id for table in network.private_tables],
        opts=opts,
    )
    if plan.endpoints:
        _interfaces(plan, network, opts)


def _interfaces(plan: Plan, network: Network, opts: pulumi.ResourceOptions) -> None:
    group = aws.ec2.SecurityGroup(
        "endpoints-sg",
        vpc_id=network.vpc.id,
        description="Endpoints of AWS: reached by the network only",
        ingress=[
            {
                "description": "Requests from the network",
                "protocol": "tcp",
                "from_port": _HTTPS,
                "to_port": _HTTPS,
                "cidr_blocks": [plan.cidr],
            }
        ],
        egress=[],
        opts=opts,
    )
    for service in plan.endpoints:
        aws.ec2.VpcEndpoint(
            f"{service}-endpoint",
            vpc_id=network.vpc.id,
            service_name=f"com.amazonaws.{plan.region}.{service}",
            vpc_endpoint_type="Interface",
            private_dns_enabled=True,
            subnet_ids=[subnet.id for subnet in network.private],
            security_group_ids=[group.id],
            opts=opts,
        )
