"""A client that loads one server over some connections, and counts what that costs the server."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

CONNECTIONS = 16


@dataclass
class Server:
    """A running application."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    startup: float

    def cpu_seconds(self) -> float:
        """Processor time so far, or 0 where /proc does not say."""
        path = Path(f"/proc/{self.process.pid}/stat")
        fields = path.read_text().rpartition(")")[2].split() if path.exists() else ["0"] * 20
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Peak memory, or 0 as above."""
        path = Path(f"/proc/{self.process.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+)", path.read_text() if path.exists() else "")
        return int(found[1]) / 1024 if found else 0


@dataclass
class Sample:
    """One round: requests a second, milliseconds that one in a hundred exceeds, microseconds of processor a request."""

    rate: float
    p99: float
    cpu: float


class Client(asyncio.Protocol):
    """One connection that sends a request when the last one was answered."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], end: float) -> None:
        """Take what it shares with others."""
        self.requests, self.latencies, self.end = requests, latencies, end
        self.finished = asyncio.get_running_loop().create_future()
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self.transport = cast("asyncio.Transport", transport)
        self.send()

    def send(self) -> None:
        """Send a request."""
        self.started = time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        """Note an answer that is complete."""
        self.received += data
        head, _, body = self.received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if length is None or len(body) < int(length[1]):
            return
        now = time.perf_counter()
        self.latencies.append(now - self.started)
        self.received = b""
        if head[9:12] != b"200":
            self.finished.set_exception(RuntimeError(f"{head.decode()}\n{body.decode()}"))
        elif now < self.end:
            self.send()
        else:
            self.transport.close()
            self.finished.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        """End with an error if the connection ended first."""
        if not self.finished.done():
            self.finished.set_exception(error or ConnectionResetError("the server closed the connection"))


async def load(server: Server, requests: Iterator[bytes], seconds: float) -> Sample:
    """Send requests over some connections for some time."""
    latencies: list[float] = []
    loop, before, started = asyncio.get_running_loop(), server.cpu_seconds(), time.perf_counter()
    end = started + seconds
    made = [
        await loop.create_connection(lambda: Client(requests, latencies, end), "127.0.0.1", server.port)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*(client.finished for _, client in made))
    count, elapsed = len(latencies), time.perf_counter() - started
    cpu = (server.cpu_seconds() - before) / count * 1e6
    return Sample(count / elapsed, sorted(latencies)[int(count * 0.99)] * 1e3, cpu)


async def fetch(server: Server, message: bytes) -> bytes:
    """Send one request, and return its answer's body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readexactly(int(re.findall(rb"(?i)content-length: (\d+)", head)[0]))
    writer.close()
    return body
