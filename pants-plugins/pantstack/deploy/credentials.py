"""What an environment needs of the user's machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack.deploy import platforms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack.deploy.contract.plan import Environment


def missing(environment: Environment, variables: Mapping[str, str]) -> str:
    """What is missing to reach an environment, "" for nothing.

    Args:
        environment: where to act.
        variables: environment variables of the user.
    """
    lacks = [platforms.missing_credentials(environment.platform, variables)]
    state = environment.backend_url or variables.get("PULUMI_BACKEND_URL")
    if not state and not platforms.traits(environment.platform).on_this_machine:
        lacks.append("a place for Pulumi's state (set PULUMI_BACKEND_URL, or `backend_url` in BUILD)")
    named = " and ".join(filter(None, lacks))
    return f"missing: {named}" if named else ""
