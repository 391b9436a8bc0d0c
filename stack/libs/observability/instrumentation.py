"""Spans of what a service calls: imported only where spans are exported."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from stack.libs.common import HttpServiceSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


def instrument(settings: HttpServiceSettings, provider: "TracerProvider") -> None:
    """Let httpx, and SQLAlchemy and Redis where they are used, make spans; once in a process."""
    for instrumentor in _instrumentors(settings):
        if not instrumentor.is_instrumented_by_opentelemetry:
            # Without its check of versions: it knows nothing of SQLAlchemy 2.1, with which it works.
            instrumentor.instrument(tracer_provider=provider, skip_dep_check=True)


def _instrumentors(settings: HttpServiceSettings) -> Iterator[Any]:
    """Those of what a service uses and has, each imported only then."""
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

    yield HTTPXClientInstrumentor()
    if settings.uses_database and find_spec("sqlalchemy"):
        from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor

        yield SQLAlchemyInstrumentor()
    if settings.uses_redis and find_spec("redis"):
        from opentelemetry.instrumentation.redis import RedisInstrumentor

        yield RedisInstrumentor()
