"""How GitHub's workflows reach the account: by short-lived tokens, with no key kept anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi_aws as aws

from stack.infra.foundation.ci import permissions as ci_permissions
from stack.infra.platforms.aws.policies import Statement, render_policy

if TYPE_CHECKING:
    import pulumi

    from stack.infra.foundation.ci.resources import CiResources
    from stack.infra.foundation.plan import Plan

_ISSUER: Final = "token.actions.githubusercontent.com"
_AUDIENCE: Final = "sts.amazonaws.com"
_AN_HOUR: Final = 3600


def create_ci_role(resources: CiResources, plan: Plan) -> aws.iam.Role | None:
    """Create the role of workflows that run in the GitHub environment of the same name, if a repository is named."""
    if not plan.github_repository:
        return None
    names = resources.account.names
    role = aws.iam.Role(
        "ci",
        name=names.resource("ci"),
        path=names.foundation_path,
        description=f"Workflows of {plan.github_repository} that deploy to {plan.environment}",
        max_session_duration=_AN_HOUR,
        assume_role_policy=_trust(plan, _provider(plan)),
    )
    for what, statements in ci_permissions.all_permissions(resources, plan).items():
        policy = aws.iam.Policy(
            f"ci-{what}",
            name=names.resource(f"ci-{what}"),
            path=names.foundation_path,
            policy=render_policy(*statements),
        )
        aws.iam.RolePolicyAttachment(f"ci-{what}", role=role.name, policy_arn=policy.arn)
    return role


def _provider(plan: Plan) -> pulumi.Input[str]:
    if plan.oidc_provider:
        return plan.oidc_provider
    return aws.iam.OpenIdConnectProvider("github", url=f"https://{_ISSUER}", client_id_lists=[_AUDIENCE]).arn


def _trust(plan: Plan, provider: pulumi.Input[str]) -> pulumi.Output[str]:
    return render_policy(
        Statement(
            "Trust",
            ["sts:AssumeRoleWithWebIdentity"],
            principals={"Federated": provider},
            conditions={
                "StringEquals": {
                    f"{_ISSUER}:aud": _AUDIENCE,
                    # GitHub's own rules for that environment say which branches and people may.
                    f"{_ISSUER}:sub": f"repo:{plan.github_repository}:environment:{plan.environment}",
                }
            },
        )
    )
