"""Metrics of known requests, as Prometheus and as CloudWatch read them."""

import json
import re
import sys
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.testclient import TestClient

from stack.libs.common import HttpServiceSettings
from stack.libs.observability import add_metrics
from stack.libs.observability.emf import EmfRecorder
from stack.libs.observability.prometheus import PrometheusRecorder


def make_client(metrics: str) -> TestClient:
    """A service with routes of all kinds."""
    settings = HttpServiceSettings.model_validate({"metrics": metrics})
    router = APIRouter()

    @router.get("/{order_id}")
    async def get(order_id: str) -> str:
        if order_id == "missing":
            raise HTTPException(404)
        return order_id

    @router.get("/{order_id}/fails")
    async def fail(order_id: str) -> None:
        raise ValueError(order_id)

    app, mounted = FastAPI(), FastAPI()
    mounted.get("/{name}/x")(lambda name: name)
    app.include_router(router, prefix="/orders")
    app.mount("/mounted", mounted)
    add_metrics(app, settings, "orders")
    return TestClient(app, raise_server_exceptions=False)


def scrape(client: TestClient) -> str:
    """The page of metrics, without what differs from machine to machine."""
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=1.0.0; charset=utf-8"
    text = re.sub(r"^(# .* )?process_.*\n", "", response.text, flags=re.MULTILINE)
    return re.sub(r"(_sum\{.*\}) .*", r"\1 S", re.sub(r".*_bucket\{le=\"(?!\+Inf).*\n", "", text))


def series(client: TestClient) -> list[tuple[str, str]]:
    """The counters of requests."""
    return re.findall(r"http_requests_total\{(.*)\} (.*)", scrape(client))


PAGE = """\
# HELP http_requests_in_flight Requests being answered.
# TYPE http_requests_in_flight gauge
http_requests_in_flight 0.0
# HELP http_requests_total Requests answered.
# TYPE http_requests_total counter
http_requests_total{method="GET",path="/orders/{order_id}",status="200"} 2.0
http_requests_total{method="GET",path="/orders/{order_id}",status="404"} 1.0
http_requests_total{method="GET",path="/orders/{order_id}/fails",status="500"} 1.0
http_requests_total{method="DELETE",path="/orders/{order_id}",status="405"} 1.0
# HELP http_request_duration_seconds Seconds from a request to the end of its answer.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="+Inf",method="GET",path="/orders/{order_id}"} 3.0
http_request_duration_seconds_count{method="GET",path="/orders/{order_id}"} 3.0
http_request_duration_seconds_sum{method="GET",path="/orders/{order_id}"} S
http_request_duration_seconds_bucket{le="+Inf",method="GET",path="/orders/{order_id}/fails"} 1.0
http_request_duration_seconds_count{method="GET",path="/orders/{order_id}/fails"} 1.0
http_request_duration_seconds_sum{method="GET",path="/orders/{order_id}/fails"} S
http_request_duration_seconds_bucket{le="+Inf",method="DELETE",path="/orders/{order_id}"} 1.0
http_request_duration_seconds_count{method="DELETE",path="/orders/{order_id}"} 1.0
http_request_duration_seconds_sum{method="DELETE",path="/orders/{order_id}"} S
"""


def test_the_page_for_prometheus() -> None:
    """Requests are counted and timed by method, path template and status; those for the page itself are not."""
    client = make_client("prometheus")
    for path in ("/orders/1", "/orders/2", "/orders/missing", "/orders/1/fails"):
        client.get(path)
    client.delete("/orders/1")
    client.get("/metrics")

    assert scrape(client) == PAGE


@pytest.mark.skipif(sys.platform != "linux", reason="Prometheus' client measures processes on Linux only")
def test_the_process_is_measured() -> None:
    """The page has the process's memory and its time on the CPU."""
    text = make_client("prometheus").get("/metrics").text

    assert re.findall(r"^process_(resident_memory_bytes|cpu_seconds_total) \S*[1-9]", text, flags=re.MULTILINE) == [
        "resident_memory_bytes",
        "cpu_seconds_total",
    ]


def test_requests_in_flight() -> None:
    """A request counts as in flight until its answer has ended."""
    app = FastAPI()
    add_metrics(app, HttpServiceSettings.model_validate({}), "orders")
    client = TestClient(app)

    @app.get("/inside")
    def look() -> str:
        return str(TestClient(app).get("/metrics").text)

    assert re.findall(r"in_flight (\d)", client.get("/inside").json() + client.get("/metrics").text) == ["1", "0"]


def test_clients_invent_no_labels() -> None:
    """Paths that no route has, below mounts as well, and methods that HTTP does not have are one label each."""
    client = make_client("prometheus")
    for number in range(20):
        client.get(f"/invented/{number}")
        client.get(f"/mounted/{number}")
        client.get(f"/orders/{number}/x/y")
        client.request(f"INVENTED{number}", "/orders/1")
    client.get("/mounted/7/x")

    assert series(client) == [
        ('method="GET",path="unmatched",status="404"', "60.0"),
        ('method="OTHER",path="/orders/{order_id}",status="405"', "20.0"),
        ('method="GET",path="/mounted/{name}/x",status="200"', "1.0"),
    ]


def test_each_application_counts_for_itself() -> None:
    """Two services in a process do not mix their requests."""
    first, second = make_client("prometheus"), make_client("prometheus")
    first.get("/orders/1")

    assert (len(series(first)), len(series(second))) == (1, 0)


def test_without_metrics() -> None:
    """A service without metrics has no page of them."""
    client = make_client("off")

    assert (client.get("/metrics").status_code, client.app.user_middleware) == (404, [])  # type: ignore[attr-defined]


def check_emf(line: dict[str, Any]) -> None:
    """What CloudWatch demands of a line in its Embedded Metric Format, by its specification."""
    metadata = line["_aws"]
    assert set(metadata) == {"Timestamp", "CloudWatchMetrics"}
    assert isinstance(metadata["Timestamp"], int)
    for directive in metadata["CloudWatchMetrics"]:
        assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
        assert re.fullmatch(r"[\w./#:-]{1,255}", directive["Namespace"])
        for dimensions in directive["Dimensions"]:
            assert 0 < len(dimensions) <= 30
            assert all(isinstance(line[name], str) and 0 < len(line[name]) <= 1024 for name in dimensions)
        assert 0 < len(directive["Metrics"]) <= 100
        for metric in directive["Metrics"]:
            assert set(metric) <= {"Name", "Unit", "StorageResolution"}
            assert metric["Unit"] in {"Count", "Milliseconds"}
            values = line[metric["Name"]]
            values = values if isinstance(values, list) else [values]
            assert 0 < len(values) <= 100
            assert all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    assert len(json.dumps(line)) < 256 * 1024


def test_row_115_cloudwatch(capsys: pytest.CaptureFixture[str]) -> None:
    """Requests alike are one line, which CloudWatch makes metrics of; the end of the service writes the last ones."""
    with make_client("emf") as client:
        for path in ("/orders/1", "/orders/2", "/orders/missing", "/orders/1/fails", "/metrics"):
            client.get(path)
        assert capsys.readouterr().out == ""

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        check_emf(line)
        assert (line["_aws"].pop("Timestamp") > 1_700_000_000_000, min(line["Duration"]) > 0) == (True, True)
        line["Duration"] = len(line["Duration"])
    metadata = {
        "CloudWatchMetrics": [
            {
                "Namespace": "Pantstack",
                "Dimensions": [["Service"], ["Service", "Method", "Path"]],
                "Metrics": [
                    {"Name": "Requests", "Unit": "Count"},
                    {"Name": "ClientErrors", "Unit": "Count"},
                    {"Name": "ServerErrors", "Unit": "Count"},
                    {"Name": "Duration", "Unit": "Milliseconds"},
                ],
            }
        ]
    }
    assert lines == [
        {
            "_aws": metadata,
            "Service": "orders",
            "Method": "GET",
            "Path": path,
            "Status": status,
            "Requests": count,
            "ClientErrors": client_errors,
            "ServerErrors": server_errors,
            "Duration": count,
        }
        for path, status, count, client_errors, server_errors in (
            ("/orders/{order_id}", 200, 2, 0, 0),
            ("/orders/{order_id}", 404, 1, 1, 0),
            ("/orders/{order_id}/fails", 500, 1, 0, 1),
        )
    ]


def test_when_lines_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    """A line is written when it has all that CloudWatch reads of one, and all are after ten seconds."""
    now = 1000.0
    recorder = EmfRecorder("orders", lambda: now)
    for _ in range(101):
        recorder.end("GET", "/a", 200, 0.001)
    recorder.end("GET", "/b", 200, 0.001)
    full = capsys.readouterr().out
    now += 10
    recorder.end("GET", "/b", 200, 0.0025)
    late = capsys.readouterr().out

    described = [
        [
            (line["Path"], line["Requests"], line["Duration"][-1], line["_aws"]["Timestamp"])
            for line in map(json.loads, output.splitlines())
        ]
        for output in (full, late)
    ]
    assert described == [
        [("/a", 100, 1.0, 1000_000)],
        [("/a", 1, 1.0, 1010_000), ("/b", 2, 2.5, 1010_000)],
    ]


def test_buckets() -> None:
    """Each bucket has the requests that took as long as its bound, or shorter; the last one has all."""
    recorder = PrometheusRecorder()
    for seconds in (0.005, 0.006, 0.3, 11):
        recorder.begin()
        recorder.end("GET", "/a", 200, seconds)
    buckets = {
        sample.labels["le"]: sample.value
        for metric in recorder.collect()
        for sample in metric.samples
        if sample.name == "http_request_duration_seconds_bucket"
    }

    assert buckets == {
        "0.005": 1,
        "0.01": 2,
        "0.025": 2,
        "0.05": 2,
        "0.1": 2,
        "0.25": 2,
        "0.5": 3,
        "1.0": 3,
        "2.5": 3,
        "5.0": 3,
        "10.0": 3,
        "+Inf": 4,
    }
