"""The context that all lines of a request have."""

from contextvars import ContextVar
from typing import Any

from structlog.contextvars import bind_contextvars, reset_contextvars


def context_variable(name: str) -> ContextVar[Any]:
    """Return what `bind_contextvars` sets for a name: who sets it with every request need not look for it each time."""
    tokens = bind_contextvars(**{name: None})
    reset_contextvars(**tokens)
    return tokens[name].var
