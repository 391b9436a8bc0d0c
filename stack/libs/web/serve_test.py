"""A service as a process of its own, and how it ends."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

PROGRAM = """\
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import structlog
from fastapi import FastAPI, Request
from stack.libs import web
from stack.libs.common import configure_logging

orders = 0

@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    structlog.get_logger("app").info("closed", orders=orders)

app = FastAPI(lifespan=lifespan)
app.include_router(web.health_router({}), prefix="/health")

@app.post("/orders")
async def create(request: Request) -> int:
    global orders
    size = len(await request.body())
    orders += 1
    return size

configure_logging("INFO", "example")
web.serve(app, 8001)
"""
BOUND_SECONDS = 20
BODY = b"x" * 10
HALF = len(BODY) // 2


class Service:
    """A running service, and what it has logged."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take the process."""
        self.process = process
        self.port = 0
        self.messages: list[str] = []
        self.closed_with: dict[str, object] = {}

    async def read_until(self, pattern: str) -> re.Match[str]:
        """Wait for a message."""
        assert self.process.stdout is not None
        async with asyncio.timeout(BOUND_SECONDS):
            while line := await self.process.stdout.readline():
                entry = json.loads(line)
                self.messages.append(entry["message"])
                if entry["message"] == "closed":
                    self.closed_with = entry
                if match := re.search(pattern, entry["message"]):
                    return match
        message = f"ended without {pattern!r}: {self.messages}"
        raise AssertionError(message)

    async def end(self) -> int:
        """Wait for the end, and return the exit code."""
        async with asyncio.timeout(BOUND_SECONDS):
            with pytest.raises(AssertionError, match="ended without"):
                await self.read_until("(?!)")
            return await self.process.wait()


@asynccontextmanager
async def running(folder: Path, **variables: str) -> AsyncIterator[Service]:
    """Start a service on any port, and wait until it listens."""
    program = folder / "program.py"
    program.write_text(PROGRAM, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PORT": "0", **variables}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, program, env=environment, stdout=pipe)
    service = Service(process)
    try:
        service.port = int((await service.read_until(r"running on http://127\.0\.0\.1:(\d+)"))[1])
        yield service
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def wait_for(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(BOUND_SECONDS):
        while not await condition():  # noqa: ASYNC110  another process sets no event
            await asyncio.sleep(0)


async def refuses(port: int) -> bool:
    """Whether nothing listens at a port."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:
        return False  # It was just being closed.
    writer.close()
    return False


class Upload:
    """A request whose body is sent in two halves."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection."""
        self.reader, self.writer = reader, writer

    @classmethod
    async def begin(cls, port: int) -> "Upload":
        """Send the first half, after the server has wanted to have it."""
        upload = cls(*await asyncio.open_connection("127.0.0.1", port))
        headers = f"Host: x\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue"
        upload.writer.write(f"POST /orders HTTP/1.1\r\n{headers}\r\n\r\n".encode())
        async with asyncio.timeout(BOUND_SECONDS):
            assert b" 100 " in await upload.reader.readuntil(b"\r\n\r\n")
        upload.writer.write(BODY[:HALF])
        return upload

    async def finish(self) -> tuple[str, set[str], str]:
        """Send the second half, and return the answer's first line, its headers' names and its body."""
        self.writer.write(BODY[HALF:])
        async with asyncio.timeout(BOUND_SECONDS):
            answer = (await self.reader.read()).decode()
        self.writer.close()
        head, body = answer.split("\r\n\r\n")
        first, *headers = head.split("\r\n")
        return first, {header.lower() for header in headers if not header.lower().startswith("date")}, body


async def send_while_ready(port: int, has_sent: asyncio.Event) -> int:
    """Post orders as long as the service is ready, as a load balancer does; return how many were answered."""
    answered = 0
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=BOUND_SECONDS) as client:
        while (await client.get("/health/ready")).status_code == 200:
            response = await client.post("/orders", content=BODY)
            assert (response.status_code, response.json()) == (200, len(BODY))
            answered += 1
            has_sent.set()
    return answered


@pytest.mark.asyncio
async def test_no_request_is_lost(tmp_path: Path) -> None:
    """While requests keep arriving and are in flight, SIGTERM ends a service after it has answered all of them."""
    async with running(tmp_path, SHUTDOWN_DELAY="2") as service:
        uploads = [await Upload.begin(service.port) for _ in range(3)]
        events = [asyncio.Event() for _ in range(6)]
        senders = [asyncio.create_task(send_while_ready(service.port, event)) for event in events]
        async with asyncio.timeout(BOUND_SECONDS):
            await asyncio.gather(*(event.wait() for event in events))
        service.process.send_signal(signal.SIGTERM)
        answered = sum(await asyncio.gather(*senders))
        await wait_for(lambda: refuses(service.port))
        answers = [await upload.finish() for upload in uploads]

        assert answers == [
            ("HTTP/1.1 200 OK", {"content-length: 2", "content-type: application/json", "connection: close"}, "10")
        ] * len(uploads)
        assert await service.end() == 0
        assert service.closed_with["orders"] == answered + len(uploads)


@pytest.mark.asyncio
async def test_a_service_goes_on_while_it_drains(tmp_path: Path) -> None:
    """After the signal it is not ready, but alive, and asks for connections to be closed."""
    async with running(tmp_path, SHUTDOWN_DELAY="60") as service:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{service.port}") as client:
            before = await client.get("/health/ready")
            service.process.send_signal(signal.SIGTERM)
            await service.read_until("draining")
            ready, live = await client.get("/health/ready"), await client.get("/health/live")

        assert (before.status_code, ready.status_code, live.status_code) == (200, 503, 200)
        assert [each.headers.get("Connection") for each in (before, ready, live)] == [None, "close", "close"]
        assert [each.headers.get("Server") for each in (before, ready, live)] == [None, None, None]


@pytest.mark.asyncio
async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    """Neither the delay nor a request that does not end is waited for, and the exit code says so."""
    async with running(tmp_path, SHUTDOWN_DELAY="60") as service:
        upload = await Upload.begin(service.port)
        service.process.send_signal(signal.SIGTERM)
        await service.read_until("draining")
        service.process.send_signal(signal.SIGTERM)

        assert await service.end() == 1
        upload.writer.close()


@pytest.mark.asyncio
async def test_requests_that_do_not_end_are_given_up(tmp_path: Path) -> None:
    """After the timeout they are cancelled, and the application is closed in order."""
    async with running(tmp_path, SHUTDOWN_TIMEOUT="1") as service:
        upload = await Upload.begin(service.port)
        service.process.send_signal(signal.SIGTERM)

        assert await service.end() == 0
        assert service.closed_with["orders"] == 0
        upload.writer.close()
    assert "Cancel 1 running task(s), timeout graceful shutdown exceeded" in service.messages


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("PORT", "65536", "a number from 0 to 65535"),
        ("PORT", "nan", "a number from 0 to 65535"),
        ("PORT", "8081.5", "a whole number from 0 to 65535"),
        ("SHUTDOWN_DELAY", "soon", "a number from 0 to 3600"),
    ],
)
async def test_wrong_variables(tmp_path: Path, variable: str, value: str, expected: str) -> None:
    """A variable that is no number, or one out of range, is two lines and exit code 2."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), variable: value}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, program, env=environment, stdout=pipe, stderr=pipe)
    async with asyncio.timeout(BOUND_SECONDS):
        output, errors = await process.communicate()

    message = f"{variable}: not {expected}.\nCorrect it in the environment.\n"
    assert (process.returncode, output.decode(), errors.decode()) == (2, "", message)
