"""Images while they are built: is the daemon there, and what did it make."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Final

from pants.engine.process import Process, ProcessCacheScope

from pantstack.deploy import images
from pantstack.pants_port import processes

_ASK: Final = ("version", "--format={{.Server.Version}}")
_IDENTIFY: Final = ("image", "inspect", "--format={{.Id}}")


async def check_daemon(wanted: tuple[str, ...], user: Mapping[str, str]) -> None:
    """Refuse to build where that cannot work; Pants would say it at length.

    Args:
        wanted: addresses of the images to build.
        user: environment variables of the user.

    Raises:
        DeployError: if there is no Docker, or its daemon does not answer.
    """
    if not wanted:
        return
    (answer,) = await processes.results((_process(wanted, user, *_ASK),))
    if answer.exit_code:
        raise images.no_daemon(wanted, answer.stderr.decode("utf-8", "replace"))


async def identifiers(built: Mapping[str, str], user: Mapping[str, str]) -> dict[str, str]:
    """The identifiers of images in full: some builders tell their beginning only.

    Args:
        built: what the builder told, by address.
        user: environment variables of the user.

    Raises:
        DeployError: if an image is not there any more.
    """
    answers = await processes.results(tuple(_process(tuple(built), user, *_IDENTIFY, told) for told in built.values()))
    return {
        address: images.identifier(address, answer.exit_code, answer.stdout.decode(), answer.stderr.decode())
        for address, answer in zip(built, answers)
    }


def _process(wanted: tuple[str, ...], user: Mapping[str, str], *argv: str) -> Process:
    docker = shutil.which("docker", path=user.get("PATH"))
    if docker is None:
        raise images.no_program(wanted)
    return Process(
        (docker, *argv),
        description=f"Asking Docker: {argv[0]}",
        env=images.variables(user),
        # What the daemon has may change at any time.
        cache_scope=ProcessCacheScope.PER_SESSION,
    )
