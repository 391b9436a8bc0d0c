"""Services of this machine as Pulumi's resources: a real process, and a kind that only writes down what happens."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pantstack.deploy.artifact_kinds.runtimes import ArtifactRuntime, Started
from pantstack_runtime import docker, health, marks, ports
from pantstack_runtime.container import Container
from pantstack_runtime.marks import Mark
from pantstack_runtime.process import ServiceError
from pantstack_runtime.process_identity import wait_until
from stack.infra.platforms.local import service_provider
from stack.infra.platforms.local.service_provider import PortProvider, ServiceProvider

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEALTHY = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""

ONCE = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    requests = 0
    def do_GET(self):
        Handler.requests += 1
        self.send_response(200 if Handler.requests == 1 else 503)
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
        "mark": {"owner": str(tmp_path), "module": "toy", "environment": "test", "home": str(tmp_path)},
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
    assert (changed.changes, changed.replaces, changed.delete_before_replace) == (True, ["digest"], False)
    hidden = {**props, "digest": "sha256:2", "mark": {**props["mark"], "owner": "nobody"}}
    assert provider.diff(created.id, state, hidden).delete_before_replace
    provider.delete(created.id, state)
    assert provider.read(created.id, state).id == ""
    provider.delete(created.id, state)


def test_interrupted(props: dict[str, Any]) -> None:
    """A port that is given up takes along what an interrupted deploy left on it."""
    port = PortProvider().create({"owner": props["mark"]["owner"]}).outs
    state = ServiceProvider().create(props).outs
    assert port is not None
    assert state is not None

    PortProvider().delete("x", port)

    assert port["port"] == props["port"]
    assert ServiceProvider().read("x", state).id == ""


@pytest.fixture(name="running")
def _running(props: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The state of a healthy service that runs; whatever carries its mark is ended."""
    state = ServiceProvider().create(props).outs
    assert state is not None
    yield state
    for each in marks.started_from(props["mark"]["home"]):
        each.end()


def _is_answering(props: dict[str, Any]) -> bool:
    return health.answers(props["port"], 0)


def test_the_new_one_is_healthy_before_the_old_one_ends(props: dict[str, Any], running: dict[str, Any]) -> None:
    """A replacement has its port and is alone in the end; the one before has ended, and its deletion is nothing."""
    provider = ServiceProvider()

    created = provider.create({**props, "digest": "sha256:2"})
    provider.delete("the one before", running)

    assert created.outs is not None
    assert (created.outs["pid"] != running["pid"], created.outs["url"]) == (True, running["url"])
    assert _is_answering(props)
    assert [each.title for each in marks.started_from(props["mark"]["home"])] == [f"process {created.outs['pid']}"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("raise SystemExit('no database')", "toy ended with exit code 1 before it was healthy"),
        (ONCE, "toy was healthy once and not any more when it answered again"),
    ],
)
def test_a_broken_one_does_not_replace(props: dict[str, Any], running: dict[str, Any], text: str, fault: str) -> None:
    """What does not become or stay healthy beside the one that runs ends itself, and that one stays."""
    broken = Path(props["pex"]).with_name("broken.pex")
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(ServiceError, match=f"^{fault}"):
        ServiceProvider().create({**props, "pex": str(broken)})

    assert _is_answering(props)
    assert [each.title for each in marks.started_from(props["mark"]["home"])] == [f"process {running['pid']}"]


def test_a_hung_one_is_replaced(
    props: dict[str, Any], running: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is alive and does not answer is still there, but sick; that alone is a reason to replace it."""
    provider = ServiceProvider()
    monkeypatch.setattr(service_provider, "_ANSWER_TIMEOUT", 0)
    assert provider.diff("x", provider.read("x", running).outs or {}, props).replaces == []
    os.kill(int(running["pid"]), signal.SIGSTOP)

    sick = provider.read("x", running)
    os.kill(int(running["pid"]), signal.SIGCONT)

    assert (sick.id, (sick.outs or {})["healthy"]) == ("x", False)
    assert provider.diff("x", sick.outs or {}, props).replaces == ["healthy"]


def test_a_forced_restart(props: dict[str, Any], running: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A deploy that restarts replaces what is healthy and did not change."""
    monkeypatch.setenv(service_provider.RESTART, "1")

    assert ServiceProvider().diff("x", running, props).replaces == ["healthy"]


def test_a_copy_of_the_work_tree(
    props: dict[str, Any], running: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy with the state of a work tree has a port of its own, and neither sees nor ends the other's service."""
    port = {"owner": props["mark"]["owner"], "port": props["port"]}
    (tmp_path / "copy").mkdir()
    monkeypatch.setenv(marks.HERE, str(tmp_path / "copy"))

    seen = ServiceProvider().read("x", running).id
    moved = PortProvider().diff("x", port, {**port, "owner": "of the copy"})
    ServiceProvider().delete("x", running)
    PortProvider().delete("x", port)

    assert (seen, moved.replaces, _is_answering(props)) == ("", ["owner"], True)
    monkeypatch.setenv(marks.HERE, props["mark"]["home"])
    assert ServiceProvider().read("x", running).id == "x"
    assert PortProvider().diff("x", port, port).changes is False


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
    assert (created.id, created.outs) == ("toy-1", {**props, "url": "http://toy", "healthy": True})
    assert [provider.read("toy-1", {**props, "runs": runs}).id for runs in (True, False)] == ["toy-1", ""]
    changes = {"kind": "pex", "name": "x", "digest": "x", "port": 1, "env": {"A": "b"}, "color": "blue", "log": "/x"}
    replaced = [provider.diff("toy-1", {**props, key: value}, props).replaces for key, value in changes.items()]
    assert replaced == [["kind"], ["name"], ["digest"], ["port"], ["env"], ["color"], []]


def test_a_schedule(props: dict[str, Any], tmp_path: Path) -> None:
    """What has a schedule is started by a scheduler, which is the process; another schedule is another scheduler."""
    code = f"import pathlib, sys; pathlib.Path({str(tmp_path / 'ran')!r}).write_text(' '.join(sys.argv[1:]))"
    Path(props["pex"]).write_text(code, encoding="utf-8")
    soon = (datetime.now(UTC) + timedelta(seconds=2)).replace(tzinfo=None).isoformat()
    props = {**props, "schedule": [f"at({soon})", "UTC"], "arguments": ["report", "--all"]}
    provider = ServiceProvider()

    created = provider.create(props)
    try:
        assert created.outs is not None
        assert "starter" not in created.outs
        assert wait_until((tmp_path / "ran").exists, 30)
        assert provider.read(created.id, created.outs).id == created.id
        other = {**props, "schedule": ["0 3 * * *", "UTC"]}
        assert provider.diff(created.id, created.outs, other).replaces == ["schedule"]
    finally:
        provider.delete(created.id, created.outs or {})

    assert (tmp_path / "ran").read_text(encoding="utf-8") == "report --all"
    assert provider.read(created.id, created.outs).id == ""


def test_image(props: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """An image is a container with the inputs of the resource, known by its identifier from then on."""
    started: list[tuple[Container, float]] = []

    def start(container: Container, timeout: float) -> str:
        started.append((container, timeout))
        return "c0ffee"

    monkeypatch.setattr(Container, "start", start)
    monkeypatch.setattr(docker, "state", {"c0ffee": "running"}.__getitem__)
    own = {"kind": "docker", "title": "pantstack-toy", "image": "toy@sha256:1", "writable": True}

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
        mark=Mark(**props["mark"]),
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
