"""Docker's command line."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO


_OWN: Final = re.compile(r"HOME|PATH|(?:DOCKER|BUILDKIT|XDG|SSH)_\w+|(?i:(?:https?|no|all)_proxy)")

# All that is handed over by a pipe has to fit into it.
_LONGEST: Final = 8192
_POLL: Final = 0.05


class DockerError(Exception):
    """Docker does not do what is asked; the text says why and what to do."""


class NoDockerError(DockerError):
    """Docker's command line is not installed."""


def attempt(*argv: str) -> tuple[int, str]:
    """Run a command of Docker's; return its exit code, and its output, or what it complained of if it failed.

    Raises:
        NoDockerError: if there is no Docker.
    """
    process = _started(argv)
    output, complaint = process.communicate()
    return process.returncode, complaint if process.returncode else output


def run(*argv: str) -> str:
    """Run a command of Docker's and return its output.

    Raises:
        DockerError: if it fails.
    """
    code, output = attempt(*argv)
    if code:
        raise DockerError(f"docker {argv[0]} fails: {last_line(output)}\nSee that Docker runs, and run again.")
    return output.strip()


def state(container: str) -> str:
    """The state of a container such as "running", "" if there is none.

    Args:
        container: its name or identifier.

    Raises:
        DockerError: if Docker does not answer.
    """
    # A filter, unlike a question for one container, tells "there is none" from "nobody answers".
    key = "name=^/" if not _is_identifier(container) else "id="
    anchor = "$" if key.startswith("name") else ""
    return run("ps", "--all", f"--filter={key}{container}{anchor}", "--format={{.State}}")


def remove(container: str, patience: int) -> None:
    """Ask a container to stop, then remove it; none of that name is fine.

    Args:
        container: its name or identifier.
        patience: seconds it may take to stop by itself.

    Raises:
        DockerError: if it cannot be removed.
    """
    if state(container) == "running":
        _started(("stop", f"--time={patience}", container)).communicate()
    # Docker itself may be removing it, since containers go when they end; then this fails, and is not needed.
    _started(("rm", "--force", container)).communicate()
    deadline = time.monotonic() + patience
    while state(container):
        if time.monotonic() > deadline:
            raise DockerError(f"Container {container[:12]} cannot be removed.\nRemove it by hand and run again.")
        time.sleep(_POLL)


def attached(argv: tuple[str, ...], env: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Docker's command line at a container's side: it writes the container's output, and ends with it.

    Args:
        argv: a command and its arguments.
        env: environment variables for Docker to hand over.
        log: where the output goes.

    Raises:
        DockerError: if there is no Docker, or it cannot hand a variable over.
    """
    command, *rest = argv
    file = _env_file({key: value for key, value in env.items() if is_own(key)})
    try:
        return subprocess.Popen(  # noqa: S603 - the image that was just built
            ("docker", command, f"--env-file=/dev/fd/{file}", *rest),  # noqa: S607 - the docker on the user's PATH
            env={**_own(), **{key: value for key, value in env.items() if not is_own(key)}},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(file,),
            # It outlives the deploy, and Ctrl-C on the deploy is not meant for it.
            start_new_session=True,
        )
    except OSError as error:
        raise _missing(error) from error
    finally:
        os.close(file)


@functools.cache
def shares_network() -> bool:
    """Whether a container can have the network of this very machine; that of Docker Desktop is a virtual one's."""
    remote = not os.environ.get("DOCKER_HOST", "unix://").startswith("unix://")
    return sys.platform == "linux" and not remote and run("info", "--format={{.OperatingSystem}}") != "Docker Desktop"


def is_own(variable: str) -> bool:
    """Whether Docker's command line itself heeds an environment variable, and so cannot have the container's value.

    Args:
        variable: its name.
    """
    return bool(_OWN.fullmatch(variable))


def _env_file(variables: Mapping[str, str]) -> int:
    """A pipe with variables as Docker's `--env-file` has them: their values are in no list of processes, on no disk."""
    content = "".join(f"{key}={value}\n" for key, value in variables.items()).encode()
    if len(content) > _LONGEST or not all(map(str.isprintable, variables.values())):
        raise DockerError(
            f"Docker cannot hand {', '.join(sorted(variables))} over: values of one line, {_LONGEST} bytes in all.\n"
            "Give the variables other names, such as Docker itself does not heed."
        )
    ours, theirs = os.pipe()
    with os.fdopen(theirs, "wb") as file:
        file.write(content)
    return ours


def _own() -> dict[str, str]:
    # By other variables an interrupted deploy is known, and what bears them is ended.
    return {key: value for key, value in os.environ.items() if is_own(key)}


def _is_identifier(container: str) -> bool:
    return len(container) == 64 and not set(container) - set("0123456789abcdef")  # noqa: PLR2004 - as Docker has them


def _started(argv: tuple[str, ...]) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(  # noqa: S603 - fixed arguments
            ("docker", *argv),  # noqa: S607 - the docker on the user's PATH
            env={**os.environ, "DOCKER_CLI_HINTS": "false"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise _missing(error) from error


def _missing(error: OSError) -> NoDockerError:
    return NoDockerError(
        f"docker cannot be started: {error.strerror}.\n"
        "Install Docker, or choose an environment whose services run from PEX files."
    )


def last_line(output: str) -> str:
    """Return the last line of an output that has a text, as a sentence."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "it prints nothing"
    return last if last.endswith((".", "?", "!")) else f"{last}."
