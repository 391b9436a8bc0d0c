"""Spans of requests, and of what a service calls while it answers them."""

import logging
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar

import aiosqlite  # noqa: F401 - the driver that SQLAlchemy looks for
import httpx
import pytest
from fakeredis import FakeAsyncRedis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import get_current_span, get_tracer_provider
from sqlalchemy import text

from stack.libs.common import HttpServiceSettings
from stack.libs.observability import add_tracing, telemetry, tracing

TRACE, CALLER = 0x0AF7651916CD43DD8448EB211C80319C, 0xB7AD6B7169203331
SAMPLED = {"traceparent": f"00-{TRACE:032x}-{CALLER:016x}-01"}
UNSAMPLED = {"traceparent": f"00-{TRACE:032x}-{CALLER:016x}-00"}
X_RAY = {"X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"}
EXPORTER = InMemorySpanExporter()


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    received: ClassVar[list[tuple[str, dict[str, str], bytes]]] = []

    def do_GET(self) -> None:
        """Keep a request, and answer it with nothing."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.received.append((self.path, headers, body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - as the standard library looks for it

    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture(scope="module")
def receiver_url() -> Iterator[str]:
    """The address of a server that others call."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _nothing_received() -> None:
    for provider in tracing._providers.values():  # noqa: SLF001 - what a failed test left
        provider.force_flush()
    Receiver.received.clear()
    EXPORTER.clear()


def make_settings(ratio: float) -> HttpServiceSettings:
    """The settings of a service with a database and Redis."""
    return HttpServiceSettings.model_validate(
        {"trace_ratio": ratio, "database_url": "sqlite+aiosqlite://", "redis_url": "redis://localhost"}
    )


def make_app(service: str, ratio: float = 0.0, exporter: InMemorySpanExporter | None = EXPORTER) -> FastAPI:
    """A service that calls others; each `service` has one exporter in a process."""
    settings = make_settings(ratio)
    app = FastAPI(telemetry=telemetry(settings, service, exporter))
    add_tracing(app, settings, service)

    @app.get("/calls/{number}")
    async def call(number: int, url: str) -> int:
        async with httpx.AsyncClient() as client:
            await client.get(f"{url}/stock/{number}")
        return number

    @app.get("/records/{number}")
    @app.get("/health/ready")
    async def record(number: int = 0) -> int:
        # As stack.libs.database does it: what was imported before tracing began makes no spans of statements.
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine("sqlite+aiosqlite://")
        async with engine.connect() as connection:
            await connection.execute(text("select :secret"), {"secret": "hidden"})
        await engine.dispose()
        async with FakeAsyncRedis() as redis:
            await redis.set("name", "hidden")
        return number

    @app.get("/fails")
    async def fail() -> None:
        message = "on purpose"
        raise ValueError(message)

    @app.get("/trace")
    async def show() -> dict[str, str]:
        span = get_current_span().get_span_context()
        return {"trace": f"{span.trace_id:032x}", "flags": f"{span.trace_flags:02x}"}

    return app


def spans(client: TestClient, *requests: tuple[str, dict[str, str]]) -> list[ReadableSpan]:
    """The spans of some requests, in the order of their ends."""
    for path, headers in requests:
        client.get(path, headers=headers)
    for provider in tracing._providers.values():  # noqa: SLF001 - to wait for what is exported in the background
        provider.force_flush()
    return sorted(EXPORTER.get_finished_spans(), key=lambda span: span.end_time or 0)


def describe(span: ReadableSpan) -> tuple[str, str, str, str | None]:
    """A span as name, kind, trace and parent."""
    parent = f"{span.parent.span_id:x}" if span.parent else None
    return span.name, span.kind.name, f"{span.get_span_context().trace_id:x}", parent  # type: ignore[union-attr]


def test_row_117_in() -> None:
    """The span of a request belongs to the trace of its caller, by W3C's header or by that of X-Ray."""
    client = TestClient(make_app("continued"))

    assert [describe(span) for span in spans(client, ("/trace", SAMPLED), ("/trace", X_RAY))] == [
        ("GET /trace", "SERVER", f"{TRACE:x}", f"{CALLER:x}"),
        ("GET /trace", "SERVER", "5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8"),
    ]


def test_the_header_of_w3c_counts() -> None:
    """Where a load balancer has added a header of X-Ray, the trace of the caller goes on."""
    [span] = spans(TestClient(make_app("both")), ("/trace", {**X_RAY, **SAMPLED}))

    assert describe(span) == ("GET /trace", "SERVER", f"{TRACE:x}", f"{CALLER:x}")


def test_a_span_of_a_request() -> None:
    """A span has the path's template, and of the URL what no secret is in."""
    [span] = spans(TestClient(make_app("orders")), ("/trace?sig=secret&page=2", SAMPLED))

    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/trace",
        "network.protocol.version": "1.1",
        "server.address": "testserver",
        "server.port": 80,
        "url.path": "/trace",
        "url.query": "sig=REDACTED&page=2",
        "url.scheme": "http",
    }
    assert span.resource.attributes["service.name"] == "orders"


def test_row_83_the_region() -> None:
    """Spans are of the region that the service was given, and of none that is only the default."""
    regions = []
    for region in ({"aws_region": "eu-central-1"}, {}):
        settings = HttpServiceSettings.model_validate({"trace_ratio": 1.0, **region})
        app = FastAPI(telemetry=telemetry(settings, f"region of {region}", EXPORTER))
        app.get("/")(lambda: None)
        [span] = spans(TestClient(app), ("/", {}))
        regions.append(span.resource.attributes.get("cloud.region"))
        EXPORTER.clear()

    assert regions == ["eu-central-1", None]


def test_an_error_is_in_the_span() -> None:
    """A request that fails has a span that says how, without the message of the error."""
    [span] = spans(TestClient(make_app("fails"), raise_server_exceptions=False), ("/fails", SAMPLED))

    assert (span.status.status_code.name, dict(span.attributes or {})["error.type"]) == ("ERROR", "ValueError")
    assert "on purpose" not in span.to_json()


def test_row_117_out(receiver_url: str) -> None:
    """A request over HTTP is a span below that of the request, and carries the trace on."""
    client = TestClient(make_app("calls"))
    calling, answering = spans(client, (f"/calls/7?url={receiver_url}", SAMPLED))

    assert describe(calling) == ("GET", "CLIENT", f"{TRACE:x}", f"{answering.get_span_context().span_id:x}")  # type: ignore[union-attr]
    caller = calling.get_span_context()
    assert caller is not None
    [(path, headers, _)] = Receiver.received
    assert {name: headers[name] for name in ("traceparent", "x-amzn-trace-id")} | {"path": path} == {
        "path": "/stock/7",
        "traceparent": f"00-{TRACE:032x}-{caller.span_id:016x}-01",
        "x-amzn-trace-id": f"Root=1-0af76519-16cd43dd8448eb211c80319c;Parent={caller.span_id:016x};Sampled=1",
    }


def test_row_117_sql_and_redis() -> None:
    """Statements of SQL and commands of Redis are spans below that of the request, without the values in them."""
    found = spans(TestClient(make_app("records")), ("/records/7", SAMPLED))

    parents = {f"{span.parent.span_id:x}" for span in found[:-1] if span.parent}
    assert [describe(span)[:2] for span in found] == [
        ("connect", "CLIENT"),
        ("select", "CLIENT"),
        ("SET", "CLIENT"),
        ("GET /records/{number}", "SERVER"),
    ]
    assert parents == {f"{found[-1].get_span_context().span_id:x}"}  # type: ignore[union-attr]
    attributes = [dict(span.attributes or {}) for span in found]
    assert [each.get("db.query.text") for each in attributes] == [None, "select ?", "SET ? ?", None]
    assert [span for span in found if "hidden" in span.to_json()] == []


def test_what_is_not_sampled(receiver_url: str) -> None:
    """Whom the caller or the ratio does not sample has no spans, and who is called knows."""
    client = TestClient(make_app("unsampled", ratio=0.0))

    assert spans(client, (f"/calls/7?url={receiver_url}", UNSAMPLED), (f"/calls/8?url={receiver_url}", {})) == []
    first, second = (headers["traceparent"].split("-") for _, headers, _ in Receiver.received)
    assert (first[1], first[3], second[3]) == (f"{TRACE:032x}", "00", "00")
    assert client.get("/trace", headers=UNSAMPLED).json() == {"trace": f"{TRACE:032x}", "flags": "00"}


async def in_process(app: FastAPI, headers: dict[str, str], times: int = 1) -> list[str]:
    """The traces that requests in this task have."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://in-process") as client:
        return [(await client.get("/trace", headers=headers)).json()["trace"] for _ in range(times)]


@pytest.mark.asyncio
async def test_a_trace_that_nobody_records_ends_with_its_request() -> None:
    """Each request without a trace has one of its own, and none is left in the context of who called in process."""
    traces = await in_process(make_app("ends", ratio=0.0), {}, times=3)

    assert (len(set(traces) - {"0" * 32}), get_current_span().get_span_context().is_valid) == (3, False)


@pytest.mark.asyncio
async def test_a_trace_of_a_caller_ends_with_its_request() -> None:
    """Without an exporter, too, nothing is left in the context of who called in process."""
    traces = await in_process(make_app("ends without exporter", exporter=None), SAMPLED)

    assert (traces, get_current_span().get_span_context().is_valid) == ([f"{TRACE:032x}"], False)


@pytest.mark.asyncio
async def test_what_is_sampled_is_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that is sampled has a span whatever the sampler of the SDK would do, and only this one."""
    monkeypatch.setattr("random.random", lambda: 0.0)
    app = make_app("decided", ratio=1e-15)
    await in_process(app, {})
    provider = tracing._providers["decided"]  # noqa: SLF001 - the one of this service

    assert not provider.get_tracer("test").start_span("afterwards").is_recording()
    assert [describe(span)[:2] for span in spans(TestClient(app))] == [("GET /trace", "SERVER")]


def test_the_ratio() -> None:
    """A ratio of one samples what has no caller, and of what a caller has only what it samples."""
    client = TestClient(make_app("ratio", ratio=1.0))

    found = spans(client, ("/trace", {}), ("/trace", UNSAMPLED), ("/records/7", {}))
    assert [describe(span)[0] for span in found] == [
        "GET /trace",
        "connect",
        "select",
        "SET",
        "GET /records/{number}",
    ]
    assert len({describe(span)[2] for span in found}) == 2


def test_health_is_not_traced() -> None:
    """Requests for health make no spans, and neither does what they ask for, whatever the caller has sampled."""
    client = TestClient(make_app("health", ratio=1.0))

    assert spans(client, ("/health/ready", {}), ("/health/ready", SAMPLED)) == []


def test_what_begins_outside_of_requests() -> None:
    """What a service does of its own accord is sampled by the ratio of its process's first service."""
    make_app("outside")
    provider = get_tracer_provider()
    assert isinstance(provider, TracerProvider)
    assert not provider.get_tracer("test").start_span("cleanup").is_recording()


def test_spans_are_sent_to_the_collector(
    receiver_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The end of the service sends its last spans as OTLP, with the names of the environment."""
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver_url)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "orders-service")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=staging")
    with caplog.at_level(logging.WARNING), TestClient(make_app("sent", exporter=None)) as client:
        client.get("/trace", headers=SAMPLED)

    [(path, headers, body)] = Receiver.received
    assert (path, headers["content-type"]) == ("/v1/traces", "application/x-protobuf")
    [resource] = ExportTraceServiceRequest.FromString(body).resource_spans
    attributes = {each.key: each.value.string_value for each in resource.resource.attributes}
    assert {name: attributes[name] for name in ("service.name", "deployment.environment.name")} == {
        "service.name": "orders-service",
        "deployment.environment.name": "staging",
    }
    assert [span.name for scope in resource.scope_spans for span in scope.spans] == ["GET /trace"]
    assert caplog.messages == []


class Stuck(InMemorySpanExporter):
    """A collector that takes no end."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Wait."""
        self.go_on.wait(30)
        return super().export(spans)


def test_a_collector_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service ends whether its last spans are taken or not."""
    monkeypatch.setattr(tracing, "_FLUSH_SECONDS", 0.05)
    stuck = Stuck()
    with TestClient(make_app("stuck", exporter=stuck)) as client:
        client.get("/trace", headers=SAMPLED)

    assert stuck.get_finished_spans() == ()
    stuck.go_on.set()


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"},
    ],
    ids=["no endpoint", "disabled", "no exporter"],
)
def test_without_an_exporter(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is recorded, yet the trace of a caller goes on, for the log and for who is called."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    client = TestClient(make_app(f"nowhere-{len(variables)}-{list(variables)[-1:]}", exporter=None))

    assert spans(client, ("/trace", SAMPLED)) == []
    assert client.get("/trace", headers=SAMPLED).json() == {"trace": f"{TRACE:032x}", "flags": "01"}
    assert client.get("/trace", headers=X_RAY).json() == {
        "trace": "5759e988bd862e3fe1be46a994272793",
        "flags": "01",
    }
    assert client.get("/trace").json() == {"trace": "0" * 32, "flags": "00"}
    for wrong in ("", "00-0-0-01", "text", f"00-{'0' * 32}-{CALLER:016x}-01"):
        assert client.get("/trace", headers={"traceparent": wrong}).json() == {"trace": "0" * 32, "flags": "00"}


def test_without_the_argument_of_fastapi() -> None:
    """`add_tracing` alone traces too, through the provider of the process: only what it costs differs."""
    settings = make_settings(0.0)
    make_app("first")
    app = FastAPI()
    add_tracing(app, settings, "second")
    app.get("/plain")(lambda: None)

    assert [describe(span)[0] for span in spans(TestClient(app), ("/plain", SAMPLED))][-1] == "GET /plain"
