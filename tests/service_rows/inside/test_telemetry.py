"""Rows of what a service tells of itself: health, logs, metrics and traces."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

REFUNDS = "/api/v1/refunds"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
MakeClient = Callable[..., TestClient]
Start = Callable[..., Any]


def test_row_113_health(make_client: MakeClient) -> None:
    """All three tell that the service is well."""
    client = make_client()
    answers = [client.get(f"/health{path}") for path in ("", "/live", "/ready")]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json() == {"status": "healthy"}


def test_row_113_not_ready(make_client: MakeClient) -> None:
    """Where Redis does not answer the service lives, and is not ready."""
    client = make_client(redis_url="redis://127.0.0.1:9")
    ready = client.get("/health/ready")

    assert [client.get(f"/health{path}").status_code for path in ("", "/live")] == [200, 200]
    assert (ready.status_code, list(ready.json()["failed"])) == (503, ["redis"])


def test_row_113_while_it_ends(start: Start, until: Callable[..., None]) -> None:
    """A service that is to end is not ready any more, and goes on answering for as long as its variable says."""
    service = start(SHUTDOWN_DELAY="600")
    service.process.terminate()
    until(lambda: service.get("/health/ready")[0] == 503)

    assert [service.get(path)[0] for path in ("/health", f"{REFUNDS}/unknown")] == [200, 404]


def test_row_114_logs(start: Start) -> None:
    """Each line is an object, and those of a request have its id and that of its trace."""
    service = start()
    service.get(f"{REFUNDS}/unknown", **PARENT, **{"X-Request-ID": "request-1"})
    lines = service.stop()

    of_request = [line for line in lines if line.get("request_id") == "request-1"]
    assert [line["trace_id"] for line in of_request] == [TRACE] * len(of_request)
    assert [(line["method"], line["path"], line["status"]) for line in of_request if line["logger"] == "access"] == [
        ("GET", f"{REFUNDS}/{{item_id}}", 404)
    ]
    assert [line for line in lines if not {"time", "level", "logger", "message", "service"} <= line.keys()] == []


def test_row_114_an_error(make_client: MakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    """What goes wrong inside is in the log with its traceback, and its answer has only the id by which to find it."""
    client = make_client()

    async def fail(*_: object) -> None:
        message = "of no concern to others"
        raise RuntimeError(message)

    client.app.state.resources.service.get_item = fail
    response = client.get(f"{REFUNDS}/1", headers={"X-Request-ID": "request-2"})
    logged = capsys.readouterr().out

    assert (response.status_code, response.headers["x-request-id"]) == (500, "request-2")
    assert "of no concern" not in response.text
    assert "of no concern" in logged


def test_row_106_resources(make_client: MakeClient) -> None:
    """The processor's time and the memory of the process are among the metrics."""
    client = make_client()
    client.get(f"{REFUNDS}/unknown")
    values = dict(
        line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line and not line.startswith("#")
    )

    assert float(values["process_cpu_seconds_total"]) > 0
    assert float(values["process_resident_memory_bytes"]) > 1_000_000
    # By the route, not by the path, which has an id.
    assert [name for name in values if f"{REFUNDS}/{{item_id}}" in name] != []
    assert [name for name in values if "unknown" in name] == []


def test_row_115_metrics_for_cloudwatch(start: Start) -> None:
    """They are lines of CloudWatch's embedded format on standard output, so no agent is needed."""
    service = start(REFUNDS_METRICS="emf")
    service.get(f"{REFUNDS}/unknown")
    lines = service.stop()

    documents = [line for line in lines if "_aws" in line]
    assert documents != []
    for document in documents:
        for directive in document["_aws"]["CloudWatchMetrics"]:
            named = [metric["Name"] for metric in directive["Metrics"]]
            keys = [key for dimensions in directive["Dimensions"] for key in dimensions]
            assert directive["Namespace"]
            assert set(named) | set(keys) <= document.keys()


@contextmanager
def collector() -> Iterator[tuple[str, list[Any]]]:
    """A collector of traces: where it listens, and the spans that it was sent."""
    spans: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take spans."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            if self.path == "/v1/traces":
                request = ExportTraceServiceRequest.FromString(body)
                spans.extend(
                    span for each in request.resource_spans for scope in each.scope_spans for span in scope.spans
                )
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", spans
        server.shutdown()
        thread.join()


def test_row_117_spans(start: Start, database_url: str, redis_url: str) -> None:
    """A trace that comes with a request has a span of the request, and spans of SQL and Redis within it."""
    with collector() as (url, spans):
        service = start(
            OTEL_EXPORTER_OTLP_ENDPOINT=url,
            REFUNDS_DATABASE_URL=database_url,
            REFUNDS_REDIS_URL=redis_url,
            REFUNDS_MIGRATE_AT_START="true",
        )
        assert service.get(f"{REFUNDS}/unknown", **PARENT)[0] == 404
        service.stop()

    ours = [span for span in spans if span.trace_id.hex() == TRACE]
    served = [span for span in ours if span.parent_span_id.hex() == "00f067aa0ba902b7"]
    systems = {each.value.string_value for span in ours for each in span.attributes if each.key.startswith("db.system")}
    assert [(span.name, span.kind) for span in served] == [(f"GET {REFUNDS}/{{item_id}}", 2)]
    assert systems == {"postgresql", "redis"}


def test_row_117_from_service_to_service(start: Start) -> None:
    """What a service sends to another carries the trace on."""
    orders = start("orders")
    shipping = start("shipping", ORDERS_BASE_URL=orders.url)
    answer = httpx2.post(f"{shipping.url}/api/v1/shipping", json={"order_id": "nope"}, headers=PARENT)
    lines = orders.stop()

    assert answer.status_code == 404
    assert [line["trace_id"] for line in lines if line["logger"] == "access" and "orders" in line["path"]] == [TRACE]
