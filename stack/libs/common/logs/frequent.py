"""A line that is written with every request."""

import json
import logging
from contextvars import ContextVar, copy_context
from functools import lru_cache
from time import time
from typing import Any

import structlog
from structlog.contextvars import STRUCTLOG_KEY_PREFIX

from .pipeline import Renderer, dump, format_time, to_line, trace_ids
from .redaction import redact
from .writing import write_soon

# What a line has beside context and fields.
_OWN = frozenset({"time", "level", "logger", "message", "service", "exc_info", "stack_info", "error", "stack"})
# A fraction of what `dump` takes, for text.
_quote = json.encoder.encode_basestring


class FrequentLog:
    """Writes the same line as `structlog.get_logger(logger).info(message, ...)` in less than half of the time."""

    def __init__(self, logger: str, message: str, names: tuple[str, ...], measured: str) -> None:
        """Take what all lines have.

        Args:
            logger: its name.
            message: of each line.
            names: of fields whose values come again and again, so that they are remembered as JSON.
            measured: the name of a number that differs from line to line.
        """
        self._logger = logger
        self._message = message
        self._names = names
        self._measured = measured
        self._taken = _OWN | {*names, measured}

    def write(self, level: int, values: tuple[object, ...], number: float, trace: tuple[str, str] | None) -> None:
        """Write a line, if the level is logged.

        Args:
            level: of the standard library.
            values: of the fields.
            number: what was measured; three digits of its fraction are written.
            trace: the ids of trace and span where they are known already.
        """
        processors = structlog.get_config()["processors"]
        # Whoever has configured structlog otherwise, such as a test, gets what it would do.
        if len(processors) != 1 or type(processors[0]) is not Renderer:
            structlog.get_logger(self._logger).log(level, self._message, **self._fields(values, number))
        elif level >= processors[0].level:
            write_soon(self._line(processors[0].service, level, values, number, trace))

    def _line(
        self, service: str, level: int, values: tuple[object, ...], number: float, trace: tuple[str, str] | None
    ) -> str:
        own = ""
        for variable, value in copy_context().items():
            name, start = _bound_name(variable)
            if start and value is not ...:
                if name in self._taken:
                    return self._full_line(service, level, values, number)
                shown = redact(name, value)
                own += start + (_quote(shown) if type(shown) is str else dump(shown))
        ids = trace or _current_trace()
        tracing = f',"trace_id":"{ids[0]}","span_id":"{ids[1]}"' if ids else ""
        head = _head(service, level, self._logger, self._message)
        fields = _remembered(self._names, values)
        return f'{{"time":"{format_time(time())}"{head}{own}{tracing}{fields},"{self._measured}":{number:.3f}}}'

    def _full_line(self, service: str, level: int, values: tuple[object, ...], number: float) -> str:
        event = {"time": time(), "level": logging.getLevelName(level), "logger": self._logger}
        return to_line(service, {**event, "message": self._message, **self._fields(values, number)})

    def _fields(self, values: tuple[object, ...], number: float) -> dict[str, object]:
        return {**dict(zip(self._names, values, strict=True)), self._measured: round(number, 3)}


def _current_trace() -> tuple[str, str] | None:
    ids = trace_ids()
    return (str(ids["trace_id"]), str(ids["span_id"])) if ids else None


@lru_cache(maxsize=1_000)
def _bound_name(variable: ContextVar[Any]) -> tuple[str, str]:
    """A name that structlog binds, and how it stands in a line; nothing for other variables."""
    if not variable.name.startswith(STRUCTLOG_KEY_PREFIX):
        return "", ""
    name = variable.name.removeprefix(STRUCTLOG_KEY_PREFIX)
    return name, f",{dump(name)}:"


@lru_cache(maxsize=16)
def _head(service: str, level: int, logger: str, message: str) -> str:
    """What is the same in each line."""
    line = {"level": logging.getLevelName(level), "logger": logger, "message": message}
    return f",{dump({**line, 'service': service} if service else line)[1:-1]}"


@lru_cache(maxsize=1_000)
def _remembered(names: tuple[str, ...], values: tuple[object, ...]) -> str:
    """The fields of a line."""
    return "".join(f",{dump(name)}:{dump(redact(name, value))}" for name, value in zip(names, values, strict=True))
