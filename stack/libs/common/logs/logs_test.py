"""Logs, as a collector of them gets them."""

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars

from stack.libs.common import configure_logging

logger = structlog.get_logger("example")


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()
    clear_contextvars()


def read_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was logged, without the times; every line has to be JSON."""
    output, error = capsys.readouterr()
    assert error == ""
    lines = [json.loads(line) for line in output.splitlines()]
    assert all(line.pop("time").endswith("+00:00") for line in lines)
    return lines


def test_row_114_both_kinds_of_loggers(capsys: pytest.CaptureFixture[str]) -> None:
    """A line of structlog and one of the standard library look alike: whole JSON objects, with all context."""
    configure_logging("INFO", "orders")
    with bound_contextvars(request_id="r1", user="ann"):
        logger.info("took %s", "order", order_id="o1")
        logging.getLogger("example").info("took %s", "order", extra={"order_id": "o1"})

    line = {
        "level": "INFO",
        "logger": "example",
        "message": "took order",
        "service": "orders",
        "request_id": "r1",
        "user": "ann",
        "order_id": "o1",
    }
    assert read_lines(capsys) == [line, line]


def test_the_form_of_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What matters most comes first, in the order that people read."""
    configure_logging("INFO")
    logger.warning("zwölf 🎉", b=1, a=[None, True, 1.5])

    output = capsys.readouterr().out
    assert output[output.index(',"level"') :] == (
        ',"level":"WARNING","logger":"example","message":"zwölf 🎉","b":1,"a":[null,true,1.5]}\n'
    )


def test_levels(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is left out; another call changes the level of all loggers."""
    for level in ("ERROR", "DEBUG"):
        configure_logging(level)
        for each in (logger, logging.getLogger("example")):
            for name in ("debug", "info", "warning", "error", "critical"):
                getattr(each, name)(level)

    assert [(line["message"], line["level"]) for line in read_lines(capsys)] == [
        ("ERROR", "ERROR"),
        ("ERROR", "CRITICAL"),
    ] * 2 + [("DEBUG", name) for name in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")] * 2


def test_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback is one field of the line, with the cause of the error, and without its password."""
    configure_logging("INFO")

    for each in (logger, logging.getLogger("example")):
        try:
            try:
                {}["order"]  # type: ignore[index]
            except KeyError as error:
                message = "postgresql://app:hunter2@db/app"
                raise OSError(message) from error
        except OSError:
            each.exception("failed")
    lines = read_lines(capsys)

    assert [(line["level"], line["message"], sorted(line)) for line in lines] == [
        ("ERROR", "failed", ["error", "level", "logger", "message"])
    ] * 2
    assert lines[0]["error"] == lines[1]["error"]
    traceback = lines[0]["error"].splitlines()
    assert [traceback[0], traceback[-1]] == [
        "Traceback (most recent call last):",
        "OSError: postgresql://app:***@db/app",
    ]
    assert "KeyError: 'order'" in traceback


def test_an_error_of_another_place(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception may be passed, and where there is none nothing fails."""
    configure_logging("INFO")
    logger.error("failed", exc_info=ValueError("bad"))
    logger.error("failed", exc_info=True)  # noqa: LOG014 - on purpose
    logging.getLogger("example").warning("here", stack_info=True)

    lines = read_lines(capsys)
    assert [line.get("error") for line in lines] == ["ValueError: bad", "there is no error", None]
    assert lines[2]["stack"].startswith("Stack (most recent call last):\n")


def test_uvicorn(capsys: pytest.CaptureFixture[str]) -> None:
    """Uvicorn's records go the same way, whatever handlers its command line has made."""
    names = ("uvicorn", "uvicorn.error", "uvicorn.access")
    for name in names:
        logging.getLogger(name).addHandler(logging.StreamHandler(sys.stdout))
        logging.getLogger(name).propagate = False
    configure_logging("INFO")
    for name in names:
        logging.getLogger(name).info("%s", name, extra={"color_message": "in color"})

    assert read_lines(capsys) == [{"level": "INFO", "logger": name, "message": name} for name in names]


def test_requests_of_clients(capsys: pytest.CaptureFixture[str]) -> None:
    """The client of HTTP does not log each request with its whole URL, unless everything is logged."""
    for level in ("INFO", "DEBUG"):
        configure_logging(level)
        logging.getLogger("httpx").info(level)

    assert [line["message"] for line in read_lines(capsys)] == ["DEBUG"]


def test_other_handlers_stay() -> None:
    """A handler of a test or of telemetry still gets the records, and lines are not written twice."""
    records: list[str] = []

    class Other(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record.getMessage())

    logging.getLogger().addHandler(Other())
    for _ in range(2):
        configure_logging("INFO")
    logging.getLogger("example").info("once")

    assert records == ["once"]


def test_row_114_trace(capsys: pytest.CaptureFixture[str]) -> None:
    """Lines within a span have its ids."""
    configure_logging("INFO")
    context = SpanContext(0xABC, 0xDEF, is_remote=True, trace_flags=TraceFlags(1))
    with trace.use_span(NonRecordingSpan(context)):
        logger.info("inside")
    logger.info("outside")

    assert read_lines(capsys) == [
        {
            "level": "INFO",
            "logger": "example",
            "message": "inside",
            "trace_id": "00000000000000000000000000000abc",
            "span_id": "0000000000000def",
        },
        {"level": "INFO", "logger": "example", "message": "outside"},
    ]


@pytest.mark.asyncio
async def test_context_of_concurrent_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    """What one request binds is not in the lines of another one that runs at the same time."""
    configure_logging("INFO")
    barrier = asyncio.Barrier(3)

    async def handle(request_id: str) -> None:
        bind_contextvars(request_id=request_id)
        await barrier.wait()
        logger.info("handled", by=request_id)

    await asyncio.gather(*(handle(name) for name in "abc"))
    logger.info("outside")

    lines = [(line.get("request_id"), line.get("by")) for line in read_lines(capsys)]
    assert (sorted(lines[:-1]), lines[-1]) == ([("a", "a"), ("b", "b"), ("c", "c")], (None, None))


def test_threads_do_not_mix_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Many threads write whole lines."""
    configure_logging("INFO")

    def work(number: int) -> None:
        for _ in range(200):
            logger.info("x" * 500, thread=number)
            logging.getLogger("example").info("y" * 500)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    messages = [line["message"] for line in read_lines(capsys)]
    assert (messages.count("x" * 500), messages.count("y" * 500)) == (1600, 1600)


class _Silent:
    def __str__(self) -> str:
        raise OSError


@pytest.mark.parametrize(
    ("value", "logged"),
    [
        (float("nan"), "nan"),
        ({"a": {1: float("inf")}}, {"a": {"1": "inf"}}),
        (_Silent(), "a _Silent without text: OSError"),
        (b"bytes", "b'bytes'"),
        ("\ud800", "\ud800"),
        ({"a": (1, {2})}, {"a": [1, [2]]}),
        ("x" * 3000, f"{'x' * 1000} ... {'x' * 1000}"),
    ],
    ids=["nan", "infinity", "no text", "bytes", "surrogate", "nested", "long"],
)
def test_any_value(monkeypatch: pytest.MonkeyPatch, value: object, logged: object) -> None:
    """Whatever a field is, the line is JSON, and nothing fails."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging("INFO")
    logger.info("any", value=value)

    stream.seek(0)
    assert json.loads(stream.read())["value"] == logged


def test_reserved_names(capsys: pytest.CaptureFixture[str]) -> None:
    """A field cannot replace what every line has."""
    configure_logging("INFO", "orders")
    logger.info("real", message="other", level="other", logger="other", time="other", service="other", _event="name")

    assert read_lines(capsys) == [
        {"level": "INFO", "logger": "example", "message": "real", "service": "orders", "event": "name"}
    ]


def test_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard output is closed, lines are lost and the program goes on."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging("INFO")
    stream.close()

    assert logger.info("lost") is None
