"""This machine: a service is a process, its URL has a port of 127.0.0.1."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

from stack.infra.processes.providers import Port, Process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stack.infra.settings import Settings


def http_service(
    parent: pulumi.Resource,
    name: str,
    deployable: str,
    settings: Settings,
    env: Mapping[str, pulumi.Input[str]],
) -> pulumi.Output[str]:
    """Run a service from its PEX, and wait until it is healthy.

    Args:
        parent: the component it belongs to.
        name: the module's name.
        deployable: which artefact to run.
        settings: the environment.
        env: further environment variables.
    """
    artefact = settings.artefact(deployable, "pex")
    home = Path(settings.home)
    opts = pulumi.ResourceOptions(parent=parent)
    # The folder is part of the owner, so that two clones of one repository do not ask for the same port.
    port = Port(f"{name}-port", owner=f"{name}-{settings.environment}-{home}", opts=opts)
    process = Process(
        f"{name}-process",
        {
            "name": name,
            "pex": artefact.path,
            "digest": artefact.digest,
            "port": port.port,
            "log": str(home / "logs" / settings.environment / f"{name}.log"),
            "pex_root": settings.pex_root,
            "env": {**_addresses(settings), **env},
        },
        opts,
    )
    return process.url


def _addresses(settings: Settings) -> dict[str, pulumi.Input[str]]:
    """Where the modules answer that this one depends on."""
    stacks = {
        name: pulumi.StackReference(f"organization/{name}/{settings.environment}") for name in settings.dependencies
    }
    return {f"{name.upper()}_BASE_URL": stack.require_output("url") for name, stack in stacks.items()}
