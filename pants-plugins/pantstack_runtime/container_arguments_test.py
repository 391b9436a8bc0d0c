"""What a container is started with, without a daemon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pantstack_runtime import container, docker, health, ports
from pantstack_runtime.container import Container
from pantstack_runtime.marks import Mark

TOY = Container(
    name="toy",
    title="pantstack-test-toy",
    image="toy@sha256:1",
    port=20001,
    log=Path("/logs/toy.log"),
    env={"ORDERS_BASE_URL": "http://127.0.0.1:20002", "DOCKER_KEY": "x", "PORT": "80"},
    mark=Mark("toy", "toy", "test", "/my repository"),
)


def test_the_network_of_the_machine() -> None:
    """With the network of this machine nothing is published, and addresses stay as they are."""
    assert TOY.arguments(shared=True) == (
        "run",
        "--name=pantstack-test-toy",
        "--rm",
        "--init",
        "--sig-proxy=false",
        "--log-driver=local",
        "--read-only",
        "--tmpfs=/tmp",
        "--network=host",
        "--label=pantstack.environment=test",
        "--label=pantstack.home=/my repository",
        "--label=pantstack.module=toy",
        "--label=pantstack.owner=toy",
        "--label=pantstack.port=20001",
        "--env=HOST",
        "--env=NAME",
        "--env=ORDERS_BASE_URL",
        "--env=PORT",
        "toy@sha256:1",
    )
    assert TOY.variables(shared=True) == {
        "DOCKER_KEY": "x",
        "HOST": "127.0.0.1",
        "NAME": "toy",
        "ORDERS_BASE_URL": "http://127.0.0.1:20002",
        "PORT": "20001",
    }


def test_a_network_of_its_own() -> None:
    """Where the network of this machine cannot be shared, the port is published and others are found outside."""
    arguments = TOY.arguments(shared=False)

    assert arguments[8:10] == ("--publish=127.0.0.1:20001:20001", "--add-host=host.docker.internal:host-gateway")
    assert (*arguments[:8], "--network=host", *arguments[10:]) == TOY.arguments(shared=True)
    assert TOY.variables(shared=False) == {
        "DOCKER_KEY": "x",
        "HOST": "0.0.0.0",  # noqa: S104 - inside the container
        "NAME": "toy",
        "ORDERS_BASE_URL": "http://host.docker.internal:20002",
        "PORT": "20001",
    }


def test_writable() -> None:
    """A container that may write anywhere has no folder in memory in place of `/tmp`."""
    arguments = Container(**{**vars(TOY), "writable": True}).arguments(shared=True)

    assert arguments == tuple(
        each for each in TOY.arguments(shared=True) if each not in {"--read-only", "--tmpfs=/tmp"}
    )


class _Process:
    """Docker's command line beside a container, which runs until it is killed."""

    def __init__(self, log: list[str]) -> None:
        self._log = log

    def poll(self) -> None:
        """It runs."""

    def kill(self) -> None:
        """Write it down."""
        self._log.append("kill")

    def wait(self) -> None:
        """Write it down."""
        self._log.append("wait")


@pytest.mark.parametrize("fault", ["", "toy was not healthy within 5 s: x"])
def test_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """A container of the same name makes room; one that is healthy is known by its identifier, another is removed."""
    toy = Container(**{**vars(TOY), "port": ports.allocate(str(tmp_path)), "log": tmp_path / "logs" / "toy.log"})
    log: list[str] = []

    def run(*argv: str) -> str:
        log.append(" ".join(argv))
        return "c0ffee"

    def attached(argv: tuple[str, ...], env: dict[str, str], _log: object) -> _Process:
        assert (argv, env) == (toy.arguments(shared=True), toy.variables(shared=True))
        log.append("run")
        return _Process(log)

    monkeypatch.setattr(docker, "remove", lambda title, timeout: log.append(f"remove {title} {timeout}"))
    monkeypatch.setattr(docker, "shares_network", lambda: True)
    monkeypatch.setattr(docker, "attached", attached)
    monkeypatch.setattr(docker, "run", run)
    monkeypatch.setattr(health, "wait", lambda name, port, timeout, _poll: fault * (name, port, timeout).count(5))

    remove = "remove pantstack-test-toy 10"
    if fault:
        with pytest.raises(docker.DockerError) as caught:
            toy.start(5)
        assert str(caught.value) == f"{fault}.\nIt wrote nothing to its log, {toy.log}."
        assert log == [remove, "run", remove, "kill", "wait"]
    else:
        assert toy.start(5) == "c0ffee"
        assert log == [remove, "run", "inspect --format={{.Id}} pantstack-test-toy"]


@pytest.mark.parametrize(("state", "waits"), [("running", True), ("exited", False)])
def test_end(monkeypatch: pytest.MonkeyPatch, state: str, waits: bool) -> None:  # noqa: FBT001 - a table
    """The end of a container that ran is over when its port is free; that of another is over at once."""
    waited: list[int] = []

    def wait_until_free(port: int, _timeout: float) -> bool:
        waited.append(port)
        return False

    removed: list[Any] = []
    monkeypatch.setattr(docker, "state", lambda _container: state)
    monkeypatch.setattr(docker, "remove", lambda *arguments: removed.append(arguments))
    monkeypatch.setattr(container, "wait_until_free", wait_until_free)

    if waits:
        with pytest.raises(docker.DockerError) as caught:
            container.end("toy", "c0ffee", 20001)
        assert str(caught.value) == (
            "toy has ended, but port 20001 is still taken.\nEnd what listens there, then run again."
        )
    else:
        container.end("toy", "c0ffee", 20001)
    assert (removed, waited) == ([("c0ffee", 10)], [20001] if waits else [])
