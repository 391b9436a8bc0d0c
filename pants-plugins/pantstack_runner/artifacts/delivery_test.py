"""Images, with a stand-in for Docker's command line; `tests/docker_test.py` has the real one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pantstack.deploy.artifact_kinds.docker.testing import IDENTIFIER, PINNED, TAG, install_docker
from pantstack_runner.artifacts import delivery
from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.contract.context import Context
from pantstack_runner.contract.environment import Environment
from pantstack_runner.contract.requests import PreviewRequest, UpRequest
from pantstack_runner.contract.testing import make_artifact, make_context, make_environment, make_module
from pantstack_runner.records.testing import write_record


@pytest.fixture(name="docker")
def _docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with Docker's command line, whose daemon has the image, beside an empty registry."""
    return install_docker(tmp_path, monkeypatch)


def _environment(name: str, registry: str | None) -> Environment:
    return make_environment(name, registry=registry, runs="docker")


def _delivered(action: str, registry: str | None, kinds: str = "docker", **more: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - fields of a plan
    """What the program is reported, and what the user is."""
    artifacts = [
        make_artifact(kind=kind, name=f"{kind}{index or ''}", path="x") for index, kind in enumerate(kinds.split())
    ]
    module = make_module(artifacts=artifacts)
    environment = more.pop("environment", _environment("test", registry))
    context = make_context(more.pop("root", Path("/repo")), environment=environment)
    request = {"up": UpRequest, "preview": PreviewRequest}[action](modules=(module,), **more)
    notes: list[str] = []
    configured = delivery.deliver_artifacts(
        context, request, module, lambda event, text, **_: notes.append(f"{event} {text}")
    )
    return {key: json.loads(value) for key, value in configured.items()}, notes


def _docker_commands(docker: Path) -> list[str]:
    return [line.split()[0] for line in (docker / "commands").read_text(encoding="utf-8").splitlines()]


def test_without_a_registry(docker: Path) -> None:
    """The daemon's own identifier is the image's name."""
    assert _delivered("up", None) == ({"pantstack:images": {"": IDENTIFIER, "docker": IDENTIFIER}}, [])
    assert _delivered("up", None, "docker docker") == (
        {"pantstack:images": {"docker": IDENTIFIER, "docker1": IDENTIFIER}},
        [],
    )
    assert set(_docker_commands(docker)) == {"image"}


def test_nobody_asks(docker: Path) -> None:
    """Where no image is run, Docker is not run."""
    assert _delivered("up", "r", "pex") == ({}, [])
    assert not (docker / "commands").exists()


def test_pushed_once(docker: Path) -> None:
    """A preview pushes nothing and has no name; a deploy pushes; the next one finds it there."""
    pinned = f"r/orders@{PINNED}"
    assert _delivered("preview", "r") == ({"pantstack:images": {"": "", "docker": ""}}, [])

    assert _delivered("up", "r") == ({"pantstack:images": {"": pinned, "docker": pinned}}, ["note push docker"])
    assert f"image tag {IDENTIFIER} r/orders:{TAG}" in (docker / "commands").read_text(encoding="utf-8")

    (docker / "registry").write_text(f"{pinned}\n", encoding="utf-8")
    assert _delivered("preview", "r") == ({"pantstack:images": {"": pinned, "docker": pinned}}, [])
    assert _delivered("up", "r") == ({"pantstack:images": {"": pinned, "docker": pinned}}, [])

    # A registry that lost what it had gets it again.
    (docker / "registry").write_text("", encoding="utf-8")
    assert _delivered("up", "r")[1] == ["note push docker"]


def test_no_registry(docker: Path) -> None:
    """A registry that does not answer is reported."""
    (docker / "registry").unlink()

    with pytest.raises(FailedError) as caught:
        _delivered("up", "r:5/x")

    assert str(caught.value) == (
        "docker of orders cannot be pushed to r:5/x/orders: Get http://r/v2/: connection refused.\n"
        "Check the registry and log in to it (docker login r:5), then deploy again."
    )


def test_logging_in_to_ecr(docker: Path) -> None:
    """For ECR the message has the whole command."""
    (docker / "registry").unlink()
    host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

    with pytest.raises(FailedError) as caught:
        _delivered("up", f"{host}/prod")

    assert str(caught.value) == (
        f"docker of orders cannot be pushed to {host}/prod/orders: Get http://r/v2/: connection refused.\n"
        "Check the registry and log in to it (aws ecr get-login-password --region eu-west-1"
        f" | docker login --username AWS --password-stdin {host}), then deploy again."
    )


def test_the_registry_of_the_foundation(docker: Path, tmp_path: Path) -> None:
    """On AWS an image goes to the registry that the foundation made; before there is one it has no name."""
    cloud = make_environment("prod", platform="aws", foundation="stack/base", runs="docker")
    more: dict[str, Any] = {"root": tmp_path, "environment": cloud}
    assert _delivered("preview", None, **more) == ({"pantstack:images": {"": "", "docker": ""}}, [])
    with pytest.raises(UserError) as caught:
        _delivered("up", None, **more)
    assert str(caught.value) == (
        'Environment "prod" has no registry for images yet: it is an output of its foundation.\n'
        "Deploy the foundation first: ./pants deploy stack/base --env=prod"
    )
    assert not (docker / "commands").exists() or "push" not in _docker_commands(docker)

    _record(tmp_path, cloud)
    pinned = f"r/prod/orders@{PINNED}"
    assert _delivered("up", None, **more) == (
        {"pantstack:images": {"": pinned, "docker": pinned}},
        ["note push docker"],
    )


def _record(root: Path, environment: Environment) -> None:
    """Write the record of a foundation that was created."""
    write_record(Context(root=root, environment=environment), "base", outputs={"registry": "r/prod"})


def test_from_another_registry(docker: Path) -> None:
    """An image that this machine does not have comes from the environment that it is promoted from."""
    (docker / "daemon").unlink()
    (docker / "registry").write_text(f"first/orders:{TAG}\n", encoding="utf-8")

    configured, notes = _delivered("up", "second", promote_from=_environment("first", "first"))

    assert configured["pantstack:images"]["docker"] == f"second/orders@{PINNED}"
    assert notes == ["note pull docker", "note push docker"]


@pytest.mark.parametrize(
    ("holds", "registry", "fact"),
    [
        ("", None, "no registry has it."),
        ("", "r", f"manifest for r/orders:{TAG} not found."),
        (f"r/orders:{TAG}\n", "r", f"r/orders:{TAG} is another image."),
    ],
)
def test_gone(docker: Path, holds: str, registry: str | None, fact: str) -> None:
    """An image that nobody has any more is reported, and another one of its tag never taken for it."""
    (docker / "daemon").unlink()
    (docker / "registry").write_text(holds, encoding="utf-8")
    (docker / "registry-holds").write_text(f"sha256:{'b' * 64}\n", encoding="utf-8")

    with pytest.raises(FailedError) as caught:
        _delivered("up", registry)

    assert str(caught.value) == (
        f"docker of orders, image aaaaaaaaaaaa, is gone from Docker's daemon: {fact}\n"
        "Deploy from the commit that it was built from; that builds it again."
    )


def test_no_docker(docker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Docker two lines say what to do."""
    monkeypatch.setenv("PATH", str(docker / "nothing"))

    with pytest.raises(UserError) as caught:
        _delivered("up", None)

    assert str(caught.value) == (
        "Cannot start docker: No such file or directory.\n"
        "Install Docker, or choose an environment whose services run from PEX files."
    )
