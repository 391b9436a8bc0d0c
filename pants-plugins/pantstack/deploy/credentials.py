"""What an environment needs of the user's machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack.deploy.contract.plan import Environment

# Any of these tells AWS' libraries who is asking.
_SIGNS: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)


def missing(environment: Environment, variables: Mapping[str, str]) -> str:
    """What is missing, in words; nothing if nothing is.

    Args:
        environment: where to act.
        variables: environment variables of the user.
    """
    if environment.platform != "aws":
        return ""
    lacks = []
    if not _has_credentials(variables):
        lacks.append("AWS credentials (set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)")
    if not environment.backend_url and not variables.get("PULUMI_BACKEND_URL"):
        lacks.append("a place for Pulumi's state (set PULUMI_BACKEND_URL, or `backend_url` in BUILD)")
    return f"missing: {' and '.join(lacks)}" if lacks else ""


def _has_credentials(variables: Mapping[str, str]) -> bool:
    if variables.get("AWS_ACCESS_KEY_ID") and not variables.get("AWS_SECRET_ACCESS_KEY"):
        return False
    if any(variables.get(name) for name in _SIGNS):
        return True
    shared = variables.get("AWS_SHARED_CREDENTIALS_FILE") or str(
        Path(variables.get("HOME") or "/nonexistent", ".aws", "credentials")
    )
    return Path(shared).is_file()
