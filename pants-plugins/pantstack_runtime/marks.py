"""The mark of a service of this machine, and how what runs is found by it, whatever states and records say."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runtime import docker
from pantstack_runtime.ports import HOST
from pantstack_runtime.process_identity import ProcessIdentity, processes_with_variable, read_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

_STOP_TIMEOUT: Final = 10
# The environment variables of a process; the labels of a container are `pantstack.` and the same words.
OWNER: Final = "PANTSTACK_SERVICE"
_VARIABLES: Final[Mapping[str, str]] = {
    "owner": OWNER,
    "module": "PANTSTACK_MODULE",
    "environment": "PANTSTACK_ENVIRONMENT",
    "home": "PANTSTACK_HOME",
}
_PORT: Final = "PORT"
_MODULE: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ENVIRONMENT: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# The variable of a deploy's processes with the folder of its work tree, if that alone acts on what it has started.
HERE: Final = "PANTSTACK_DEPLOYS_FROM"


@dataclass(frozen=True)
class Mark:
    """What a service says of itself.

    Attributes:
        owner: the name under which its port is kept, of this service alone.
        home: the folder of the work tree that started it.
    """

    owner: str
    module: str
    environment: str
    home: str

    def is_ours(self) -> bool:
        """Return whether it can be one of ours: what calls itself a service may have anything in its variables."""
        return bool(self.owner and _MODULE.fullmatch(self.module) and _ENVIRONMENT.fullmatch(self.environment))

    def variables(self) -> dict[str, str]:
        """Return the environment variables by which a process is found."""
        return {_VARIABLES[key]: value for key, value in asdict(self).items()}

    def labels(self) -> dict[str, str]:
        """Return the labels by which a container is found."""
        return {f"pantstack.{key}": value for key, value in asdict(self).items()}


@dataclass(frozen=True)
class MarkedService:
    """A service that runs: a process of this machine, or else a container.

    Attributes:
        port: where it listens, 0 where the system does not tell.
    """

    mark: Mark
    port: int
    process: ProcessIdentity | None = None
    container: str = ""

    @property
    def title(self) -> str:
        """What it is, for people."""
        return f"process {self.process.pid}" if self.process else f"container {self.container[:12]}"

    @property
    def url(self) -> str:
        """Where it answers, "" where the system does not tell."""
        return f"http://{HOST}:{self.port}" if self.port else ""

    def end(self) -> str:
        """End it, and return why that failed, "" if it did not."""
        if self.process is None:
            try:
                docker.remove(self.container, _STOP_TIMEOUT)
            except docker.DockerError as error:
                return str(error)
            return ""
        self.process.end(_STOP_TIMEOUT)
        return f"Cannot end {self.title}.\nEnd it by hand, then run again." if self.process.is_alive() else ""


def started_from(home: str) -> list[MarkedService]:
    """Find all services that a work tree has started."""
    return [each for each in (*_processes("home", home), *_containers("home", home)) if each.mark.is_ours()]


def of_owner(owner: str) -> list[MarkedService]:
    """Find all instances of a service, of which an older version marked processes with the owner alone."""
    return [*_processes("owner", owner), *_containers("owner", owner)]


def processes_of_owner(owner: str) -> list[MarkedService]:
    """Find those instances of a service that are processes."""
    return _processes("owner", owner)


def here() -> str:
    """Return the folder of the work tree that deploys; "" where work trees share a state, and all that is in it."""
    return os.environ.get(HERE, "")


def is_of_another(process: ProcessIdentity, here: str) -> bool:
    """Return whether another work tree than `here` started a process: a copy has the state of one, not its services."""
    return is_another(read_variable(process.pid, _VARIABLES["home"]), here)


def is_another(home: str, here: str) -> bool:
    """Return whether a folder is of another work tree than `here`, and not of the same before it was moved."""
    return bool(here) and home not in {"", here} and Path(home).exists()


def home_of_container(container: str) -> str:
    """Return the folder of the work tree that started a container; "" where there is none, or nobody knows.

    Raises:
        docker.DockerError: if Docker does not answer.
    """
    return docker.run("ps", "--all", f"--filter=id={container}", '--format={{.Label "pantstack.home"}}')


def _processes(key: str, value: str) -> list[MarkedService]:
    # What leads no session is a child of one that does, and ends with it.
    leaders = [each for each in processes_with_variable(_VARIABLES[key], value) if value and each.leads_session()]
    found = [MarkedService(_mark_of(each.pid), _number(read_variable(each.pid, _PORT)), each) for each in leaders]
    return sorted(found, key=lambda each: each.title)


def _mark_of(pid: int) -> Mark:
    return Mark(**{key: read_variable(pid, variable) for key, variable in _VARIABLES.items()})


def _containers(key: str, value: str) -> list[MarkedService]:
    """Find running containers by a label; none where there is no Docker, or it does not answer."""
    if not value or not docker.is_installed():
        return []
    columns = (".ID", *(f'(.Label "pantstack.{name}")' for name in (*_VARIABLES, "port")))
    form = ",".join(f"{{{{json {column}}}}}" for column in columns)
    code, output = docker.attempt("ps", "--no-trunc", f"--filter=label=pantstack.{key}={value}", f"--format=[{form}]")
    rows = [json.loads(line) for line in output.splitlines()] if code == 0 else []
    return [MarkedService(Mark(*row[1:-1]), _number(row[-1]), None, row[0]) for row in rows]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
