"""The registry of platforms.

A platform is a folder here with `traits.py`, a folder in `stack/infra/platforms`, and a line in each registry.
`traits("aws")` is `TRAITS` of `aws/traits.py`: data that is written into the request as `environment.traits`, so that
the runner never compares a platform's name. `describe("aws")` is `DESCRIPTION` there, and
`missing_credentials("aws", variables)` calls the function of that name, if there is one.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Optional

if TYPE_CHECKING:
    from pantstack.deploy.platforms.model import Lack, Traits

# The first platform is the default one.
PLATFORMS: Final = ("local", "aws")


def traits(platform: str) -> Traits:
    """Look up the traits of a platform.

    Raises:
        KeyError: if there is no such platform.
    """
    found: Traits = _module(platform).TRAITS
    return found


def describe(platform: str) -> str:
    """Name a platform for help, with its description if it has one."""
    description = getattr(_module(platform), "DESCRIPTION", "")
    return f"`{platform}`, {description}" if description else f"`{platform}`"


def missing_credentials(platform: str, variables: Mapping[str, str]) -> Optional[Lack]:
    """Find out what the user's environment variables lack to reach a platform, None for nothing."""
    check = getattr(_module(platform), "missing_credentials", None)
    return check(variables) if check else None


def _module(platform: str) -> Any:  # noqa: ANN401 - a platform's module
    if platform not in PLATFORMS:
        raise KeyError(platform)
    return importlib.import_module(f"pantstack.deploy.platforms.{platform}.traits")
