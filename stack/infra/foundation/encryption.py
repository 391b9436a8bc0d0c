"""The key that encrypts what an environment keeps: images, logs, queues, alarms, schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi_aws as aws

from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    import pulumi

    from stack.infra.foundation.account import AwsAccount


def create_key(account: AwsAccount) -> aws.kms.Key:
    """Create the key of an environment; AWS renews its material every year."""
    environment = account.names.environment
    made = aws.kms.Key(
        "key",
        description=f"Encrypts what the environment {environment} keeps",
        enable_key_rotation=True,
        deletion_window_in_days=30,
        policy=_policy(account),
    )
    aws.kms.Alias("key-alias", name=f"alias/pantstack-{environment}", target_key_id=made.key_id)
    return made


def _policy(account: AwsAccount) -> pulumi.Output[str]:
    # In the policy of a key, the resource * is the key itself.
    itself = ["*"]
    use = [
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
    ]
    return render_policy(
        # Without it nobody could ever change the key again; permissions are still given by policies of roles.
        Statement("Owner", ["kms:*"], itself, principals={"AWS": account.arn("iam", "root")}),
        Statement(
            "Logs",
            [*use, "kms:DescribeKey"],
            itself,
            principals={"Service": f"logs.{account.region}.amazonaws.com"},
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": account.arn("logs", "log-group:*")}},
        ),
        Statement(
            "Alarms",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            itself,
            principals={"Service": "cloudwatch.amazonaws.com"},
            conditions={"StringEquals": {"aws:SourceAccount": account.id}},
        ),
    )
