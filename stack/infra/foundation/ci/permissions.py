"""What CI may do: push images of modules, and deploy modules into this environment, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.foundation.ci import workload_permissions as ci_workload_permissions
from stack.infra.platforms.aws.policies import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.foundation.ci.resources import CiResources
    from stack.infra.foundation.plan import Plan


def all_permissions(resources: CiResources, plan: Plan) -> Mapping[str, Sequence[Statement]]:
    """Return the statements of CI, by policy: one policy could not hold them."""
    permissions = {
        "push": _push(resources),
        "look": _look(),
        "run": _run(resources),
        "route": _route(resources),
        "roles": ci_workload_permissions.roles(resources),
        "keep": ci_workload_permissions.keep(resources),
    }
    return (
        {**permissions, "state": ci_workload_permissions.state(plan.state_bucket)} if plan.state_bucket else permissions
    )


def _push(resources: CiResources) -> list[Statement]:
    push = Statement(
        "Push",
        [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ],
        # One by one they would not fit into a policy where there are many modules.
        [resources.account.arn("ecr", f"repository/{resources.account.names.repository('*')}")],
    )
    # AWS binds a sign-in to no repository.
    sign_in = Statement("SignIn", ["ecr:GetAuthorizationToken"], ["*"])
    return [sign_in, push]


def _look() -> list[Statement]:
    """Return what AWS binds to no resource; all of it only reads, except for one action."""
    return [
        Statement(
            "Look",
            [
                "application-autoscaling:DescribeScalableTargets",
                "application-autoscaling:DescribeScalingPolicies",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroupRules",
                "ec2:DescribeSecurityGroups",
                "ecs:DeregisterTaskDefinition",
                "ecs:DescribeTaskDefinition",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTags",
                "elasticloadbalancing:DescribeTargetGroupAttributes",
                "elasticloadbalancing:DescribeTargetGroups",
                "logs:DescribeLogGroups",
            ],
            ["*"],
        )
    ]


def _run(resources: CiResources) -> list[Statement]:
    account, cluster = resources.account, resources.cluster.name
    services = account.arn("ecs", pulumi.Output.concat("service/", cluster, "/*"))
    deployments = account.arn("ecs", pulumi.Output.concat("service-deployment/", cluster, "/*"))
    definitions = account.arn("ecs", f"task-definition/{account.names.pattern()}:*")
    scaling = [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:ListTagsForResource",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget",
    ]
    return [
        Statement("Define", ["ecs:RegisterTaskDefinition"], [definitions]),
        Statement("Tag", ["ecs:ListTagsForResource", "ecs:TagResource", "ecs:UntagResource"], [services, definitions]),
        Statement(
            "Serve",
            [
                "ecs:CreateService",
                "ecs:DeleteService",
                "ecs:DescribeServiceDeployments",
                "ecs:DescribeServices",
                "ecs:ListServiceDeployments",
                "ecs:UpdateService",
            ],
            [services, deployments],
        ),
        Statement(
            "Scale",
            scaling,
            # AWS gives targets a name of its own.
            [account.arn("application-autoscaling", "scalable-target/*")],
            conditions={"StringEqualsIfExists": {"application-autoscaling:service-namespace": "ecs"}},
        ),
    ]


def _route(resources: CiResources) -> list[Statement]:
    account = resources.account
    groups = account.arn("elasticloadbalancing", f"targetgroup/{account.names.pattern(limit=32)}/*")
    rules = resources.listener.arn.apply(lambda arn: arn.replace(":listener/", ":listener-rule/") + "/*")
    return [
        Statement(
            "TargetGroups",
            [
                "elasticloadbalancing:CreateTargetGroup",
                "elasticloadbalancing:DeleteTargetGroup",
                "elasticloadbalancing:ModifyTargetGroup",
                "elasticloadbalancing:ModifyTargetGroupAttributes",
            ],
            [groups],
        ),
        Statement("NewRules", ["elasticloadbalancing:CreateRule"], [resources.listener.arn]),
        Statement("Rules", ["elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyRule"], [rules]),
        Statement("Tags", ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"], [groups, rules]),
        *_security_groups(resources),
    ]


def _security_groups(resources: CiResources) -> list[Statement]:
    """Return the statements on security groups of workloads: the foundation's own have no such tag."""
    groups = [resources.account.arn("ec2", "security-group/*")]
    key, environment = resources.account.names.tag
    return [
        Statement("GroupsOfNetwork", ["ec2:CreateSecurityGroup"], [resources.vpc.arn]),
        Statement(
            "NewGroups",
            ["ec2:CreateSecurityGroup"],
            groups,
            conditions={"StringEquals": {f"aws:RequestTag/{key}": environment}},
        ),
        Statement(
            "TagGroups",
            ["ec2:CreateTags"],
            groups,
            conditions={"StringEquals": {"ec2:CreateAction": "CreateSecurityGroup"}},
        ),
        Statement(
            "Groups",
            [
                "ec2:AuthorizeSecurityGroupEgress",
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:DeleteSecurityGroup",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
            ],
            groups,
            conditions={"StringEquals": {f"aws:ResourceTag/{key}": environment}},
        ),
    ]
