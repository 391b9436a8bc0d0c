"""What the tests share."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ..api.main import app, create_app
from ..config import Settings
from . import fake_inventory, fake_orders


@pytest.fixture(name="make_client")
def _make_client() -> Iterator[Callable[..., TestClient]]:
    """Makes a client of an application with settings of its own; it starts at once, and stops after the test."""
    with ExitStack() as stack:

        def make(**settings: object) -> TestClient:
            application = create_app(Settings.model_validate(settings))
            _ask_fakes(application)
            return stack.enter_context(TestClient(application, raise_server_exceptions=False))

        yield make


@pytest.fixture(autouse=True)
def _fakes() -> None:
    """The application asks services of the tests' own."""
    _ask_fakes(app)


def _ask_fakes(application: FastAPI) -> None:
    service = application.state.resources.service
    service.orders_client = fake_orders.fake_client()
    service.inventory_client = fake_inventory.fake_client(10)


@pytest.fixture(scope="session", name="address")
def _address() -> Iterator[str]:
    """Where the application is served over HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
