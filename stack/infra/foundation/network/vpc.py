"""The network: public subnets for the load balancer, private ones for everything else."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

if TYPE_CHECKING:
    from stack.infra.foundation.plan import Plan

_WORLD: Final = "0.0.0.0/0"
_SHARES: Final = 4


class Network(pulumi.ComponentResource):
    """A network over several zones."""

    def __init__(self, plan: Plan) -> None:
        """Create the network."""
        super().__init__("pantstack:infra:Network", "network")
        self._opts = pulumi.ResourceOptions(parent=self)
        self._name = f"pantstack-{plan.environment}"
        self.vpc = aws.ec2.Vpc(
            "vpc",
            cidr_block=plan.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": self._name},
            opts=self._opts,
        )
        # The group that AWS gives to what names none: it lets nothing in and nothing out.
        aws.ec2.DefaultSecurityGroup("default-sg", vpc_id=self.vpc.id, ingress=[], egress=[], opts=self._opts)
        shares = list(IPv4Network(plan.cidr).subnets(prefixlen_diff=_SHARES))
        half = len(shares) // 2
        self.private = [self._subnet("private", zone, shares[index]) for index, zone in enumerate(plan.zones)]
        self.public = [self._subnet("public", zone, shares[half + index]) for index, zone in enumerate(plan.zones)]
        self.internet = aws.ec2.InternetGateway("internet", vpc_id=self.vpc.id, opts=self._opts)
        self._route_public(plan)
        self.private_tables = self._route_private(plan)
        self.register_outputs({"vpc": self.vpc.id})

    def _subnet(self, kind: str, zone: str, cidr: IPv4Network) -> aws.ec2.Subnet:
        return aws.ec2.Subnet(
            f"{kind}-{zone}",
            vpc_id=self.vpc.id,
            availability_zone=zone,
            cidr_block=str(cidr),
            # The load balancer and the NAT gateways bring their own addresses.
            map_public_ip_on_launch=False,
            tags={"Name": f"{self._name}-{kind}-{zone}"},
            opts=self._opts,
        )

    def _route_public(self, plan: Plan) -> None:
        table = self._table("public")
        aws.ec2.Route(
            "public-internet",
            route_table_id=table.id,
            destination_cidr_block=_WORLD,
            gateway_id=self.internet.id,
            opts=self._opts,
        )
        for zone, subnet in zip(plan.zones, self.public, strict=True):
            self._associate(f"public-{zone}", subnet, table)

    def _route_private(self, plan: Plan) -> list[aws.ec2.RouteTable]:
        gateways = [
            self._nat(zone, subnet)
            for zone, subnet in list(zip(plan.zones, self.public, strict=True))[: None if plan.nat_per_zone else 1]
        ]
        tables = []
        for index, zone in enumerate(plan.zones):
            table = self._table(f"private-{zone}")
            aws.ec2.Route(
                f"private-{zone}-nat",
                route_table_id=table.id,
                destination_cidr_block=_WORLD,
                nat_gateway_id=gateways[index % len(gateways)].id,
                opts=self._opts,
            )
            self._associate(f"private-{zone}", self.private[index], table)
            tables.append(table)
        return tables

    def _nat(self, zone: str, subnet: aws.ec2.Subnet) -> aws.ec2.NatGateway:
        # AWS refuses what faces the internet in a network that has no way there yet.
        opts = pulumi.ResourceOptions(parent=self, depends_on=[self.internet])
        address = aws.ec2.Eip(f"nat-{zone}-address", domain="vpc", opts=opts)
        return aws.ec2.NatGateway(f"nat-{zone}", subnet_id=subnet.id, allocation_id=address.id, opts=opts)

    def _table(self, name: str) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(
            f"{name}-routes", vpc_id=self.vpc.id, tags={"Name": f"{self._name}-{name}"}, opts=self._opts
        )

    def _associate(self, name: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> None:
        aws.ec2.RouteTableAssociation(name, subnet_id=subnet.id, route_table_id=table.id, opts=self._opts)
