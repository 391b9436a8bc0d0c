"""Metrics as Prometheus fetches them."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from fastapi import Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric

# Of durations in seconds; what lasts longer than the last one is in a bucket of its own.
_BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_NAMES: Final = [*map(str, _BOUNDS), "+Inf"]


class PrometheusRecorder:
    """Counts the requests of one application, in numbers that become metrics when they are fetched.

    The client's own counters take a lock for each request, and most of what metrics cost.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)
        self._in_flight = 0
        # By method, path and status: the sum of durations and their buckets, which count the requests as well.
        self._requests: dict[tuple[str, str, int], tuple[list[float], list[int]]] = {}

    def begin(self) -> None:
        """Count a request that begins."""
        self._in_flight += 1

    def end(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count a request that has ended."""
        self._in_flight -= 1
        key = (method, path, status)
        found = self._requests.get(key)
        if found is None:
            found = self._requests[key] = ([0.0], [0] * len(_NAMES))
        total, buckets = found
        total[0] += seconds
        buckets[bisect_left(_BOUNDS, seconds)] += 1

    def close(self) -> None:
        """Nothing is to be written: Prometheus fetches."""

    def collect(self) -> Iterator[Metric]:
        """Return the metrics, as a collector of the client."""
        yield GaugeMetricFamily("http_requests_in_flight", "Requests being answered.", value=self._in_flight)
        requests = CounterMetricFamily("http_requests", "Requests answered.", labels=("method", "path", "status"))
        for (method, path, status), (_, buckets) in self._requests.items():
            requests.add_metric((method, path, str(status)), sum(buckets))
        yield requests
        durations = HistogramMetricFamily(
            "http_request_duration_seconds",
            "Seconds from a request to the end of its answer.",
            labels=("method", "path"),
        )
        for labels, (total, buckets) in self._durations().items():
            durations.add_metric(labels, list(zip(_NAMES, accumulate(buckets), strict=True)), total)
        yield durations

    def _durations(self) -> dict[tuple[str, str], tuple[float, list[int]]]:
        """Sums and buckets, whatever the status."""
        found: dict[tuple[str, str], tuple[float, list[int]]] = {}
        for (method, path, _), ([more], buckets) in self._requests.items():
            total, others = found.get((method, path), (0.0, [0] * len(_NAMES)))
            found[method, path] = (total + more, [a + b for a, b in zip(others, buckets, strict=True)])
        return found

    async def respond(self) -> Response:
        """Answer Prometheus."""
        return Response(generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
