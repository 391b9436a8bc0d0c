"""Docker's command line."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from pantstack_runtime.process_identity import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

_OWN: Final = re.compile(r"HOME|PATH|(?:DOCKER|BUILDKIT|XDG|SSH)_\w+|(?i:(?:https?|no|all)_proxy)")

# What goes through a pipe has to fit into it.
_PIPE_SIZE: Final = 8192


class DockerError(Exception):
    """Docker failed; the text says why and what to do."""


class NoDockerError(DockerError):
    """Docker's command line is not installed."""


def is_installed() -> bool:
    """Return whether there is Docker's command line."""
    return bool(shutil.which("docker"))


def attempt(*argv: str) -> tuple[int, str]:
    """Run a command of Docker; return its exit code and its output, or its errors if it failed.

    Raises:
        NoDockerError: if there is no Docker.
    """
    try:
        process = subprocess.run(  # noqa: S603 - fixed arguments
            ("docker", *argv),  # noqa: S607 - the docker on the user's PATH
            env={**os.environ, "DOCKER_CLI_HINTS": "false"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise _missing(error) from error
    return process.returncode, process.stderr if process.returncode else process.stdout


def run(*argv: str) -> str:
    """Run a command of Docker and return its output.

    Raises:
        DockerError: if it fails.
    """
    code, output = attempt(*argv)
    if code:
        raise DockerError(f"docker {argv[0]} failed: {last_line(output)}\nMake sure that Docker runs, then run again.")
    return output.strip()


def state(container: str) -> str:
    """Return the state of a container, by name or identifier, such as "running"; "" if there is none.

    Raises:
        DockerError: if Docker does not answer.
    """
    # Unlike `inspect`, a filter tells "there is none" from "the daemon does not answer".
    key = f"id={container}" if _is_identifier(container) else f"name=^/{container}$"
    return run("ps", "--all", f"--filter={key}", "--format={{.State}}")


def remove(container: str, timeout: int) -> None:
    """Ask a container to stop within some seconds, then remove it, if there is one.

    Raises:
        DockerError: if it cannot be removed.
    """
    if state(container) == "running":
        attempt("stop", f"--time={timeout}", container)
    # This fails where Docker itself is removing the container, which it does when a container ends.
    attempt("rm", "--force", container)
    if not wait_until(lambda: not state(container), timeout):
        raise DockerError(f"Cannot remove container {container[:12]}.\nRemove it by hand, then run again.")


def attached(argv: tuple[str, ...], env: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start Docker's command line beside a container: it writes the container's output, and ends with it.

    Raises:
        DockerError: if there is no Docker, or it cannot pass a variable on.
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
    """Return whether a container can have the network of this machine itself, and not that of a virtual one."""
    remote = not os.environ.get("DOCKER_HOST", "unix://").startswith("unix://")
    return sys.platform == "linux" and not remote and run("info", "--format={{.OperatingSystem}}") != "Docker Desktop"


def is_own(variable: str) -> bool:
    """Return whether Docker itself heeds an environment variable, and so must not get the container's value."""
    return bool(_OWN.fullmatch(variable))


def _env_file(variables: Mapping[str, str]) -> int:
    """Open a pipe for `--env-file`, so that values of variables are in no list of processes and on no disk."""
    content = "".join(f"{key}={value}\n" for key, value in variables.items()).encode()
    if len(content) > _PIPE_SIZE or not all(map(str.isprintable, variables.values())):
        raise DockerError(
            f"Docker cannot pass on {', '.join(sorted(variables))}:"
            f" only values of one line, {_PIPE_SIZE} bytes in all.\n"
            "Give the variables other names: Docker itself heeds these."
        )
    readable, writable = os.pipe()
    with os.fdopen(writable, "wb") as file:
        file.write(content)
    return readable


def _own() -> dict[str, str]:
    # Other variables mark the processes of a deploy, which are ended when it is interrupted.
    return {key: value for key, value in os.environ.items() if is_own(key)}


def _is_identifier(container: str) -> bool:
    return len(container) == 64 and not set(container) - set("0123456789abcdef")  # noqa: PLR2004 - as Docker has them


def _missing(error: OSError) -> NoDockerError:
    return NoDockerError(
        f"Cannot start docker: {error.strerror}.\n"
        "Install Docker, or choose an environment whose services run from PEX files."
    )


def last_line(output: str) -> str:
    """Return the last line of an output that has a text, as a sentence."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "it printed nothing"
    return last if last.endswith((".", "?", "!")) else f"{last}."
