"""What is asked of Docker's command line, and how its answers are worded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pantstack.deploy.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_IDENTIFIER: Final = re.compile(r"sha256:[0-9a-f]{64}")
# What Docker's command line needs of the user's shell to find its daemon and its settings.
_NAMES: Final = re.compile(r"HOME|PATH|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|DOCKER_\w+")


def variables(user: Mapping[str, str]) -> dict[str, str]:
    """The environment variables for Docker's command line.

    Args:
        user: those of the user.
    """
    return {name: value for name, value in user.items() if _NAMES.fullmatch(name)}


def no_program(images: Sequence[str]) -> DeployError:
    """Docker is not installed.

    Args:
        images: addresses of the images to build.
    """
    return DeployError(
        f"{', '.join(images)}: cannot be built, there is no `docker` on PATH.\n"
        "Install Docker, or choose an environment whose services run from PEX files."
    )


def no_daemon(images: Sequence[str], said: str) -> DeployError:
    """Docker's daemon does not answer.

    Args:
        images: addresses of the images to build.
        said: what the command line said.
    """
    return DeployError(
        f"{', '.join(images)}: cannot be built: {_last(said)}\n"
        "Start Docker, or choose an environment whose services run from PEX files."
    )


def not_built(images: Sequence[str], said: str) -> DeployError:
    """A build failed.

    Args:
        images: addresses of the images that were being built.
        said: what the builder said.
    """
    return DeployError(
        f"{', '.join(images)}: cannot be built: {_last(said)}\nThe whole output: ./pants package {' '.join(images)}"
    )


def identifier(image: str, code: int, said: str, complaint: str) -> str:
    """The identifier of an image, in full.

    Args:
        image: the address of the image.
        code: how the question ended.
        said: the answer.
        complaint: what was said instead.

    Raises:
        DeployError: if the daemon does not know the image any more.
    """
    found = _IDENTIFIER.fullmatch(said.strip())
    if code or not found:
        raise DeployError(f"{image}: was built, and is gone: {_last(complaint or said)}\nDeploy again.")
    return found[0]


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = lines[-1] if lines else "Docker says nothing"
    return last if last.endswith((".", "?", "!")) else f"{last}."
