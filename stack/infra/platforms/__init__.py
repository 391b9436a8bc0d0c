"""The platforms: each is a folder with the functions of `Platform`, and stands in PLATFORMS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pulumi

from stack.infra.platforms import aws, local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.contract.platform import Platform
    from stack.infra.contract.settings import Settings

PLATFORMS: Final[Mapping[str, Platform]] = {
    "aws": aws,
    "local": local,
}


def platform_of(settings: Settings) -> Platform:
    """Return the platform of an environment.

    Raises:
        pulumi.RunError: if there is none of that name.
    """
    platform = PLATFORMS.get(settings.platform)
    if platform is None:
        raise pulumi.RunError(
            f'Unknown platform "{settings.platform}"; there are: {", ".join(sorted(PLATFORMS))}.\n'
            f"Change `platform` of deploy_environment `{settings.environment}`."
        )
    return platform
