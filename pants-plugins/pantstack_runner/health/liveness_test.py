"""Whether a module is up, as seen from real processes and a real server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.contract.testing import make_environment
from pantstack_runner.health import liveness
from pantstack_runner.storage import paths
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in {"/health", "/health/shipping"} else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
        """Say nothing."""


@pytest.fixture(name="url")
def _url() -> Iterator[str]:
    """Where a healthy service answers."""
    server = HTTPServer(("127.0.0.1", 0), _Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(name="process")
def _process() -> Iterator[subprocess.Popen[bytes]]:
    """A process that waits."""
    with subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE) as process:
        yield process


def _state(context: Context, *outputs: dict[str, object]) -> None:
    path = context.home / "state/test" / paths.state_files(context, "orders")[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    resources = [{"urn": "x"}, *({"outputs": each} for each in outputs)]
    path.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}), encoding="utf-8")


def _of(process: subprocess.Popen[bytes]) -> dict[str, object]:
    identity = ProcessIdentity.of(process.pid)
    assert identity
    # Pulumi's numbers come back as floats.
    return {"pid": float(identity.pid), "started": identity.started}


def test_up(context: Context, url: str, process: subprocess.Popen[bytes]) -> None:
    """The process lives and the service answers."""
    _state(context, _of(process))

    assert liveness.check_liveness(context, "orders", {"url": url}) == "up"
    assert liveness.check_liveness(context, "orders", {}) == "up"


def test_down(context: Context, url: str, process: subprocess.Popen[bytes]) -> None:
    """Another process, one that ended, no answer, a wrong answer or no state: it is down."""
    other = {**_of(process), "started": "another boot"}
    _state(context, other)
    assert liveness.check_liveness(context, "orders", {"url": url}) == "down"

    _state(context, _of(process))
    assert liveness.check_liveness(context, "orders", {"url": f"{url}/elsewhere"}) == "down"
    assert liveness.check_liveness(context, "orders", {"url": "http://127.0.0.1:1"}) == "down"

    process.kill()
    process.wait()
    assert liveness.check_liveness(context, "orders", {"url": url}) == "down"
    (context.home / "state/test" / paths.state_files(context, "orders")[0]).unlink()
    assert liveness.check_liveness(context, "orders", {"url": url}) == "down"


def test_without_processes(context: Context, url: str) -> None:
    """Where services are no processes of this machine, their URL is probed; what cannot be probed is unknown."""
    _state(context)
    assert liveness.check_liveness(context, "orders", {"url": url}) == "up"
    assert liveness.check_liveness(context, "orders", {}) == "unknown"

    cloud = context.at(make_environment(platform="aws"))
    assert liveness.check_liveness(cloud, "shipping", {"url": url}) == "up"
    assert liveness.check_liveness(cloud, "orders", {"url": url}) == "down"
    assert liveness.check_liveness(cloud, "shipping", {"url": "no address"}) == "unknown"


def test_what_is_called_so(context: Context) -> None:
    """A resource of a program's own may have a `pid` that is no number of a process."""
    _state(context, {"pid": "p-1", "started": "yes"})

    assert liveness.processes(context, "orders") == ()


def test_dependencies(context: Context, up: UpRequest) -> None:
    """A program may read from dependencies of the same run, and from those with a state."""
    shipping = up.module("shipping")
    assert liveness.available_dependencies(context, shipping, ["orders", "shipping"]) == ["orders"]

    assert liveness.available_dependencies(context, shipping, ["shipping"]) == []
    _state(context)
    assert liveness.available_dependencies(context, shipping, ["shipping"]) == ["orders"]
