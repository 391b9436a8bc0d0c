"""The topic that all alarms go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan


def create_topic(account: AwsAccount, plan: Plan, key: aws.kms.Key) -> aws.sns.Topic:
    """Create the topic and its subscriptions; each address has to confirm by mail."""
    made = aws.sns.Topic("alarms", name=account.names.resource("alarms"), kms_master_key_id=key.arn)
    aws.sns.TopicPolicy(
        "alarms-policy",
        arn=made.arn,
        policy=render_policy(
            Statement(
                "Alarms",
                ["sns:Publish"],
                [made.arn],
                principals={"Service": "cloudwatch.amazonaws.com"},
                conditions={"StringEquals": {"aws:SourceAccount": account.id}},
            )
        ),
    )
    for address in plan.alarm_emails:
        aws.sns.TopicSubscription(f"alarms-{address}", topic=made.arn, protocol="email", endpoint=address)
    return made
