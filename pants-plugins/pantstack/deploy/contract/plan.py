"""The plan: all that the backend tells the runner, which is its other end (`runner/plan.py`)."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Final, Optional

VERSION: Final = 1
# The exit code by which the runner asks for the gates: what it is to deploy is of this commit, and has not all of them.
GATES_WANTED: Final = 75


@dataclass(frozen=True)
class Artifact:
    """A packaged deployable.

    Attributes:
        kind: the artifact kind that claimed it, such as "pex".
        name: the deployable's target name.
        path: where it lies, relative to the root.
        digest: its content hash, "sha256:..."; of an image, its identifier, the same in every registry.
        reference: by which name Docker knows an image, "" for other kinds.
    """

    kind: str
    name: str
    path: str
    digest: str
    reference: str = ""


@dataclass(frozen=True)
class Module:
    """A module to act on.

    Attributes:
        name: the last part of its path.
        path: its folder, relative to the root.
        infrastructure: the folder of its program, relative to the root.
        depends_on: names of the modules that it calls.
        artifacts: what was packaged.
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
        name: such as "test".
        platform: "local" or "aws".
        backend_url: where Pulumi keeps its state, None for the platform's own place.
        region: the cloud's region.
        requires_confirmation: whether the user is asked first.
        branches: patterns of the git branches that may be deployed from; none means any.
        clean_worktree: whether all must be committed first.
        auto_rollback: whether a module whose smoke test fails gets its last good artifacts back.
        registry: where images are pushed to, None for the one that the foundation made on AWS, else for nowhere: the
            daemon of this machine has them.
        runs: the kind of artifact that services run from, "pex" or "docker".
        secrets_provider: what encrypts secrets, None for what Pulumi takes by itself.
        records: where records and artifacts are kept, None for the backend's own storage.
        gates: what has to be green for a deploy: "lint", "check", "test".
        foundation: the path of the module that is laid before all others, None for none.
    """

    name: str
    platform: str = "local"
    backend_url: Optional[str] = None
    region: Optional[str] = None
    requires_confirmation: bool = False
    branches: tuple[str, ...] = ()
    clean_worktree: bool = False
    auto_rollback: bool = False
    registry: Optional[str] = None
    runs: str = "pex"
    secrets_provider: Optional[str] = None
    records: Optional[str] = None
    gates: tuple[str, ...] = ()
    foundation: Optional[str] = None


@dataclass(frozen=True)
class Prune:
    """What to keep of what was deployed.

    Attributes:
        keep: how many good records of each module and environment.
        runner: the runner at hand, relative to the root.
        environments: names of those whose records may go.
        preview: whether to say only what would go.
    """

    keep: int
    runner: str
    environments: tuple[str, ...]
    preview: bool = False


@dataclass(frozen=True)
class Plan:
    """What to do.

    Attributes:
        action: "up", "preview", "destroy", "refresh", "logs", "status", "history", "set_secret" or "prune".
        root: the repository, absolute.
        confirmed: whether the user said yes beforehand.
        environment: where to act.
        modules: in the order in which they are to be taken.
        environments: those to report on; all that are declared, for "prune".
        commit: the commit at hand, None outside of git.
        dirty: whether something is not committed.
        force: whether what did not change is deployed as well.
        rollback: whether to bring back the last good deploy before the current one.
        promote_from: the environment whose artifacts to deploy, None for those of this plan.
        plan_out: the file to write what was previewed to.
        plan_in: the file with what was previewed, which alone may be done.
        format: of a report, "text" or "json".
        jobs: how many modules are worked on at the same time.
        events: the file for events as JSON lines, "-" for the standard output.
        unlock: whether locks that other machines left are taken away.
        secret: the key of the configuration whose secret value is to be set.
        prune: what to keep, for the action of that name.
        gates: those that were judged of this work tree, and are green.
        gone: whether a report is also about modules that are not in the repository any more.
        version: of this format.
    """

    action: str
    root: str
    confirmed: bool
    environment: Environment
    modules: tuple[Module, ...]
    environments: tuple[Environment, ...] = ()
    commit: Optional[str] = None
    dirty: bool = False
    force: bool = False
    rollback: bool = False
    promote_from: Optional[Environment] = None
    plan_out: Optional[str] = None
    plan_in: Optional[str] = None
    format: str = "text"
    jobs: int = 2
    events: Optional[str] = None
    unlock: bool = False
    secret: Optional[str] = None
    prune: Optional[Prune] = None
    gates: tuple[str, ...] = ()
    gone: bool = False
    version: int = VERSION


def dump(plan: Plan) -> bytes:
    """The plan as JSON.

    Args:
        plan: the plan.
    """
    return (json.dumps(dataclasses.asdict(plan), indent=2, sort_keys=True) + "\n").encode()


def text(plan: Plan) -> str:
    """What was judged and packaged, for the user: a line for the gates, a line an artifact.

    Args:
        plan: the plan.
    """
    judged = f"gates  green: {', '.join(plan.gates)}\n" if plan.gates else ""
    return judged + "".join(
        f"{module.name}  packaged {artifact.name}  {artifact.digest[:19]}\n"
        for module in plan.modules
        for artifact in module.artifacts
    )
