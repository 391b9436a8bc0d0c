"""Lines that are written with every request: they have to be those of structlog's loggers."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext
from structlog.contextvars import bound_contextvars
from structlog.testing import capture_logs

from stack.libs.common import FrequentLog, configure_logging, context_variable

NAMES = ("method", "path", "status", "client")
CONTEXTS: list[dict[str, object]] = [
    {},
    {"request_id": "r1", "user": "ann"},
    {"token": "secret-1234", "text": 'a "quoted" zwölf 🎉 \ud800', "number": 1.5, "list": [1, None]},
    {"path": "bound to a name that the line has", "level": "bound", "a": 1},
]
VALUES: list[tuple[object, ...]] = [
    ("GET", "/orders/{order_id}", 200, "127.0.0.1"),
    ('"', "/\ud800", 404, 'for="_x"; eyJhbGciOiJ.eyJzdWIiOiJ.c2lnbmF0dXJl'),
]


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("service", ["", "orders"])
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("values", VALUES)
def test_the_same_line(
    service: str, context: dict[str, object], values: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Names and values are those of structlog's own line, whatever stands in context and fields."""
    configure_logging("INFO", service)
    span = NonRecordingSpan(SpanContext(trace_id=7, span_id=8, is_remote=False))
    with bound_contextvars(**context), trace.use_span(span):
        FrequentLog("access", "request", NAMES, "milliseconds").write(logging.INFO, values, 1.25, None)
        structlog.get_logger("access").info("request", **dict(zip(NAMES, values, strict=True)), milliseconds=1.25)

    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first.pop("time")[:10], first) == (second.pop("time")[:10], second)


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is left out."""
    configure_logging("INFO")
    log = FrequentLog("access", "request", ("status",), "milliseconds")
    log.write(logging.DEBUG, (1,), 0.5, None)
    log.write(logging.WARNING, (2,), 0.5, ("trace", "span"))

    [line] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {**line, "time": ""} == {
        "time": "",
        "level": "WARNING",
        "logger": "access",
        "message": "request",
        "trace_id": "trace",
        "span_id": "span",
        "status": 2,
        "milliseconds": 0.5,
    }


def test_another_configuration() -> None:
    """Whoever has configured structlog otherwise gets the event."""
    with capture_logs() as logs:
        FrequentLog("access", "request", ("status",), "milliseconds").write(logging.INFO, (200,), 0.5, None)

    assert logs == [{"event": "request", "status": 200, "milliseconds": 0.5, "log_level": "info"}]


def test_variables_of_the_context() -> None:
    """The variable is the one that structlog binds."""
    variable = context_variable("order")
    with bound_contextvars(order="o1"):
        assert variable.get() == "o1"
    token = variable.set("o2")
    assert structlog.contextvars.get_contextvars() == {"order": "o2"}
    variable.reset(token)
