"""Image repositories of modules: a tag never changes, and each image is scanned when it is pushed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pulumi_aws as aws

if TYPE_CHECKING:
    from stack.infra.foundation.account import AwsAccount
    from stack.infra.foundation.plan import Plan

# What has a tag may be what a rollback wants; what has none is left over from a push.
_FORGET: Final = {
    "rules": [
        {
            "rulePriority": 1,
            "description": "Forget images without a tag after 30 days",
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 30,
            },
            "action": {"type": "expire"},
        }
    ]
}


def create_repositories(account: AwsAccount, plan: Plan, key: aws.kms.Key) -> dict[str, aws.ecr.Repository]:
    """Create an image repository for every module."""
    made = {}
    for module in plan.modules:
        made[module] = aws.ecr.Repository(
            f"{module}-images",
            name=account.names.repository(module),
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration={"scan_on_push": True},
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": key.arn}],
            force_delete=False,
        )
        aws.ecr.LifecyclePolicy(f"{module}-images-lifecycle", repository=made[module].name, policy=json.dumps(_FORGET))
    return made
