"""What a workload requires, in every environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pulumi

# As in the images of `new-module`, which have Python and no curl.
HEALTH_COMMAND: Final = (
    "/app/bin/python",
    "-c",
    "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health', timeout=2)",
)


@dataclass(frozen=True)
class Size:
    """What one running copy gets.

    Attributes:
        cpu: in units of which 1024 are one processor.
    """

    cpu: int = 256
    memory: int = 512


@dataclass(frozen=True)
class Scaling:
    """How many copies run.

    Attributes:
        minimum: at least so many; a first deploy starts with them.
        cpu: the percentage of the processor around which copies are added and removed.
        requests: the requests a minute and copy around which copies of an HTTP service are added and removed.
        backlog: the waiting messages a copy around which copies of a worker are added and removed.
    """

    minimum: int = 2
    maximum: int = 10
    cpu: int = 60
    requests: int = 1000
    backlog: int = 100


@dataclass(frozen=True)
class Permission:
    """What the code of a workload may do in the cloud.

    Attributes:
        actions: such as `s3:GetObject`; wildcards are refused.
        resources: their ARNs; `*` is refused.
    """

    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]]


@dataclass(frozen=True)
class Requirements:
    """What a workload requires; a platform without the notion leaves it out.

    Attributes:
        secrets: environment variables, by name, whose values the cloud's store keeps: there stands the ARN.
        command: what the image runs; empty means what the image says.
        writable: whether a container may write anywhere; if not, only below `/tmp`, which is empty at its start.
        traces: whether a collector of traces runs beside each copy; None: beside those of HTTP services.
        health_command: what runs in a container of a service or worker to check it; empty: nothing does.
    """

    size: Size = field(default_factory=Size)
    scaling: Scaling = field(default_factory=Scaling)
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    permissions: Sequence[Permission] = ()
    command: Sequence[str] = ()
    writable: bool = False
    traces: bool | None = None
    health_command: Sequence[str] = HEALTH_COMMAND
