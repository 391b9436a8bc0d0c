"""The plan: all that the backend tells the runner, which is its other end (`runner/plan.py`)."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Final, Optional

VERSION: Final = 1


@dataclass(frozen=True)
class Artefact:
    """A packaged deployable.

    Attributes:
        kind: the artefact kind that claimed it, such as "pex".
        name: the deployable's target name.
        path: where it lies, relative to the root.
        digest: its content hash, "sha256:...".
    """

    kind: str
    name: str
    path: str
    digest: str


@dataclass(frozen=True)
class Module:
    """A module to act on.

    Attributes:
        name: the last part of its path.
        path: its folder, relative to the root.
        infrastructure: the folder of its program, relative to the root.
        depends_on: names of the modules that it calls.
        artefacts: what was packaged.
    """

    name: str
    path: str
    infrastructure: str
    depends_on: tuple[str, ...]
    artefacts: tuple[Artefact, ...] = ()


@dataclass(frozen=True)
class Environment:
    """Where to act.

    Attributes:
        name: such as "test".
        platform: "local" or "aws".
        backend_url: where Pulumi keeps its state, None for the platform's own place.
        region: the cloud's region.
        requires_confirmation: whether the user is asked first.
    """

    name: str
    platform: str = "local"
    backend_url: Optional[str] = None
    region: Optional[str] = None
    requires_confirmation: bool = False


@dataclass(frozen=True)
class Plan:
    """What to do.

    Attributes:
        action: "up", "preview" or "destroy".
        root: the repository, absolute.
        confirmed: whether the user said yes beforehand.
        environment: where to act.
        modules: in the order in which they are to be taken.
        version: of this format.
    """

    action: str
    root: str
    confirmed: bool
    environment: Environment
    modules: tuple[Module, ...]
    version: int = VERSION


def dump(plan: Plan) -> bytes:
    """The plan as JSON.

    Args:
        plan: the plan.
    """
    return (json.dumps(dataclasses.asdict(plan), indent=2, sort_keys=True) + "\n").encode()


def text(plan: Plan) -> str:
    """What was packaged, for the user: a line an artefact.

    Args:
        plan: the plan.
    """
    return "".join(
        f"{module.name}  packaged {artefact.name}  {artefact.digest[:19]}\n"
        for module in plan.modules
        for artefact in module.artefacts
    )
