"""`web.add_request_context` and `observability.add_tracing`: how a request is followed."""

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

TRACE = "0af7651916cd43dd8448eb211c80319c"


def test_ids(make_client: Callable[..., TestClient], capsys: pytest.CaptureFixture[str]) -> None:
    """A request has the ids that it came with, in its log line and in its answer."""
    client = make_client()
    capsys.readouterr()
    headers = {"X-Request-ID": "request-1", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
    answer = client.get("/api/v1/orders/unknown", headers=headers)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert answer.headers["X-Request-ID"] == "request-1"
    assert [{**line, "time": "", "service": "", "span_id": "", "milliseconds": 0} for line in lines] == [
        {
            "time": "",
            "level": "INFO",
            "logger": "access",
            "message": "request",
            "service": "",
            "request_id": "request-1",
            "trace_id": TRACE,
            "span_id": "",
            "method": "GET",
            "path": "/api/v1/orders/{order_id}",
            "status": 404,
            "milliseconds": 0,
            "client": "testclient",
        }
    ]
