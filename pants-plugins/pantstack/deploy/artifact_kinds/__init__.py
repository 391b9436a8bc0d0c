"""The kinds of artifacts; a kind is a folder with `package.py` and a page, and stands in ARTIFACTS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pantstack.deploy.artifact_kinds.docker.backend import DOCKER
from pantstack.deploy.artifact_kinds.pex.backend import PEX
from pantstack.deploy.errors import DeployError

if TYPE_CHECKING:
    from pantstack.deploy.artifact_kinds.kind import Kind

ARTIFACTS: Final[tuple[Kind, ...]] = (PEX, DOCKER)


def kind_of(target_type: str, address: str, build: str) -> Kind:
    """The kind that claims a deployable.

    Args:
        target_type: the target's type, such as "pex_binary".
        address: the deployable's address.
        build: the BUILD file that lists it.

    Raises:
        DeployError: if no kind claims it.
    """
    for kind in ARTIFACTS:
        if target_type in kind.target_types:
            return kind
    known = ", ".join(sorted(each for kind in ARTIFACTS for each in kind.target_types))
    raise DeployError(
        f"{build}: `deployables` lists {address}, a {target_type}, which no artifact kind claims.\n"
        f"List targets of these types only: {known}."
    )
