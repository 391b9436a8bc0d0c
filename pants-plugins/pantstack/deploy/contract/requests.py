"""What the backend requests of the runner: one type per action, in a context.

`pantstack_runner/contract/requests.py` is the other end.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Optional

from pantstack.deploy.contract.model import Environment, Module

VERSION: Final = 2
# The exit code by which the runner asks for the gates: what it is to deploy is of this commit, and has not all of them.
GATES_WANTED: Final = 75


@dataclass(frozen=True)
class Context:
    """Where a request acts, and on which commit.

    Attributes:
        root: the repository, absolute.
        environment: where to act; of a report only a default.
        commit: the commit at hand, None outside of git.
        dirty: whether something is not committed.
    """

    root: str
    environment: Environment
    commit: Optional[str] = None
    dirty: bool = False


@dataclass(frozen=True)
class Request:
    """A request about modules.

    Attributes:
        modules: in the order in which they are taken.
    """

    action: ClassVar[str]
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class DeployRequest(Request):
    """A request that Pulumi carries out.

    Attributes:
        jobs: how many modules are worked on at the same time.
        events: the file for events as JSON lines, "-" for the standard output.
        unlock: whether locks that other machines left are taken away.
    """

    jobs: int = 2
    events: Optional[str] = None
    unlock: bool = False


@dataclass(frozen=True)
class UpRequest(DeployRequest):
    """Bring modules up.

    Attributes:
        force: whether what did not change is deployed as well.
        restart: whether services of this machine that did not change and are well are replaced as well.
        rollback: whether to bring back the last good deploy before the current one.
        promote_from: the environment whose artifacts to deploy, None for those of this request.
        saved_plan: the file with what was previewed, which alone may be done.
        gates: those that passed in this work tree.
    """

    action = "up"
    confirmed: bool = False
    force: bool = False
    restart: bool = False
    rollback: bool = False
    promote_from: Optional[Environment] = None
    saved_plan: Optional[str] = None
    gates: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreviewRequest(DeployRequest):
    """Show what a deploy would change.

    Attributes:
        plan_out: the file to write what was previewed to.
    """

    action = "preview"
    rollback: bool = False
    promote_from: Optional[Environment] = None
    plan_out: Optional[str] = None


@dataclass(frozen=True)
class DestroyRequest(DeployRequest):
    """Take modules down.

    Attributes:
        force: whether it may be beneath modules that are still up.
        dependents: names of other modules, each with those of these modules that it depends on.
        removed: names of those modules that are not in the repository any more, each with what to do if it never was.
    """

    action = "destroy"
    confirmed: bool = False
    force: bool = False
    dependents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RefreshRequest(DeployRequest):
    """Look for what is not as it was deployed."""

    action = "refresh"


@dataclass(frozen=True)
class LogsRequest(Request):
    """Show what services wrote last.

    Attributes:
        removed: names of those modules that are not in the repository any more, each with what to do if it never was.
    """

    action = "logs"
    removed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StatusRequest(Request):
    """Report which modules are up.

    Attributes:
        format: "text" or "json".
        include_removed: whether it is also about modules that are no longer in the repository.
        removed: names of those that were requested, each with what to do if it never was.
        undeclared: names of those of the environments that are not declared any more.
    """

    action = "status"
    environments: tuple[Environment, ...] = ()
    format: str = "text"
    include_removed: bool = False
    removed: Mapping[str, str] = field(default_factory=dict)
    undeclared: tuple[str, ...] = ()


@dataclass(frozen=True)
class HistoryRequest(StatusRequest):
    """Report what was deployed when."""

    action = "history"


@dataclass(frozen=True)
class SetSecretRequest(Request):
    """Encrypt a secret into the configuration of one module."""

    action = "set_secret"
    key: str = ""


@dataclass(frozen=True)
class PruneRequest(Request):
    """Remove what no deploy needs any more.

    Attributes:
        environments: all that are declared; nothing that any of them needs is removed.
        selected: names of those whose records may go.
        keep: how many good records of each module and environment.
        runner: the path of the runner at hand, relative to the root.
    """

    action = "prune"
    environments: tuple[Environment, ...] = ()
    selected: tuple[str, ...] = ()
    keep: int = 10
    runner: str = ""
    preview: bool = False


@dataclass(frozen=True)
class OrphansRequest(Request):
    """List, and if that is confirmed end, what this work tree has started and nobody declares or knows any more.

    Attributes:
        environments: all that are declared.
    """

    action = "orphans"
    environments: tuple[Environment, ...] = ()
    confirmed: bool = False


_TYPES: Final = (
    UpRequest,
    PreviewRequest,
    DestroyRequest,
    RefreshRequest,
    LogsRequest,
    StatusRequest,
    HistoryRequest,
    SetSecretRequest,
    PruneRequest,
    OrphansRequest,
)
# By action, as the command line names it.
REQUESTS: Final[Mapping[str, type[Request]]] = {each.action: each for each in _TYPES}


def dump(context: Context, request: Request) -> bytes:
    """Return the content of a plan file, by which the runner is given a request."""
    plan = {
        "version": VERSION,
        "context": dataclasses.asdict(context),
        "request": {"action": request.action, **dataclasses.asdict(request)},
    }
    return (json.dumps(plan, indent=2, sort_keys=True) + "\n").encode()


def summary(request: Request) -> str:
    """Return what passed and what was packaged, for the user: a line for the gates, a line per artifact."""
    gates = request.gates if isinstance(request, UpRequest) else ()
    passed = f"gates  passed: {', '.join(gates)}\n" if gates else ""
    return passed + "".join(
        f"{module.name}  packaged {artifact.name}  {artifact.digest[:19]}\n"
        for module in request.modules
        for artifact in module.artifacts
    )
