"""What is guarded below a prefix, and what is not."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.testclient import TestClient

from stack.libs.common import HttpServiceSettings
from stack.libs.security import hash_api_key, include_router

KEYS = f"reader:{hash_api_key('key')}:orders:read"
SETTINGS = HttpServiceSettings.model_validate({"authentication": "on", "api_keys": KEYS})


def make_app(prefix: str = "/orders", **options: Any) -> FastAPI:  # noqa: ANN401  FastAPI's own
    """A service with a router that is guarded, and with others that are not."""
    router, app = APIRouter(), FastAPI(**options)
    router.get("")(lambda: "orders")
    router.get("/{order_id}")(lambda: "order")

    @router.websocket("/changes")
    async def changes(websocket: WebSocket) -> None:
        await websocket.accept()

    include_router(app, router, SETTINGS, prefix=prefix, read="orders:read")
    app.get("/orders-archive")(lambda: "archive")
    app.get("/")(lambda: "root")
    return app


def statuses(app: FastAPI, *paths: str, **headers: str) -> list[int]:
    """What some paths are answered."""
    client = TestClient(app)
    return [client.get(path, headers=headers, follow_redirects=False).status_code for path in paths]


PATHS = ("/orders", "/orders/7", "/orders/", "/orders/7/nowhere", "/orders-archive", "/", "/Orders")


def test_what_is_guarded() -> None:
    """The prefix and all below it, whether there is a route or not; no path reaches a route unguarded."""
    assert statuses(make_app(), *PATHS) == [401, 401, 401, 401, 200, 200, 404]
    assert statuses(make_app(), *PATHS, **{"X-API-Key": "key"}) == [200, 200, 307, 404, 200, 200, 404]


def test_below_another_path() -> None:
    """A service that is served below a path guards the same routes, by either of their paths."""
    app = make_app(root_path="/shop")

    assert statuses(app, "/shop/orders", "/orders/7", "/shop/orders-archive") == [401, 401, 200]
    outer = FastAPI()
    outer.mount("/mounted", make_app())
    assert statuses(outer, "/mounted/orders/7", "/mounted/") == [401, 200]


def test_a_prefix_with_parameters() -> None:
    """Such a router is guarded by dependencies."""
    app = make_app("/{tenant}/orders")

    assert statuses(app, "/a/orders", "/b/orders/7") == [401, 401]
    assert statuses(app, "/a/orders", **{"X-API-Key": "key"}) == [200]


def test_two_routers() -> None:
    """Each has its scopes."""
    app, other = make_app(), APIRouter()
    other.get("")(lambda: "stock")
    include_router(app, other, SETTINGS, prefix="/stock", read="stock:read")

    assert statuses(app, "/orders", "/stock", **{"X-API-Key": "key"}) == [200, 403]
    paths = app.openapi()["paths"]
    assert [paths[path]["get"].get("security") for path in ("/orders", "/stock", "/orders-archive")] == [
        [{"api_key": []}],
        [{"api_key": []}],
        None,
    ]


def test_web_sockets_are_refused() -> None:
    """No connection gets through unguarded."""
    with (
        pytest.raises(RuntimeError, match=r"^WebSockets below /orders cannot be guarded$"),
        TestClient(make_app()).websocket_connect("/orders/changes"),
    ):
        pass
