"""The traits of AWS, and what it needs of the user's machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Optional

from pantstack.deploy.platforms.model import Lack, Traits

if TYPE_CHECKING:
    from collections.abc import Mapping

DESCRIPTION: Final = "ECS Fargate"
TRAITS: Final = Traits(
    needs_registry=True,
    fetches_plugins=True,
    # All services share one load balancer.
    health_path="/health/{module}",
    logs="CloudWatch, region {region}, in groups that end with the module's name",
)
# Any of these variables tells AWS' libraries who is asking.
_SIGNS: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)


def missing_credentials(variables: Mapping[str, str]) -> Optional[Lack]:
    """Find out what is missing to sign requests, None for nothing."""
    if _has_credentials(variables):
        return None
    return Lack("AWS credentials", "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")


def _has_credentials(variables: Mapping[str, str]) -> bool:
    if variables.get("AWS_ACCESS_KEY_ID") and not variables.get("AWS_SECRET_ACCESS_KEY"):
        return False
    if any(variables.get(name) for name in _SIGNS):
        return True
    shared = variables.get("AWS_SHARED_CREDENTIALS_FILE") or str(
        Path(variables.get("HOME") or "/nonexistent", ".aws", "credentials")
    )
    return Path(shared).is_file()
