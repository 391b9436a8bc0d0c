"""Health: whether the service answers, lives, and is ready for requests."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.responses import Response

from .draining import is_draining

TIMEOUT_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]

_log = structlog.get_logger("health")


class Health(BaseModel):
    """That the service answers."""

    status: str = "healthy"


class Readiness(BaseModel):
    """Whether the service is ready, and what it waits for if not."""

    status: str
    failed: dict[str, str] = {}


def health_router(checks: Mapping[str, Check], timeout: float = TIMEOUT_SECONDS) -> APIRouter:
    """Build the routes of a service's health, to be included below `/health`.

    `""` and `/live` say that the process answers; `/ready` is 503 while a check fails or the service drains.

    Args:
        checks: by name; each raises an exception if what it checks does not work.
        timeout: seconds that a check may take; they run side by side.
    """
    router = APIRouter()

    @router.get("")
    @router.get("/live")
    async def health() -> Health:
        """Say that the service answers."""
        return Health()

    @router.get("/ready", response_model=Readiness, responses={503: {"model": Readiness}})
    async def ready(request: Request) -> Response:
        """Say whether the service is ready for requests."""
        if is_draining(request.app):
            return _answer(503, Readiness(status="draining"))
        results = await asyncio.gather(*(_run(name, check, timeout) for name, check in checks.items()))
        failed = {name: result for name, result in zip(checks, results, strict=True) if result}
        if failed:
            return _answer(503, Readiness(status="not ready", failed=failed))
        return _answer(200, Readiness(status="ready"))

    return router


def add_healthz(app: FastAPI) -> None:
    """Answer `/healthz` as `/health`: a name that some tools expect, not in the API's document."""

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Health:
        """Say that the service answers."""
        return Health()


async def _run(name: str, check: Check, seconds: float) -> str:
    """Return "" or what is wrong, for anybody to read; the reason is only in the log."""
    try:
        async with asyncio.timeout(seconds):
            await check()
    except TimeoutError:
        result = "timed out"
        _log.warning("a check timed out", check=name, seconds=seconds)
    except Exception as error:  # noqa: BLE001  whatever it is, the service is not ready
        result = "failed"
        _log.warning("a check failed", check=name, reason=f"{type(error).__name__}: {error}")
    else:
        result = ""
    return result


def _answer(status: int, readiness: Readiness) -> Response:
    return JSONResponse(readiness.model_dump(exclude_defaults=True), status, {"Cache-Control": "no-store"})
