"""What a service loads, by what it has switched on."""

import json
import os
import subprocess
import sys

import pytest
import redis  # noqa: F401 - for the programs
import sqlalchemy  # noqa: F401 - as above

from stack.libs import observability
from stack.libs.common import HttpServiceSettings

PROGRAM = f"""
import json, sys
from fastapi import FastAPI
from {observability.__name__} import add_metrics, add_tracing, telemetry
from {HttpServiceSettings.__module__} import HttpServiceSettings

settings = HttpServiceSettings.model_validate(json.loads(sys.argv[1]))
app = FastAPI(telemetry=telemetry(settings, "orders"))
add_metrics(app, settings, "orders")
add_tracing(app, settings, "orders")
heavy = ("opentelemetry.sdk", "opentelemetry.exporter", "prometheus_client", "redis", "sqlalchemy")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""
COLLECTOR = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
URLS = {"database_url": "sqlite+aiosqlite://", "redis_url": "redis://localhost"}


@pytest.mark.parametrize(
    ("settings", "variables", "loaded"),
    [
        ({"metrics": "off"}, {}, []),
        ({"metrics": "emf"}, {}, []),
        ({"metrics": "prometheus"}, {}, ["prometheus_client"]),
        ({"metrics": "off", **URLS}, {}, []),
        ({"metrics": "off"}, COLLECTOR, ["opentelemetry.sdk", "opentelemetry.exporter"]),
        ({"metrics": "off", **URLS}, COLLECTOR, ["opentelemetry.sdk", "opentelemetry.exporter", "redis", "sqlalchemy"]),
    ],
    ids=["nothing", "CloudWatch", "Prometheus", "a database", "a collector", "a collector and a database"],
)
def test_only_what_is_used_is_loaded(settings: dict[str, str], variables: dict[str, str], loaded: list[str]) -> None:
    """What is off costs neither time at the start nor memory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    result = subprocess.run(
        (sys.executable, "-c", PROGRAM, json.dumps(settings)),
        env={**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **variables},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (json.loads(result.stdout), result.stderr) == (loaded, "")
