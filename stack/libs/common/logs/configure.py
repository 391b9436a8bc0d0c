"""Sends all logs the same way."""

import logging

import structlog

from .pipeline import LineFormatter, LineHandler, LineLogger, Renderer, wrapper_class

# Uvicorn's have handlers of their own where its command line started it.
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi")
# A line for each request, in which its whole URL stands, or for each part of Alembic that is loaded.
_TALKATIVE = ("httpx", "httpcore", "httpx2", "httpcore2", "alembic.runtime.plugins")


def configure_logging(level: str, service: str = "") -> None:
    """Send all logs from a level on to standard output as one JSON object a line.

    Those of `structlog.get_logger(__name__)` and those of the standard library's loggers become the same lines: time,
    level, logger, message, the context (what `structlog.contextvars` binds, and the ids of the current trace), the
    fields of the call, and `error` for a traceback. What looks like a secret is redacted.

    Args:
        level: a name such as `INFO`.
        service: its name, which every line then has.
    """
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[Renderer(service, number)],
        wrapper_class=wrapper_class(number),
        logger_factory=LineLogger,
        cache_logger_on_first_use=False,
    )
    handler = LineHandler()
    handler.setFormatter(LineFormatter(service))
    root = logging.getLogger()
    for other in list(root.handlers):
        # Handlers of other classes, such as those of tests and of telemetry, stay.
        if type(other) in {logging.StreamHandler, LineHandler}:
            root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(number)
    for name in _UVICORN:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET if number <= logging.DEBUG else logging.WARNING)
