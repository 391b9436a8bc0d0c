"""The FastAPI application."""

from fastapi import FastAPI

from stack.libs import observability, security, web
from stack.libs.common import configure_logging, serve_in_process

from ..config import Settings, settings
from .resources import Resources
from .routes.health import health_routes
from .routes.orders import router


def create_app(settings: Settings) -> FastAPI:
    """Make the application. A feature that the service does not want is a line here, and a test."""
    resources = Resources(settings)
    app = FastAPI(
        title="Orders Service",
        version="1.0.0",
        docs_url="/api/docs" if settings.docs else None,
        redoc_url=None,
        openapi_url="/openapi.json" if settings.docs else None,
        lifespan=resources.lifespan,
        telemetry=observability.telemetry(settings, "orders"),
    )
    app.state.resources = resources
    security.include_router(
        app,
        router,
        settings,
        prefix="/api/v1/orders",
        tags=["orders"],
        responses=web.PROBLEMS,
        read="orders:read",
        write="orders:write",
    )
    app.include_router(health_routes(resources.checks), prefix="/health", tags=["health"])
    web.add_idempotency(app, resources.cache)
    web.add_body_limit(app, settings)
    web.add_rate_limit(app, settings)
    web.add_security_headers(app, settings)
    web.add_problem_details(app)
    web.add_healthz(app)
    observability.add_metrics(app, settings, "orders")
    observability.add_tracing(app, settings, "orders")
    web.add_request_context(app)
    return app


configure_logging(settings.log_level, "orders")
app = create_app(settings)
# Clients without an address find the service here, in the same process.
serve_in_process("ORDERS_BASE_URL", app)
