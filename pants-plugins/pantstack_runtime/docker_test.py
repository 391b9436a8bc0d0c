"""Docker's command line, in front of a stand-in that needs no daemon."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from pantstack_runtime import docker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONG = "0123456789abcdef" * 4


@pytest.fixture(name="stand_in")
def _stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a shell script on PATH as `docker`; it writes its calls into the file that is returned."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    docker.shares_network.cache_clear()

    def write(script: str) -> Path:
        program = tmp_path / "bin" / "docker"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$*" >> "{tmp_path}/calls"\ncd "{tmp_path}"\n{script}\n', encoding="utf-8")
        program.chmod(0o755)
        return tmp_path / "calls"

    return write


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ("", "it printed nothing."),
        ("first\n\n  no daemon \n", "no daemon."),
        ("Is the daemon running?", "Is the daemon running?"),
        ("no daemon.", "no daemon."),
    ],
)
def test_failure(stand_in: Callable[[str], Path], errors: str, reason: str) -> None:
    """A command that fails is reported by its name and the last line of its errors."""
    stand_in(f"printf '{errors}' >&2; exit 1")

    with pytest.raises(docker.DockerError) as caught:
        docker.run("info", "--format={{.Name}}")

    assert str(caught.value) == f"docker info failed: {reason}\nMake sure that Docker runs, then run again."


def test_no_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Docker is reported as such."""
    monkeypatch.setenv("PATH", "/nonexistent")

    with pytest.raises(docker.DockerError) as caught:
        docker.state("toy")

    assert str(caught.value) == (
        "Cannot start docker: No such file or directory.\n"
        "Install Docker, or choose an environment whose services run from PEX files."
    )


@pytest.mark.parametrize(
    ("container", "expression"),
    [
        ("toy", "name=^/toy$"),
        (LONG, f"id={LONG}"),
        (LONG[:-1], f"name=^/{LONG[:-1]}$"),
        (f"{LONG[:-1]}g", f"name=^/{LONG[:-1]}g$"),
    ],
)
def test_state(stand_in: Callable[[str], Path], container: str, expression: str) -> None:
    """A container is found by its whole name or its whole identifier, never by a part of a name."""
    calls = stand_in("echo running")

    assert docker.state(container) == "running"
    assert calls.read_text(encoding="utf-8") == f"ps --all --filter={expression} --format={{{{.State}}}}\n"


@pytest.mark.parametrize(("state", "stops"), [("running", ["stop --time=3 toy"]), ("exited", [])])
def test_remove(stand_in: Callable[[str], Path], tmp_path: Path, state: str, stops: list[str]) -> None:
    """A container that runs is stopped before it is removed; one that ended is only removed."""
    (tmp_path / "state").write_text(f"{state}\n", encoding="utf-8")
    calls = stand_in('case "$1" in ps) cat state 2>/dev/null || true;; rm) rm state;; esac')

    docker.remove("toy", 3)

    commands = [line for line in calls.read_text(encoding="utf-8").splitlines() if not line.startswith("ps ")]
    assert commands == [*stops, "rm --force toy"]


def test_remove_in_vain(stand_in: Callable[[str], Path]) -> None:
    """A container that stays is reported, by the beginning of its identifier."""
    stand_in('case "$1" in ps) echo dead;; *) exit 1;; esac')

    with pytest.raises(docker.DockerError) as caught:
        docker.remove(LONG, 0)

    assert str(caught.value) == "Cannot remove container 0123456789ab.\nRemove it by hand, then run again."


def test_attached(stand_in: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables reach a container by name or by a pipe, never as arguments; others of the shell do not at all."""
    calls = stand_in('env | sort > environment; cat "${2#--env-file=}" > file; echo out; echo err >&2')
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the shell")
    monkeypatch.setenv("DOCKER_HOST", "unix:///of-the-shell")
    env = {"TOKEN": "s3cr3t", "DOCKER_HOST": "unix:///of-the-container", "HOME": "/"}

    with (tmp_path / "log").open("wb") as log:
        process = docker.attached(("run", "--name=toy", "toy"), env, log)
    process.wait()

    command, file, *rest = calls.read_text(encoding="utf-8").split()
    environment = (tmp_path / "environment").read_text(encoding="utf-8").splitlines()
    assert (command, file.rpartition("/")[0], rest) == ("run", "--env-file=/dev/fd", ["--name=toy", "toy"])
    assert (tmp_path / "file").read_text(encoding="utf-8") == "DOCKER_HOST=unix:///of-the-container\nHOME=/\n"
    assert {"TOKEN=s3cr3t", "DOCKER_HOST=unix:///of-the-shell", f"HOME={os.environ['HOME']}"} <= set(environment)
    assert [line for line in environment if line.startswith("AWS_")] == []
    assert (tmp_path / "log").read_text(encoding="utf-8") == "out\nerr\n"


@pytest.mark.parametrize("value", ["two\nlines", "x" * (8192 - len("DOCKER_KEY=\n") - len("HOME=/\n") + 1)])
def test_values_that_docker_cannot_take(stand_in: Callable[[str], Path], tmp_path: Path, value: str) -> None:
    """A variable that Docker itself heeds, with a value that cannot be passed on, is refused and not printed."""
    calls = stand_in("")

    with (tmp_path / "log").open("wb") as log, pytest.raises(docker.DockerError) as caught:
        docker.attached(("run", "toy"), {"HOME": "/", "DOCKER_KEY": value}, log)

    assert str(caught.value) == (
        "Docker cannot pass on DOCKER_KEY, HOME: only values of one line, 8192 bytes in all.\n"
        "Give the variables other names: Docker itself heeds these."
    )
    assert not calls.exists()


def test_longest_value(stand_in: Callable[[str], Path], tmp_path: Path) -> None:
    """What is exactly as long as may be is passed on."""
    stand_in('cat "${2#--env-file=}" > file')
    value = "x" * (8192 - len("DOCKER_KEY=\n"))

    with (tmp_path / "log").open("wb") as log:
        docker.attached(("run", "toy"), {"DOCKER_KEY": value}, log).wait()

    assert (tmp_path / "file").read_text(encoding="utf-8") == f"DOCKER_KEY={value}\n"


@pytest.mark.parametrize(
    ("variable", "own"),
    [
        *((name, True) for name in ("HOME", "PATH", "DOCKER_HOST", "XDG_RUNTIME_DIR", "SSH_AUTH_SOCK", "https_proxy")),
        *((name, True) for name in ("NO_PROXY", "ALL_PROXY", "BUILDKIT_PROGRESS")),
        *((name, False) for name in ("HOMES", "MY_PATH", "DOCKER", "FTP_PROXY", "TOKEN")),
    ],
)
def test_own_variables(variable: str, own: bool) -> None:  # noqa: FBT001 - a table
    """Docker's command line heeds some variables itself."""
    assert docker.is_own(variable) is own


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Docker runs in a virtual machine")
@pytest.mark.parametrize(
    ("host", "system", "shared"),
    [
        ("", "Debian GNU/Linux 12", True),
        ("unix:///run/docker.sock", "Debian GNU/Linux 12", True),
        ("tcp://far:2375", "Debian GNU/Linux 12", False),
        ("", "Docker Desktop", False),
    ],
)
def test_network(
    stand_in: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    system: str,
    shared: bool,  # noqa: FBT001 - a table
) -> None:
    """The network is shared with a daemon of this very machine only."""
    stand_in(f"echo '{system}'")
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    if host:
        monkeypatch.setenv("DOCKER_HOST", host)

    assert docker.shares_network() is shared
    docker.shares_network.cache_clear()
