"""Routers whose callers need credentials, checked before FastAPI does anything for a request."""

from enum import Enum
from typing import Any, ClassVar

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.encoders import jsonable_encoder
from starlette._utils import get_route_path
from starlette.types import ASGIApp

from stack.libs.common import HttpServiceSettings
from stack.libs.web import Exchange, Feature, Place, add_feature, problem_response

from .access import access
from .guard import Guard


def include_router(  # noqa: PLR0913  most of them are FastAPI's own
    app: FastAPI,
    router: APIRouter,
    settings: HttpServiceSettings,
    *,
    prefix: str,
    read: str = "",
    write: str = "",
    tags: list[str | Enum] | None = None,
    responses: dict[int | str, dict[str, Any]] | None = None,
) -> None:
    """Include a router whose callers need credentials, unless authentication is off.

    Everything below its prefix needs them, whether there is a route or not.

    Args:
        app: the application.
        router: as FastAPI's own `include_router` takes it, with `prefix`, `tags` and `responses`.
        settings: what is accepted.
        prefix: a path; one with parameters is guarded by dependencies, see `access`.
        read: the scope for GET, HEAD and OPTIONS; empty if credentials are enough.
        write: the scope for all other methods.
        tags: see `router`.
        responses: see `router`.

    Raises:
        ValueError: if tokens or keys cannot be verified with these settings.
    """
    is_plain = bool(prefix) and "{" not in prefix
    dependencies = [] if is_plain else access(settings, read, write)
    app.include_router(router, prefix=prefix, tags=tags, responses=responses, dependencies=dependencies)
    if is_plain and settings.authentication == "on":
        guard = Guard.from_settings(settings, read, write)
        add_feature(app, _Access(prefix, guard))
        _document(app, prefix, guard)


class _Access(Feature):
    """Checks what is below a prefix."""

    place: ClassVar[Place] = Place.ACCESS

    def __init__(self, prefix: str, guard: Guard) -> None:
        self._prefix = prefix
        self._below = f"{prefix}/"
        self._guard = guard

    async def admit(self, exchange: Exchange) -> ASGIApp | None:
        """Let a request go on, or refuse it."""
        if self._is_guarded(exchange):
            try:
                await self._guard.check(exchange)
            except HTTPException as error:
                return problem_response(exchange.scope, error.status_code, error.detail, error.headers)
        return None

    def begin_websocket(self, exchange: Exchange) -> None:
        """Refuse a connection: nothing of what a browser sends with one would be accepted."""
        if self._is_guarded(exchange):
            message = f"WebSockets below {self._prefix} cannot be guarded"
            raise RuntimeError(message)

    def _is_guarded(self, exchange: Exchange) -> bool:
        # As routes are matched, so that none is reached by a path that is taken for another one here.
        path = get_route_path(exchange.scope)
        return path == self._prefix or path.startswith(self._below)


def _document(app: FastAPI, prefix: str, guard: Guard) -> None:
    """Name the schemes in the OpenAPI document, as FastAPI does for dependencies."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        document = build()
        schemes = {name: scheme.model for name, scheme in guard.schemes.items()}
        components = document.setdefault("components", {})
        components.setdefault("securitySchemes", {}).update(jsonable_encoder(schemes, exclude_none=True))
        for path, operations in document["paths"].items():
            if path == prefix or path.startswith(f"{prefix}/"):
                for operation in operations.values():
                    operation["security"] = [{name: []} for name in schemes]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation does it
