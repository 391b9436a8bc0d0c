"""Logs of the foundation itself: the flows of the network, and the metrics of the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy, render_trust_policy

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.network.vpc import Network
    from stack.infra.foundation.plan import Plan


def create_log_group(name: str, path: str, plan: Plan, key: aws.kms.Key) -> aws.cloudwatch.LogGroup:
    """Create a log group that is encrypted and has a retention."""
    return aws.cloudwatch.LogGroup(name, name=path, retention_in_days=plan.log_retention_days, kms_key_id=key.arn)


def create_flow_logs(account: AwsAccount, plan: Plan, network: Network, key: aws.kms.Key) -> None:
    """Log every connection in the network."""
    group = create_log_group("flow-logs", account.names.log_group("network"), plan, key)
    role = aws.iam.Role(
        "flow-logs-role",
        path=account.names.foundation_path,
        assume_role_policy=render_trust_policy(
            "vpc-flow-logs.amazonaws.com", account.id, account.arn("ec2", "vpc-flow-log/*")
        ),
    )
    aws.iam.RolePolicy(
        "flow-logs-policy",
        role=role.name,
        policy=render_policy(
            Statement(
                "Write",
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                # A stream is named after its network interface.
                [group.arn, pulumi.Output.concat(group.arn, ":log-stream:*")],
            ),
        ),
    )
    aws.ec2.FlowLog(
        "flow-log",
        vpc_id=network.vpc.id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
    )
