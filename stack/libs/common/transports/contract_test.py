"""What clients see, which is the same over HTTP and within the process."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import pytest
import pytest_asyncio
import stamina
import structlog
from opentelemetry import trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from pydantic import BaseModel
from structlog.contextvars import bound_contextvars, get_contextvars

from stack.libs.common import (
    AsgiApp,
    HttpTransport,
    InProcessTransport,
    RequestRefusedError,
    ServiceUnavailableError,
    Transport,
    parse,
)

from .protocol import Message
from .testing import Answer, Service, serving

Reach = Callable[[AsgiApp], Transport]
BUSY, FINE = Answer(503), Answer(200, {"id": "1"})
IN_FLIGHT = Answer(409, {"detail": "in flight"}, (("Retry-After", "1"),))


class Order(BaseModel):
    """What the service answers with."""

    id: str


@pytest_asyncio.fixture(params=["http", "in process"])
async def reach(request: pytest.FixtureRequest) -> AsyncIterator[Reach]:
    """Make transports to an application, which attempt everything three times, without a pause."""
    stamina.set_testing(True, attempts=3, cap=True)
    transports: list[Transport] = []
    with ExitStack() as stack:

        def make(app: AsgiApp) -> Transport:
            if request.param == "http":
                transport: Transport = HttpTransport(stack.enter_context(serving(app)), timeout=TIMEOUT)
            else:
                transport = InProcessTransport(app, timeout=TIMEOUT)
            transports.append(transport)
            return transport

        yield make
        for transport in transports:
            await transport.aclose()
    stamina.set_testing(False)


TIMEOUT = 5.0


async def get_outcome(transport: Transport, method: str) -> str:
    """What comes of a request: the order, or the error, without the address."""
    try:
        order = parse(await transport.request(method, "/orders", {"item": "a"}), Order)
    except (RequestRefusedError, ServiceUnavailableError) as error:
        message = re.sub(r"http://127\.0\.0\.1:\d+|http://in-process|127\.0\.0\.1|in-process", "SERVICE", str(error))
        return f"{type(error).__name__}: {message}"
    return order.id


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "answers", "outcome", "requests"),
    [
        ("GET", [FINE], "1", 1),
        ("GET", [BUSY, FINE], "1", 2),
        ("GET", [Answer(502), Answer(504), FINE], "1", 3),
        ("PUT", [BUSY, FINE], "1", 2),
        ("DELETE", [BUSY, FINE], "1", 2),
        ("POST", [BUSY, FINE], "1", 2),
        ("PATCH", [BUSY, FINE], "ServiceUnavailableError: SERVICE answered PATCH /orders with status 503", 1),
        ("GET", [BUSY], "ServiceUnavailableError: SERVICE answered GET /orders with status 503", 3),
        (
            "GET",
            [Answer(503, headers=(("Retry-After", "60"),)), FINE],
            "ServiceUnavailableError: SERVICE answered GET /orders with status 503",
            1,
        ),
        ("GET", [Answer(500), FINE], "ServiceUnavailableError: SERVICE answered GET /orders with status 500", 1),
        ("GET", [OSError("x"), FINE], "ServiceUnavailableError: SERVICE answered GET /orders with status 500", 1),
        ("POST", [Answer(400, {"detail": "no item"}), FINE], "RequestRefusedError: status 400: no item", 1),
        ("POST", [IN_FLIGHT, FINE], "1", 2),
        ("POST", [IN_FLIGHT], "RequestRefusedError: status 409: in flight", 3),
        ("PATCH", [IN_FLIGHT, FINE], "RequestRefusedError: status 409: in flight", 1),
        ("POST", [Answer(409, {"detail": "sold out"}), FINE], "RequestRefusedError: status 409: sold out", 1),
        ("GET", [Answer(404, {"detail": "Order not found"})], "RequestRefusedError: status 404: Order not found", 1),
        (
            "GET",
            [Answer(429, headers=(("Retry-After", "0"),))],
            "RequestRefusedError: status 429: Too Many Requests",
            1,
        ),
        (
            "GET",
            [Answer(307, headers=(("Location", "/"),)), FINE],
            "RequestRefusedError: status 307: Temporary Redirect",
            1,
        ),
        ("GET", [Answer(200, {"id": 1})], "ServiceUnavailableError: SERVICE answered GET /orders with no Order: id", 1),
    ],
)
async def test_outcomes(
    reach: Reach, method: str, answers: list[Answer | Exception | None], outcome: str, requests: int
) -> None:
    """Transient failures of what may be sent twice are tried again, and all others are errors with a type."""
    service = Service(*answers)

    assert (await get_outcome(reach(service), method), len(service.received)) == (outcome, requests)


@pytest.mark.asyncio
async def test_no_answer(reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that does not answer in time is tried again, and named with the time."""
    monkeypatch.setitem(globals(), "TIMEOUT", 0.05)
    service = Service(None)

    assert await get_outcome(reach(service), "POST") == (
        "ServiceUnavailableError: SERVICE did not answer POST /orders within 0.05 s"
    )
    assert len(service.received) == 3


@pytest.mark.asyncio
async def test_idempotency_key(reach: Reach) -> None:
    """All attempts of a `POST` have the same key and the same body, and each request has a key of its own."""
    service = Service(BUSY, BUSY, FINE)
    transport = reach(service)
    for _ in range(2):
        await transport.request("POST", "/orders", {"item": "a"})

    keys = [each.values("idempotency-key") for each in service.received]
    assert keys == [keys[0]] * 3 + [keys[3]]
    assert keys[0] != keys[3]
    assert {each.body for each in service.received} == {b'{"item":"a"}'}


@pytest.mark.asyncio
async def test_own_idempotency_key(reach: Reach) -> None:
    """A caller's own key is sent, and with one any request may be sent twice."""
    service = Service(BUSY, FINE)
    response = await reach(service).request("PATCH", "/orders", headers={"idempotency-key": "mine"})

    assert (response.status_code, [each.values("idempotency-key") for each in service.received]) == (
        200,
        [["mine"], ["mine"]],
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("is_instrumented", [False, True], ids=["plain", "instrumented"])
async def test_row_117_ids(reach: Reach, *, is_instrumented: bool) -> None:
    """The ids of the current request and trace are sent, once each, whoever else adds them."""
    service = Service(FINE)
    transport = reach(service)
    context = SpanContext(0xABC, 0xDEF, is_remote=True, trace_flags=TraceFlags(1))
    if is_instrumented:
        HTTPXClientInstrumentor().instrument()
    try:
        with trace.use_span(NonRecordingSpan(context)), bound_contextvars(request_id="r1"):
            await transport.request("GET", "/orders", headers={"X-Api-Key": "mine"})
    finally:
        if is_instrumented:
            HTTPXClientInstrumentor().uninstrument()
    await transport.request("GET", "/orders")

    assert [
        (each.values("traceparent"), each.values("x-request-id"), each.values("x-api-key")) for each in service.received
    ] == [(["00-00000000000000000000000000000abc-0000000000000def-01"], ["r1"], ["mine"]), ([], [], [])]


@pytest.mark.asyncio
async def test_context(reach: Reach) -> None:
    """What the caller binds is not bound in the service, nor the other way round."""
    inside: list[dict[str, object]] = []

    class Binding(Service):
        async def __call__(self, scope: Message, *channels: Callable[..., object]) -> None:
            inside.append(dict(get_contextvars()))
            structlog.contextvars.bind_contextvars(request_id="theirs")
            await super().__call__(scope, *channels)  # type: ignore[arg-type]

    with bound_contextvars(request_id="mine"):
        await reach(Binding(FINE)).request("GET", "/orders")
        outside = get_contextvars()

    assert (inside, outside) == ([{}], {"request_id": "mine"})


@pytest.mark.asyncio
async def test_cookies(reach: Reach) -> None:
    """Cookies of one answer are not sent with the next request, which may be another user's."""
    service = Service(Answer(200, headers=(("Set-Cookie", "session=1"),)))
    transport = reach(service)
    for _ in range(2):
        await transport.request("GET", "/orders")

    assert [each.values("cookie") for each in service.received] == [[], []]


@pytest.mark.asyncio
async def test_failures_of_the_service_are_logged(
    reach: Reach, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever runs the service finds the traceback in its logs."""
    await get_outcome(reach(Service(OSError("the disk is full"))), "GET")

    output, error = capfd.readouterr()
    # Where it goes depends on what configured the logs before.
    assert "OSError: the disk is full" in output + error + caplog.text
