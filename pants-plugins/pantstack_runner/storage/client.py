"""Timeouts and retries of requests to a store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig


class _Options(TypedDict):
    client_options: ClientConfig
    retry_config: RetryConfig


def options(plain: bool) -> _Options:  # noqa: FBT001 - one fact
    """Return the options that every store is opened with; `plain` allows requests that are not encrypted."""
    return {
        # An artifact may take a while; a server that is silent for so long is gone.
        "client_options": {"allow_http": plain, "connect_timeout": "5s", "read_timeout": "15s", "timeout": "10m"},
        "retry_config": {"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
    }
