"""Services as real processes of this machine."""

from __future__ import annotations

import dataclasses
import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runtime import ports, process
from pantstack_runtime.marks import Mark
from pantstack_runtime.process import Service, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator

HEALTHY = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get("STATUS", "200")) if self.path == "/health" else 404)
        self.end_headers()
        self.wfile.write(" ".join(sorted(os.environ)).encode())
print("serving", os.environ["NAME"], flush=True)
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + HEALTHY


@pytest.fixture(name="toy")
def _toy(tmp_path: Path) -> Iterator[Service]:
    """A healthy service, not yet started; whatever a test leaves running is ended."""
    folder = tmp_path / "my repository"
    folder.mkdir()
    program = folder / "api.py"
    program.write_text(HEALTHY, encoding="utf-8")
    argv = (sys.executable, str(program))
    toy = Service(
        "toy",
        argv,
        ports.allocate(str(tmp_path)),
        folder / "logs" / "toy.log",
        {},
        Mark(str(folder), "toy", "test", str(folder)),
    )
    yield toy
    for line in subprocess.run(
        ("ps", "-eo", "pid=,args="), capture_output=True, text=True, check=True
    ).stdout.splitlines():
        pid, _, args = line.strip().partition(" ")
        if str(program) in args:
            os.kill(int(pid), signal.SIGKILL)


def _program(toy: Service) -> Path:
    return Path(toy.argv[1])


def _ask(toy: Service) -> tuple[int, str]:
    connection = http.client.HTTPConnection(ports.HOST, toy.port, timeout=5)
    connection.request("GET", "/health")
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_up_and_down(toy: Service) -> None:
    """A service answers after its start, and its port is free after its end."""
    identity = toy.start(10)

    assert _ask(toy)[0] == 200
    assert identity.is_alive()
    assert toy.log.read_text(encoding="utf-8").startswith("serving toy\n")
    process.end("toy", identity, toy.port)
    assert not identity.is_alive()
    assert ports.is_free(toy.port)


def test_environment(toy: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shell that deploys only what any program needs reaches a service, never a credential."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "secret")
    identity = dataclasses.replace(toy, env={"TOY_LOG_LEVEL": "DEBUG"}).start(10)

    names = set(_ask(toy)[1].split())
    process.end("toy", identity, toy.port)
    assert {"HOST", "PORT", "NAME", "PYTHONUNBUFFERED", "TOY_LOG_LEVEL"} <= names
    assert {"AWS_SECRET_ACCESS_KEY", "PULUMI_CONFIG_PASSPHRASE"} & names == set()


def _left(toy: Service) -> list[str]:
    output = subprocess.run(("ps", "-eo", "stat=,args="), capture_output=True, text=True, check=True).stdout
    return [line for line in output.splitlines() if toy.argv[1] in line and not line.startswith("Z")]


def test_ends_at_once(toy: Service) -> None:
    """A service that ends at once is reported with its exit code and its own last words, not those of before."""
    toy.log.parent.mkdir()
    toy.log.write_text("words of before\n", encoding="utf-8")
    _program(toy).write_text("import sys; print('no database'); sys.exit(3)", encoding="utf-8")

    with pytest.raises(ServiceError) as caught:
        toy.start(10)

    assert str(caught.value) == (
        f"toy ended with exit code 3 before it was healthy.\nThe end of its log, {toy.log}:\n  | no database"
    )


def test_long_words(toy: Service) -> None:
    """Of a long line of the log the beginning and the end are reported."""
    _program(toy).write_text("import sys; print('a' * 300 + 'no database'); sys.exit(3)", encoding="utf-8")

    with pytest.raises(ServiceError) as caught:
        toy.start(10)

    assert str(caught.value).splitlines()[-1] == f"  | {'a' * 120} ... {'a' * 89}no database"


def test_never_listens(toy: Service) -> None:
    """A service that never listens is given up after the timeout, and not left running."""
    _program(toy).write_text("import time; time.sleep(60)", encoding="utf-8")

    with pytest.raises(ServiceError) as caught:
        toy.start(1)

    output = str(caught.value)
    assert output.startswith(f"toy was not healthy within 1 s: GET /health on port {toy.port} fails (")
    assert _left(toy) == []


def test_never_healthy(toy: Service) -> None:
    """A service that answers something else than 200 is not healthy."""
    with pytest.raises(ServiceError) as caught:
        dataclasses.replace(toy, env={"STATUS": "503"}).start(1)

    output = str(caught.value).splitlines()[0]
    assert output == f"toy was not healthy within 1 s: GET /health on port {toy.port} answers 503."
    assert _left(toy) == []
    assert ports.wait_until_free(toy.port, 5)


def test_cancelled(toy: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the wait, and the service with it."""
    _program(toy).write_text("import time; time.sleep(60)", encoding="utf-8")
    (tmp_path / "cancelled").touch()
    monkeypatch.setenv("PANTSTACK_CANCELLED", str(tmp_path / "cancelled"))

    with pytest.raises(ServiceError) as caught:
        toy.start(30)

    assert str(caught.value).startswith("toy was not healthy yet when the deploy was cancelled.")
    assert _left(toy) == []


def test_busy_port(toy: Service) -> None:
    """A kept port that another process took is reported, and that process is let be."""
    with socket.socket() as other:
        other.bind((ports.HOST, toy.port))
        other.listen()
        with pytest.raises(ServiceError) as caught:
            toy.start(5)

    assert str(caught.value) == (
        f"Port {toy.port}, kept for toy, is taken by another process.\n"
        "End that process, or run with --destroy first to give the port up."
    )


def test_forgotten(toy: Service) -> None:
    """A service whose deploy was killed before it was remembered makes room for the next, and ends with its port."""
    forgotten = toy.start(10)

    identity = toy.start(10)
    were_alive = (forgotten.is_alive(), identity.is_alive())
    process.end_forgotten(toy.mark.owner)

    assert were_alive == (False, True)
    assert not identity.is_alive()


def test_no_room(toy: Service, tmp_path: Path) -> None:
    """A log that cannot be written is reported with its name."""
    (tmp_path / "file").touch()

    with pytest.raises(ServiceError) as caught:
        dataclasses.replace(toy, log=tmp_path / "file" / "toy.log").start(10)

    assert str(caught.value) == (
        f"Cannot start toy: {tmp_path}/file: File exists.\nFree disk space or fix the permissions, then deploy again."
    )


def test_stubborn(toy: Service) -> None:
    """A service that ignores the request to end is killed."""
    _program(toy).write_text(STUBBORN, encoding="utf-8")
    identity = toy.start(10)

    identity.end(0.3)

    assert not identity.is_alive()
