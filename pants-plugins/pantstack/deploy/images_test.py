"""How Docker's answers are worded."""

from __future__ import annotations

import pytest

from pantstack.deploy import images
from pantstack.deploy.errors import DeployError

LONG = f"sha256:{'a' * 64}"


def test_variables() -> None:
    """Docker's command line gets what leads it to its daemon, and nothing else."""
    user = {"HOME": "/h", "PATH": "/b", "DOCKER_HOST": "tcp://x", "AWS_SECRET_ACCESS_KEY": "s", "HOMES": "x"}

    assert images.variables(user) == {"HOME": "/h", "PATH": "/b", "DOCKER_HOST": "tcp://x"}


def test_identifier() -> None:
    """An identifier comes without the line's end."""
    assert images.identifier("a:docker", 0, f"{LONG}\n", "") == LONG


@pytest.mark.parametrize(
    ("code", "said", "complaint", "fact"),
    [
        (1, "[]\n", "Error: No such image: x\n", "Error: No such image: x"),
        (0, "abc\n", "", "abc"),
        (0, "", "", "Docker says nothing"),
    ],
)
def test_no_identifier(code: int, said: str, complaint: str, fact: str) -> None:
    """An image that is not there any more is told."""
    with pytest.raises(DeployError) as caught:
        images.identifier("a:docker", code, said, complaint)

    assert str(caught.value) == f"a:docker: was built, and is gone: {fact}.\nDeploy again."


def test_failures() -> None:
    """Each failure says which image, what Docker said last, and what to do."""
    wanted = ("a:docker", "b:docker")
    said = "Some notice.\n\nCannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n"

    assert [str(each) for each in (images.no_program(wanted), images.no_daemon(wanted, said))] == [
        (
            "a:docker, b:docker: cannot be built, there is no `docker` on PATH.\n"
            "Install Docker, or choose an environment whose services run from PEX files."
        ),
        (
            "a:docker, b:docker: cannot be built: Cannot connect to the Docker daemon at unix:///x."
            " Is the docker daemon running?\n"
            "Start Docker, or choose an environment whose services run from PEX files."
        ),
    ]
    assert str(images.not_built(wanted, "Step 1\n\npull access denied for x.\n")) == (
        "a:docker, b:docker: cannot be built: pull access denied for x.\n"
        "The whole output: ./pants package a:docker b:docker"
    )
