"""What Pants packages as an image; what is kept as a file is its description, the image is in Docker's daemon."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.deploy.artifact_kinds.backends import Answer, ArtifactBackend, Command

_IDENTIFIER: Final = re.compile(r"sha256:[0-9a-f]{64}")
# What Docker's command line needs of the user's shell to find its daemon and its settings.
_VARIABLES: Final = re.compile(r"HOME|PATH|XDG_RUNTIME_DIR|SSH_AUTH_SOCK|DOCKER_\w+")


class DockerBackend(ArtifactBackend):
    """Images in the daemon of this machine."""

    def probe(self, addresses: Sequence[str], user: Mapping[str, str]) -> Command:
        """Ask the daemon for its version: Pants would report a missing one at length.

        Raises:
            UserError: if Docker is not installed.
        """
        if shutil.which("docker", path=user.get("PATH")) is None:
            raise UserError(
                f"{', '.join(addresses)}: cannot be built, there is no `docker` on PATH.",
                "Install Docker, or choose an environment whose services run from PEX files.",
            )
        return _command(user, "version", "--format={{.Server.Version}}")

    def probe_error(self, addresses: Sequence[str], answer: Answer) -> UserError:
        """The daemon does not answer."""
        return UserError(
            f"{', '.join(addresses)}: cannot be built: {_last_line(answer.stderr)}",
            "Start Docker, or choose an environment whose services run from PEX files.",
        )

    def build_error(self, addresses: Sequence[str], process: str, stderr: str) -> Optional[UserError]:
        """The error for a failed build of an image."""
        if "docker image" not in process:
            return None
        return UserError(
            f"{', '.join(addresses)}: cannot be built: {_last_line(stderr)}",
            f"See the whole output: ./pants package {' '.join(addresses)}",
        )

    def identify(self, identifier: str, user: Mapping[str, str]) -> Optional[Command]:
        """Ask the daemon for the whole identifier, of which some builders print only the beginning."""
        return _command(user, "image", "inspect", "--format={{.Id}}", identifier) if identifier else None

    def digest(self, address: str, answer: Answer) -> str:
        """The image's identifier.

        Raises:
            UserError: if the daemon does not have the image any more.
        """
        match = _IDENTIFIER.fullmatch(answer.stdout.strip())
        if answer.exit_code or not match:
            reason = _last_line(answer.stderr or answer.stdout)
            raise UserError(f"{address}: the image was built, but is gone: {reason}", "Deploy again.")
        return match[0]


def _command(user: Mapping[str, str], *argv: str) -> Command:
    docker = shutil.which("docker", path=user.get("PATH")) or "docker"
    return Command((docker, *argv), {name: value for name, value in user.items() if _VARIABLES.fullmatch(name)})


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "Docker prints nothing"
    return last if last.endswith((".", "?", "!")) else f"{last}."


BACKEND: Final = DockerBackend("docker", frozenset({"docker_image"}), ".docker-info.json", needs_registry=True)
