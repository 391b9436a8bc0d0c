"""What is deployed where: modules, their artifacts, environments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Optional

from pantstack.deploy import platforms
from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.platforms import PLATFORMS

if TYPE_CHECKING:
    from pantstack.deploy.platforms.model import Traits

# What the runner accepts as one, too.
ENVIRONMENT_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Artifact:
    """A packaged deployable.

    Attributes:
        name: the deployable's target name.
        path: where it lies, relative to the root.
        digest: its content hash, "sha256:..."; of an image, its identifier, the same in every registry.
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
        fingerprint: of all that the program is made of, "sha256:...".
        after: names of the modules that it calls, directly or through others, and of the environment's foundation.
    """

    name: str
    path: str
    infrastructure: str
    depends_on: tuple[str, ...]
    artifacts: tuple[Artifact, ...] = ()
    fingerprint: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Environment:
    """Where to act.

    Attributes:
        backend_url: where Pulumi keeps its state, None for the platform's own place.
        branches: patterns of the git branches that may be deployed from; none means any.
        auto_rollback: whether a module whose smoke test fails gets its last good artifacts back.
        registry: where images are pushed to, None for the one that the foundation made on AWS, else for nowhere: the
            daemon of this machine has them.
        runs: the kind of artifact that services run from.
        secrets_provider: what encrypts secrets, None for what Pulumi takes by itself.
        records: where records and artifacts are kept, None for the backend's own storage.
        gates: what has to pass before a deploy: "lint", "check", "test".
        foundation: the path of the module that is deployed before all others, None for none.
    """

    name: str
    platform: str = PLATFORMS[0]
    backend_url: Optional[str] = None
    region: Optional[str] = None
    requires_confirmation: bool = False
    branches: tuple[str, ...] = ()
    clean_worktree: bool = False
    auto_rollback: bool = True
    registry: Optional[str] = None
    runs: str = KINDS[0]
    secrets_provider: Optional[str] = None
    records: Optional[str] = None
    gates: tuple[str, ...] = ()
    foundation: Optional[str] = None
    traits: Traits = field(init=False)

    def __post_init__(self) -> None:
        """Add the platform's traits."""
        object.__setattr__(self, "traits", platforms.traits(self.platform))
