"""Services of this machine as Pulumi's resources: a real process, and a kind that only writes down what happens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, Started
from pantstack_runtime import docker, ports
from pantstack_runtime.container import Container
from pantstack_runtime.process import ServiceError
from stack.infra.platforms.local import service_provider
from stack.infra.platforms.local.service_provider import PortProvider, ServiceProvider

if TYPE_CHECKING:
    from collections.abc import Mapping

HEALTHY = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""


@pytest.fixture(name="props")
def _props(tmp_path: Path) -> dict[str, Any]:
    """The inputs of a healthy service."""
    pex = tmp_path / "api.pex"
    pex.write_text(HEALTHY, encoding="utf-8")
    return {
        "kind": "pex",
        "name": "toy",
        "owner": str(tmp_path),
        "pex": str(pex),
        "digest": "sha256:1",
        "port": ports.allocate(str(tmp_path)),
        "log": str(tmp_path / "toy.log"),
        "pex_root": "",
        "env": {},
    }


def test_life(props: dict[str, Any]) -> None:
    """A service is created, read, replaced on a change only, and deleted, twice if need be."""
    provider = ServiceProvider()

    created = provider.create(props)

    state = created.outs
    assert state is not None
    assert state["url"] == f"http://127.0.0.1:{props['port']}"
    assert provider.read(created.id, state).id == created.id
    same = provider.diff(created.id, state, {**props, "port": float(props["port"])})
    assert (same.changes, same.replaces) == (False, [])
    changed = provider.diff(created.id, state, {**props, "digest": "sha256:2"})
    assert (changed.changes, changed.replaces, changed.delete_before_replace) == (True, ["digest"], True)
    provider.delete(created.id, state)
    assert provider.read(created.id, state).id == ""
    provider.delete(created.id, state)


def test_interrupted(props: dict[str, Any]) -> None:
    """A port that is given up takes along what an interrupted deploy left on it."""
    port = PortProvider().create({"owner": props["owner"]}).outs
    state = ServiceProvider().create(props).outs
    assert port is not None
    assert state is not None

    PortProvider().delete("x", port)

    assert port["port"] == props["port"]
    assert ServiceProvider().read("x", state).id == ""


class _Journal(ArtifactRuntime):
    """A kind that runs nothing."""

    replacing = ("color",)

    def __init__(self) -> None:
        self.log: list[str] = []

    def start(self, inputs: Mapping[str, Any], timeout: float) -> Started:
        """Write down for how long a start may wait."""
        self.log.append(f"start {inputs['name']} within {timeout:g} s")
        return Started("toy-1", {"url": "http://toy"})

    def is_running(self, outputs: Mapping[str, Any]) -> bool:
        """Whether the state says so."""
        return bool(outputs["runs"])

    def stop(self, outputs: Mapping[str, Any]) -> None:
        """Write down what is ended."""
        self.log.append(f"stop {outputs['name']}")


def test_any_kind(props: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The artifact's kind starts, finds and ends the service, and says which further changes need another instance."""
    journal = _Journal()
    monkeypatch.setattr(service_provider, "runtime", {"journal": journal}.__getitem__)
    monkeypatch.setenv("PANTSTACK_HEALTH_TIMEOUT", "3600")
    props = {**props, "kind": "journal", "color": "red"}
    provider = ServiceProvider()

    created = provider.create(props)
    provider.delete(created.id, props)

    assert journal.log == ["start toy within 3600 s", "stop toy"]
    assert (created.id, created.outs) == ("toy-1", {**props, "url": "http://toy"})
    assert [provider.read("toy-1", {**props, "runs": runs}).id for runs in (True, False)] == ["toy-1", ""]
    changes = {"kind": "pex", "name": "x", "digest": "x", "port": 1, "env": {"A": "b"}, "color": "blue", "log": "/x"}
    replaced = [provider.diff("toy-1", {**props, key: value}, props).replaces for key, value in changes.items()]
    assert replaced == [["kind"], ["name"], ["digest"], ["port"], ["env"], ["color"], []]


def test_image(props: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An image is a container with the inputs of the resource, known by its identifier from then on."""
    started: list[tuple[Container, float]] = []

    def start(container: Container, timeout: float) -> str:
        started.append((container, timeout))
        return "c0ffee"

    monkeypatch.setattr(Container, "start", start)
    monkeypatch.setattr(docker, "state", {"c0ffee": "running"}.__getitem__)
    labels = {"module": "toy"}
    own = {"kind": "docker", "title": "pantstack-toy", "image": "toy@sha256:1", "labels": labels, "writable": True}

    created = ServiceProvider().create({**props, **own, "port": float(props["port"]), "env": {"A": "b"}})

    assert created.outs is not None
    assert (created.id, created.outs["container"], created.outs["url"]) == (
        "c0ffee",
        "c0ffee",
        f"http://127.0.0.1:{props['port']}",
    )
    assert ServiceProvider().read(created.id, created.outs).id == "c0ffee"
    container = Container(
        name="toy",
        title="pantstack-toy",
        image="toy@sha256:1",
        port=props["port"],
        log=Path(props["log"]),
        env={"A": "b"},
        labels=labels,
        writable=True,
    )
    assert started == [(container, 60)]


@pytest.mark.parametrize("text", ["soon", "0", "-1", "nan", "3600.1"])
def test_bad_timeout(props: dict[str, Any], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A timeout that is not a sensible number of seconds is refused before anything starts."""
    monkeypatch.setenv("PANTSTACK_HEALTH_TIMEOUT", text)

    with pytest.raises(ServiceError) as caught:
        ServiceProvider().create(props)

    assert str(caught.value) == (
        f"PANTSTACK_HEALTH_TIMEOUT={text} is not a number of seconds between 0 and 3600.\nSet another, or unset it."
    )
