"""Compares a generated service, with everything on, with a bare FastAPI application of the same routes.

Run it as `build-support/test --benchmark service`; no test depends on what it prints.
Both run under uvicorn, one after the other in turn, each in a process of its own; this one is the client. On means
authentication, rate limit, metrics, traces (as many as by default, sent to a collector here), request ids, an access
line for each request, security headers, body limit, problem details and idempotency. The bare application has the same
routes in the same order, the same models and dependency, and uvicorn's access line, as uvicorn has it by default.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "build-support"))

import dev  # noqa: E402  makes the environments of modules, one folder away
from http_load import Sample, Server, fetch, load  # noqa: E402  beside this file

REQUIREMENTS = ROOT / "3rdparty/python/requirements-orders-api.txt"
SERVICE = "modules.orders.backend.api.main:app"
ROUNDS, SECONDS = 5, 1.5
STARTUP_SECONDS = 30
KEY = "a key of the benchmark"
BARE = """\
from typing import Annotated
from uuid import uuid4
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Path, Query, Request
from modules.orders.backend.schemas.models import CreateOrderRequest, Order
health, router = APIRouter(), APIRouter()
async def get_orders(request: Request) -> dict[str, Order]:
    return request.app.state.orders
Orders = Annotated[dict[str, Order], Depends(get_orders)]
@health.get("")
async def read_health() -> dict[str, str]:
    return {"status": "healthy"}
@router.post("")
async def create_order(request: CreateOrderRequest, orders: Orders) -> Order:
    order = Order(id=str(uuid4()), customer_id=request.customer_id, items=request.items, status="pending")
    orders[order.id] = order
    return order
@router.get("")
async def list_orders(orders: Orders, limit: Annotated[int, Query(le=100)] = 50) -> list[Order]:
    return list(orders.values())[:limit]
@router.get("/{order_id}")
async def get_order(order_id: Annotated[str, Path(max_length=64)], orders: Orders) -> Order:
    if order_id not in orders:
        raise HTTPException(404, "Order not found")
    return orders[order_id]
app = FastAPI(docs_url="/api/docs")
app.state.orders = {}
app.include_router(router, prefix="/api/v1/orders")
app.include_router(health, prefix="/health")
"""
ORDER = json.dumps({"customer_id": "cust-123", "items": [{"product_id": "prod-1", "quantity": 2}]}).encode()


class Collector(BaseHTTPRequestHandler):
    """Takes traces and forgets them."""

    def do_POST(self) -> None:
        """Take a batch."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """A request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"X-API-Key: {KEY}", "Content-Type: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def creations() -> Iterator[bytes]:
    """Requests for orders, each with a key of its own, as clients send them."""
    while True:
        yield request("POST", "/api/v1/orders", ORDER, Idempotency_Key=str(uuid.uuid4()))


@contextmanager
def serving(name: str, application: str, variables: dict[str, str], *options: str) -> Iterator[Server]:
    """Start uvicorn on any port, and wait until it listens."""
    python = str(dev.environment(REQUIREMENTS))
    argv = [python, "-m", "uvicorn", application, "--port=0", *options]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as log, tempfile.NamedTemporaryFile() as output:
        process = subprocess.Popen(argv, cwd=ROOT, env={**os.environ, **variables}, stdout=log, stderr=output)
        try:
            found = None
            while found is None:
                if process.poll() is not None or time.perf_counter() > started + STARTUP_SECONDS:
                    sys.exit(f"{application} did not start:\n{Path(output.name).read_text()}")
                time.sleep(0.01)
                log.seek(0)
                text = Path(output.name).read_bytes() + os.pread(log.fileno(), 100_000, 0)
                found = re.search(rb"running on http://127\.0\.0\.1:(\d+)", text)
            yield Server(name, process, int(found[1]), time.perf_counter() - started)
        finally:
            process.terminate()
            process.wait()


def main(application: str) -> None:
    """Print one row for each kind of request and application."""
    collector = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    on = {
        "ORDERS_AUTHENTICATION": "on",
        "ORDERS_API_KEYS": f"benchmark:{sha256(KEY.encode()).hexdigest()}:orders:read orders:write",
        "ORDERS_RATE_LIMIT": "100000000/minute",
        "ORDERS_METRICS": "prometheus",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
    }
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        (Path(folder) / "bare_application.py").write_text(BARE, "utf-8")
        bare = {"PYTHONPATH": f"{ROOT}{os.pathsep}{folder}"}
        servers = [
            stack.enter_context(serving("bare FastAPI", "bare_application:app", bare)),
            stack.enter_context(
                serving("with everything on", application, on, "--no-access-log", "--no-server-header")
            ),
        ]
        asyncio.run(compare(servers))
        for server in servers:
            print(f"{server.name}: started in {server.startup:.2f} s, {server.megabytes():.0f} MB at most")


async def compare(servers: list[Server]) -> None:
    """Load the servers in turn, and print medians."""
    created = [json.loads(await fetch(server, next(creations())))["id"] for server in servers]
    reads = [request("GET", f"/api/v1/orders/{each}") for each in created]
    kinds = {"GET": [repeat(each) for each in reads], "POST": [creations() for _ in servers]}
    print(f"{'':6}{'':20}{'requests/s':>12}{'p99 ms':>9}{'CPU us':>9}{'slower':>9}{'more CPU':>10}")
    for kind, requests in kinds.items():
        samples: list[list[Sample]] = [[] for _ in servers]
        for turn in range(ROUNDS + 1):
            for index, server in enumerate(servers):
                sample = await load(server, requests[index], SECONDS)
                samples[index] += [sample] if turn else []
        for server, found in zip(servers, samples):
            print(f"{kind:6}{server.name:20}{format_samples(found, samples[0])}", flush=True)


def format_samples(samples: list[Sample], bare: list[Sample]) -> str:
    """The medians of some rounds, and the medians of what they are apart from another server's same rounds."""
    rate, p99, cpu = (statistics.median(getattr(each, name) for each in samples) for name in ("rate", "p99", "cpu"))
    slower = statistics.median(1 - own.rate / other.rate for own, other in zip(samples, bare))
    more = statistics.median(own.cpu / other.cpu - 1 for own, other in zip(samples, bare) if other.cpu)
    return f"{rate:12.0f}{p99:9.1f}{cpu:9.0f}{slower:9.0%}{more:10.0%}"


if __name__ == "__main__":
    main(*sys.argv[1:] or [SERVICE])
