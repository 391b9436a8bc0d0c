"""What the tests of rows share: applications with settings of their own, services as processes, and their servers."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from modules.refunds.backend.api.main import create_app
from modules.refunds.backend.config import Settings

ROOT = Path.cwd()
_SECONDS = 60


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the machine reaches a service."""
    for name in list(os.environ):
        if name.startswith(("REFUNDS_", "ORDERS_", "SHIPPING_", "INVENTORY_", "OTEL_", "SHUTDOWN_")) or name in {
            "HOST",
            "PORT",
        }:
            monkeypatch.delenv(name)


@pytest.fixture(name="make_client")
def _make_client() -> Iterator[Callable[..., TestClient]]:
    """Makes a client of an application with settings of its own; the application has been started."""
    with ExitStack() as stack:

        def make(**settings: object) -> TestClient:
            return stack.enter_context(TestClient(create_app(Settings(**settings)), raise_server_exceptions=False))

        yield make


@dataclass
class Service:
    """A service that runs as a process of its own."""

    url: str
    process: subprocess.Popen[str]
    output: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Return status and body of an answer; -1 if there is none."""
        request = urllib.request.Request(f"{self.url}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return -1, ""

    def stop(self) -> list[dict[str, Any]]:
        """End the service, and return the lines that it has written to standard output."""
        self.process.terminate()
        self.process.wait(_SECONDS)
        return [json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(name="start")
def _start(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Starts a service as a process with variables of its own, and waits until it answers."""
    services: list[Service] = []

    def start(name: str = "refunds", **variables: str) -> Service:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        output = tmp_path / f"{len(services)}.log"
        with output.open("w", encoding="utf-8") as stream:
            process = subprocess.Popen(
                (sys.executable, "-m", f"modules.{name}.backend.api"),
                env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port), **variables},
                stdout=stream,
                text=True,
            )
        service = Service(f"http://127.0.0.1:{port}", process, output)
        services.append(service)
        deadline = time.monotonic() + _SECONDS
        while service.get("/health")[0] != HTTPStatus.OK:
            assert process.poll() is None, output.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, "no answer"
            time.sleep(0.05)
        return service

    yield start
    for service in services:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()


@pytest.fixture(name="sql")
def _sql() -> Callable[..., list[tuple[Any, ...]]]:
    """Executes a statement in a PostgreSQL database, and returns the rows of its result."""
    import asyncpg  # noqa: PLC0415 - of those that use a database

    async def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return lambda url, statement: asyncio.run(execute(url, statement))


@pytest.fixture(name="database_url")
def _database_url(sql: Callable[..., list[tuple[Any, ...]]]) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    server = os.environ.get("ROWS_DATABASE_URL")
    if not server:
        pytest.skip("needs a PostgreSQL: ROWS_DATABASE_URL")
    name = f"row_{uuid4().hex}"
    sql(server, f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(name="redis_url")
def _redis_url() -> str:
    """An empty Redis."""
    import redis  # noqa: PLC0415 - of those that use one

    url = os.environ.get("ROWS_REDIS_URL")
    if not url:
        pytest.skip("needs a Redis: ROWS_REDIS_URL")
    with redis.Redis.from_url(url) as client:
        client.flushall()
    return url


@pytest.fixture(name="refused")
def _refused() -> Callable[..., tuple[int, list[str]]]:
    """Starts a service that does not start, and returns its exit code and what it writes to standard error."""

    def run(**variables: str) -> tuple[int, list[str]]:
        ran = subprocess.run(
            (sys.executable, "-m", "modules.refunds.backend.api"),
            env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return ran.returncode, ran.stderr.splitlines()

    return run


@pytest.fixture(name="until")
def _until() -> Callable[[Callable[[], object]], None]:
    """Waits until something is so."""

    def wait(is_so: Callable[[], object]) -> None:
        deadline = time.monotonic() + _SECONDS
        while True:
            with suppress(OSError):
                if is_so():
                    return
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return wait
