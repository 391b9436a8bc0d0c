"""What CI may do: push images of modules, and deploy modules into this environment, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from stack.infra.foundation import ci_workload_permissions
from stack.infra.platforms.aws.policies import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from stack.infra.foundation.plan import Plan
    from stack.infra.foundation.reach import Reach


def all_rights(reach: Reach, plan: Plan) -> Mapping[str, Sequence[Statement]]:
    """The statements of CI, by policy: one policy could not hold them.

    Args:
        reach: what they are about.
        plan: the foundation.
    """
    rights = {
        "push": _push(reach),
        "look": _look(),
        "run": _run(reach),
        "route": _route(reach),
        "roles": ci_workload_permissions.roles(reach),
        "keep": ci_workload_permissions.keep(reach),
    }
    return {**rights, "state": ci_workload_permissions.state(plan.state_bucket)} if plan.state_bucket else rights


def _push(reach: Reach) -> list[Statement]:
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
        [reach.place.arn("ecr", f"repository/{reach.place.names.repository('*')}")],
    )
    # AWS binds a sign-in to no repository.
    sign_in = Statement("SignIn", ["ecr:GetAuthorizationToken"], ["*"])
    return [sign_in, push]


def _look() -> list[Statement]:
    """What AWS binds to no resource; all but one of it only reads."""
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


def _run(reach: Reach) -> list[Statement]:
    place, cluster = reach.place, reach.cluster.name
    services = place.arn("ecs", pulumi.Output.concat("service/", cluster, "/*"))
    deployments = place.arn("ecs", pulumi.Output.concat("service-deployment/", cluster, "/*"))
    definitions = place.arn("ecs", f"task-definition/{place.names.pattern()}:*")
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
            [place.arn("application-autoscaling", "scalable-target/*")],
            conditions={"StringEqualsIfExists": {"application-autoscaling:service-namespace": "ecs"}},
        ),
    ]


def _route(reach: Reach) -> list[Statement]:
    place = reach.place
    groups = place.arn("elasticloadbalancing", f"targetgroup/{place.names.pattern(limit=32)}/*")
    rules = reach.listener.arn.apply(lambda arn: arn.replace(":listener/", ":listener-rule/") + "/*")
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
        Statement("NewRules", ["elasticloadbalancing:CreateRule"], [reach.listener.arn]),
        Statement("Rules", ["elasticloadbalancing:DeleteRule", "elasticloadbalancing:ModifyRule"], [rules]),
        Statement("Tags", ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"], [groups, rules]),
        *_security_groups(reach),
    ]


def _security_groups(reach: Reach) -> list[Statement]:
    """Those of workloads: the foundation's own have no such tag."""
    groups = [reach.place.arn("ec2", "security-group/*")]
    key, environment = reach.place.names.tag
    return [
        Statement("GroupsOfNetwork", ["ec2:CreateSecurityGroup"], [reach.vpc.arn]),
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
