"""What an environment needs of the user's machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack.base.errors import UserError
from pantstack.deploy import platforms
from pantstack.deploy.platforms.model import Lack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack.deploy.contract.model import Environment


def check(environment: Environment, variables: Mapping[str, str]) -> None:
    """Refuse an environment that cannot be reached.

    Raises:
        UserError: if something is missing, with all that is.
    """
    lacks = [platforms.missing_credentials(environment.platform, variables)]
    state = environment.backend_url or variables.get("PULUMI_BACKEND_URL")
    if not state and not platforms.traits(environment.platform).on_this_machine:
        lacks.append(Lack("a place for Pulumi's state", "set PULUMI_BACKEND_URL, or `backend_url` in BUILD"))
    missing = [lack for lack in lacks if lack]
    if missing:
        remedies = "; ".join(lack.remedy for lack in missing)
        names = " and ".join(lack.what for lack in missing)
        raise UserError(
            f'Environment "{environment.name}" cannot be reached without {names}.',
            f"{remedies[0].upper()}{remedies[1:]}.",
        )
