"""The resources that CI works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pulumi_aws as aws

    from stack.infra.foundation.account import AwsAccount


@dataclass(frozen=True)
class CiResources:
    """The resources that CI works with."""

    account: AwsAccount
    cluster: aws.ecs.Cluster
    vpc: aws.ec2.Vpc
    listener: aws.lb.Listener
    boundary: aws.iam.Policy
    key: aws.kms.Key
