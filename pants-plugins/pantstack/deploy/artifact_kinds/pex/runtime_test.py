"""A PEX as a process of this machine."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

import pytest

from pantstack.deploy.artifact_kinds.pex.runtime import RUNTIME
from pantstack.deploy.artifact_kinds.runtimes import LocalService
from pantstack_runtime import ports

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write((os.environ["PEX_ROOT"] + " " + os.environ["COLOR"]).encode())
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""


def test_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried beside the one that runs has another owner, and the mark of the deploy, with which it ends."""
    mark = {"owner": "toy", "module": "toy", "environment": "test", "home": "/home"}
    inputs = {"name": "toy", "mark": mark, "env": {"COLOR": "red"}}
    monkeypatch.delenv("PANTSTACK_DEPLOY", raising=False)
    alone = RUNTIME.candidate(inputs)
    monkeypatch.setenv("PANTSTACK_DEPLOY", "/runs")

    assert alone == {**inputs, "mark": {**mark, "owner": "toy candidate"}}
    assert RUNTIME.candidate(inputs) == {**alone, "env": {"COLOR": "red", "PANTSTACK_DEPLOY": "/runs"}}


def test_life(tmp_path: Path) -> None:
    """A PEX runs with its variables, unpacks itself in the user's cache, is found again and ends."""
    pex = tmp_path / "api.pex"
    pex.write_text(PROGRAM, encoding="utf-8")
    service = LocalService(
        module="toy",
        environment="test",
        home=str(tmp_path),
        cache="/cache",
        path=str(pex),
        reference="",
        writable=False,
    )
    port = ports.allocate(str(tmp_path))
    mark = {"owner": "toy", "module": "toy", "environment": "test", "home": str(tmp_path)}
    common = {"name": "toy", "digest": "sha256:1", "port": float(port), "log": str(tmp_path / "toy.log"), "mark": mark}

    own = RUNTIME.inputs(service)
    started = RUNTIME.start({**common, **own, "env": {"COLOR": "red", "PEX_ROOT": "/other"}}, 10)

    outputs = {**common, **own, **started.outputs}
    with urllib.request.urlopen(outputs["url"], timeout=5) as answer:  # noqa: S310 - our own service
        text = answer.read().decode()
    was_running = RUNTIME.is_running(outputs)
    RUNTIME.stop(outputs)
    assert own == {"pex": str(pex), "pex_root": "/cache/pex"}
    assert (started.identifier, outputs["url"]) == (f"toy-{outputs['pid']}", f"http://127.0.0.1:{port}")
    assert text == "/cache/pex red"
    assert (was_running, RUNTIME.is_running(outputs)) == (True, False)
    assert ports.is_free(port)
