"""The load balancer that all services share: the only thing that the internet reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.foundation.network.access_logs import create_access_logs
from stack.infra.platforms.aws.workload import PORT

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.network.vpc import Network
    from stack.infra.foundation.plan import Plan

_WORLD: Final = "0.0.0.0/0"
_HTTP: Final = 80
_HTTPS: Final = 443
_TLS: Final = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
_A_YEAR: Final = "max-age=31536000"


class LoadBalancer(pulumi.ComponentResource):
    """An application load balancer with one listener for all services."""

    url: pulumi.Output[str]

    def __init__(self, account: AwsAccount, plan: Plan, network: Network) -> None:
        """Create the load balancer."""
        super().__init__("pantstack:infra:LoadBalancer", "load-balancer")
        self._opts = pulumi.ResourceOptions(parent=self)
        self.port = _HTTPS if plan.certificate else _HTTP
        self.group = self._security_group(plan, network)
        logs, may_write = create_access_logs(account, plan, self._opts)
        self.balancer = aws.lb.LoadBalancer(
            "balancer",
            name=account.names.resource("balancer", limit=32),
            load_balancer_type="application",
            internal=False,
            subnets=[subnet.id for subnet in network.public],
            security_groups=[self.group.id],
            drop_invalid_header_fields=True,
            enable_deletion_protection=plan.protect,
            access_logs={"bucket": logs.id, "enabled": True},
            opts=pulumi.ResourceOptions(parent=self, depends_on=[may_write, network.internet]),
        )
        self.listener = self._https(plan) if plan.certificate else self._http()
        self.url = self._url(plan)
        self.register_outputs({"url": self.url})

    def _security_group(self, plan: Plan, network: Network) -> aws.ec2.SecurityGroup:
        return aws.ec2.SecurityGroup(
            "balancer-sg",
            vpc_id=network.vpc.id,
            description="The load balancer: reached by the internet, reaches services only",
            ingress=[
                {
                    "description": "Requests from the internet",
                    "protocol": "tcp",
                    "from_port": port,
                    "to_port": port,
                    "cidr_blocks": [_WORLD],
                }
                for port in sorted({_HTTP, self.port})
            ],
            egress=[
                {
                    "description": "Requests to services",
                    "protocol": "tcp",
                    "from_port": PORT,
                    "to_port": PORT,
                    "cidr_blocks": [plan.cidr],
                }
            ],
            opts=self._opts,
        )

    def _https(self, plan: Plan) -> aws.lb.Listener:
        aws.lb.Listener(
            "redirect",
            load_balancer_arn=self.balancer.arn,
            port=_HTTP,
            protocol="HTTP",
            default_actions=[
                {
                    "type": "redirect",
                    "redirect": {"protocol": "HTTPS", "port": str(_HTTPS), "status_code": "HTTP_301"},
                }
            ],
            opts=self._opts,
        )
        return aws.lb.Listener(
            "listener",
            load_balancer_arn=self.balancer.arn,
            port=_HTTPS,
            protocol="HTTPS",
            ssl_policy=_TLS,
            certificate_arn=plan.certificate,
            routing_http_response_strict_transport_security_header_value=_A_YEAR,
            default_actions=[_nothing_there()],
            opts=self._opts,
        )

    def _http(self) -> aws.lb.Listener:
        pulumi.warn("The load balancer serves without encryption, as `pantstack:allow_http` says.", self)
        return aws.lb.Listener(
            "listener",
            load_balancer_arn=self.balancer.arn,
            port=_HTTP,
            protocol="HTTP",
            default_actions=[_nothing_there()],
            opts=self._opts,
        )

    def _url(self, plan: Plan) -> pulumi.Output[str]:
        if not plan.domain:
            return pulumi.Output.concat("http://", self.balancer.dns_name)
        if plan.hosted_zone:
            aws.route53.Record(
                "name",
                zone_id=plan.hosted_zone,
                name=plan.domain,
                type="A",
                aliases=[
                    {
                        "name": self.balancer.dns_name,
                        "zone_id": self.balancer.zone_id,
                        "evaluate_target_health": True,
                    }
                ],
                opts=self._opts,
            )
        return pulumi.Output.from_input(f"https://{plan.domain}")


def _nothing_there() -> aws.lb.ListenerDefaultActionArgs:
    return aws.lb.ListenerDefaultActionArgs(
        type="fixed-response",
        fixed_response=aws.lb.ListenerDefaultActionFixedResponseArgs(
            content_type="application/json", message_body='{"detail":"Not Found"}', status_code="404"
        ),
    )
