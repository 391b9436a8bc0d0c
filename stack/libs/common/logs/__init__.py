"""Logs as one JSON object a line."""

from .configure import configure_logging
from .context import context_variable
from .frequent import FrequentLog

__all__ = ["FrequentLog", "configure_logging", "context_variable"]
