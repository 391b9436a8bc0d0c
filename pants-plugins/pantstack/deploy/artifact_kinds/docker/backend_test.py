"""What Docker's command line is run with, and how its answers are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.artifact_kinds.backends import Answer, Command
from pantstack.deploy.artifact_kinds.docker.backend import BACKEND

LONG = f"sha256:{'a' * 64}"
ADDRESSES = ("a:docker", "b:docker")


def test_commands(tmp_path: Path) -> None:
    """Docker's command line gets what leads it to its daemon, and nothing else."""
    docker = tmp_path / "docker"
    docker.touch(mode=0o755)
    kept = {"HOME": "/h", "PATH": str(tmp_path), "DOCKER_HOST": "tcp://x"}
    user = {**kept, "AWS_SECRET_ACCESS_KEY": "s", "HOMES": "x"}

    assert BACKEND.probe(ADDRESSES, user) == Command((str(docker), "version", "--format={{.Server.Version}}"), kept)
    assert BACKEND.identify("ab12", user) == Command(
        (str(docker), "image", "inspect", "--format={{.Id}}", "ab12"), kept
    )
    assert BACKEND.identify("", user) is None


def test_digest() -> None:
    """An identifier comes without the line's end."""
    assert BACKEND.digest("a:docker", Answer(0, f"{LONG}\n", "")) == LONG


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(1, "[]\n", "Error: No such image: x\n"), "Error: No such image: x"),
        (Answer(0, "abc\n", ""), "abc"),
        (Answer(1, LONG, ""), LONG),
        (Answer(0, "", ""), "Docker prints nothing"),
    ],
)
def test_no_digest(answer: Answer, reason: str) -> None:
    """An image that is not there any more is reported."""
    with pytest.raises(UserError) as caught:
        BACKEND.digest("a:docker", answer)

    assert caught.value == UserError(f"a:docker: the image was built, but is gone: {reason}.", "Deploy again.")


def test_no_program() -> None:
    """Without Docker's command line nothing is built."""
    with pytest.raises(UserError) as caught:
        BACKEND.probe(ADDRESSES, {"PATH": "/nonexistent"})

    assert caught.value == UserError(
        "a:docker, b:docker: cannot be built, there is no `docker` on PATH.",
        "Install Docker, or choose an environment whose services run from PEX files.",
    )


def test_failures() -> None:
    """Each failure says which image, what Docker printed last, and what to do."""
    stderr = "Some notice.\n\nCannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n"

    assert BACKEND.probe_error(ADDRESSES, Answer(1, "", stderr)) == UserError(
        "a:docker, b:docker: cannot be built: Cannot connect to the Docker daemon at unix:///x."
        " Is the docker daemon running?",
        "Start Docker, or choose an environment whose services run from PEX files.",
    )
    assert BACKEND.build_error(
        ADDRESSES, "Building docker image x:1", "Step 1\n\npull access denied for x.\n"
    ) == UserError(
        "a:docker, b:docker: cannot be built: pull access denied for x.",
        "See the whole output: ./pants package a:docker b:docker",
    )
    assert BACKEND.build_error(ADDRESSES, "Building a.pex", "x") is None
