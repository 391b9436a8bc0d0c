"""Logs as one JSON object a line."""

from .configure import configure_logging

__all__ = ["configure_logging"]
