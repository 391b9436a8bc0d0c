"""Access logs of the load balancer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi
import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan

_DAYS: Final = 90


def create_access_logs(
    account: AwsAccount, plan: Plan, opts: pulumi.ResourceOptions
) -> tuple[aws.s3.Bucket, pulumi.Resource]:
    """Create the bucket, and the policy that lets the load balancer write there."""
    bucket = aws.s3.Bucket("access-logs", force_destroy=not plan.protect, opts=opts)
    _settings(bucket, opts)
    below = pulumi.Output.concat(bucket.arn, "/AWSLogs/", account.id, "/*")
    policy = aws.s3.BucketPolicy(
        "access-logs-policy",
        bucket=bucket.id,
        policy=render_policy(
            Statement(
                "Write",
                ["s3:PutObject"],
                # Below this the load balancer names files after the day and its own address.
                [below],
                principals={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
                conditions={"StringEquals": {"aws:SourceAccount": account.id}},
            ),
            Statement(
                "EncryptedTransportOnly",
                ["s3:*"],
                [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")],
                principals={"AWS": "*"},
                conditions={"Bool": {"aws:SecureTransport": "false"}},
                effect="Deny",
            ),
        ),
        opts=opts,
    )
    return bucket, policy


def _settings(bucket: aws.s3.Bucket, opts: pulumi.ResourceOptions) -> None:
    aws.s3.BucketPublicAccessBlock(
        "access-logs-private",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=opts,
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        "access-logs-encryption",
        bucket=bucket.id,
        # The load balancer can write with no other key.
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
        opts=opts,
    )
    aws.s3.BucketLifecycleConfiguration(
        "access-logs-lifecycle",
        bucket=bucket.id,
        rules=[{"id": "forget", "status": "Enabled", "filter": {}, "expiration": {"days": _DAYS}}],
        opts=opts,
    )
