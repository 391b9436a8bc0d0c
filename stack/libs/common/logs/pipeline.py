"""From an event of structlog, or a record of the standard library, to a line."""

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from time import time
from typing import Any, cast

import structlog
from pydantic_core import PydanticSerializationError, to_json  # pants: no-infer-dep - comes with pydantic
from structlog.contextvars import get_contextvars

from .redaction import LONGEST_ERROR, redact, redact_text
from .writing import write_line

_LEVELS = {"exception": "ERROR", "warn": "WARNING", "fatal": "CRITICAL"}
_NO_IDS: dict[str, object] = {}


def to_line(service: str, event: MutableMapping[str, Any]) -> str:
    """An event as one line of JSON: time, level, logger and message, then context and fields.

    Args:
        service: its name, "" for none.
        event: has `time` (seconds), `level`, `logger` and `message`; `exc_info` and `stack_info` become `error` and
            `stack`.
    """
    line: dict[str, object] = {
        "time": format_time(event.pop("time")),
        "level": event.pop("level"),
        "logger": event.pop("logger"),
        "message": redact_text(event.pop("message")),
    }
    if service:
        line["service"] = service
    error, stack = event.pop("exc_info", None), event.pop("stack_info", None)
    for name, value in {**get_contextvars(), **trace_ids(), **event}.items():
        if name not in line:
            line[name] = redact(name, value)
    if error:
        line["error"] = redact_text(_format_error(error), LONGEST_ERROR)
    if stack:
        line["stack"] = redact_text(stack, LONGEST_ERROR)
    return dump(line)


def _format_error(error: object) -> str:
    """The traceback of an error: an exception, what `sys.exc_info` returns, or True for the current one."""
    if error is True:
        error = sys.exc_info()
    exception = error[1] if isinstance(error, tuple) else error
    if not isinstance(exception, BaseException):
        return "there is no error"
    return "".join(traceback.format_exception(exception)).rstrip()


def trace_ids() -> dict[str, object]:
    """The ids of the current span, if there is one: who never traces does not import what would know."""
    # Without the attribute it is about to be imported.
    current_span = getattr(sys.modules.get("opentelemetry.trace"), "get_current_span", None)
    context = current_span().get_span_context() if current_span else None
    if context is None or not context.is_valid:
        return _NO_IDS
    return {"trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}


def format_time(seconds: float) -> str:
    """Seconds since the epoch as ISO 8601 has them, with microseconds."""
    whole = int(seconds)
    microseconds = round((seconds - whole) * 1_000_000)
    if microseconds == 1_000_000:  # noqa: PLR2004  rounded up to the next second
        whole, microseconds = whole + 1, 0
    return f"{_format_second(whole)}.{microseconds:06d}+00:00"


@lru_cache(maxsize=4)
def _format_second(second: int) -> str:
    """Remembered: a busy service writes many lines in one second."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def dump(value: object) -> str:
    """A value as JSON, in one line."""
    try:
        # Several times faster than the standard library's.
        return to_json(value, inf_nan_mode="constants").decode()
    except (PydanticSerializationError, ValueError):
        # Half a surrogate pair, which is no UTF-8.
        return json.dumps(value, ensure_ascii=False)


class LineLogger:
    """What structlog's loggers write with; a method a level."""

    def __init__(self, name: str = "") -> None:
        self.name = name

    def msg(self, line: str) -> None:
        """Write a line."""
        write_line(line)

    debug = info = warning = error = critical = log = exception = msg


class Renderer:
    """The only processor of structlog: makes a line of an event."""

    def __init__(self, service: str, level: int) -> None:
        self.service = service
        self.level = level

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> str:  # noqa: ANN401 - of structlog
        """See `structlog.typing.Processor`."""
        event["message"] = event.pop("event")
        # As keywords have it that `event` is the message.
        if "_event" in event:
            event["event"] = event.pop("_event")
        event["time"] = time()
        event["level"] = _LEVELS.get(method, method.upper())
        event["logger"] = logger.name
        return to_line(self.service, event)


class LineFormatter(logging.Formatter):
    """Makes the same line of a record of the standard library."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with what it has as `extra`."""
        event = {name: value for name, value in record.__dict__.items() if name not in _OF_RECORDS}
        return to_line(
            self._service,
            event
            | {
                "time": record.created,
                "level": record.levelname,
                "logger": record.name,
                "message": record.getMessage(),
                "exc_info": record.exc_info,
                "stack_info": record.stack_info,
            },
        )


class LineHandler(logging.Handler):
    """Writes where structlog's loggers write."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or the reason why it could not be."""
        try:
            write_line(self.format(record))
        except Exception:  # noqa: BLE001 - no log may end what is logged
            self.handleError(record)


# Uvicorn adds its message in color.
_OF_RECORDS = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "color_message", "taskName"}


def wrapper_class(level: int) -> type[structlog.typing.BindableLogger]:
    """The class of structlog's loggers, which costs next to nothing below a level."""
    return cast("type[structlog.typing.BindableLogger]", structlog.make_filtering_bound_logger(level))
