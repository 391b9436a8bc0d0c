"""Records of security events."""

import json

import pytest
import structlog

from stack.libs.common import configure_logging, security_event


def test_row_112_security_events(capsys: pytest.CaptureFixture[str]) -> None:
    """An event is a record of its own kind, with its name, the context and no secret."""
    configure_logging("INFO", "orders")
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        security_event("auth.failed", reason="expired", client="127.0.0.1", token="hunter2")  # noqa: S106

    line = json.loads(capsys.readouterr().out)
    assert line | {"time": ""} == {
        "time": "",
        "level": "WARNING",
        "logger": "security",
        "message": "security event",
        "service": "orders",
        "request_id": "r1",
        "event": "auth.failed",
        "reason": "expired",
        "client": "127.0.0.1",
        "token": "***",
    }
