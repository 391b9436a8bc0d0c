"""The library as services use it."""

import json
import logging
import ssl
import uuid
from itertools import pairwise

import pytest
from fastapi import FastAPI, HTTPException
from pydantic import ValidationError

from stack.libs.common import (
    HttpTransport,
    InProcessTransport,
    ServiceSettings,
    ServiceUnavailableError,
    configure_logging,
    generate_id,
    settings_config,
)


class Settings(ServiceSettings):
    """The settings of a service in this test."""

    model_config = settings_config("EXAMPLE_")


def test_ids_are_unique_uuids_in_order() -> None:
    """Ids are UUIDs of version 7 whose time never goes back."""
    ids = [uuid.UUID(generate_id()) for _ in range(1000)]

    assert len(set(ids)) == 1000
    assert {each.version for each in ids} == {7}
    assert all(first.int >> 80 <= second.int >> 80 for first, second in pairwise(ids))


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable with the prefix changes a setting."""
    monkeypatch.setenv("EXAMPLE_LOG_LEVEL", "DEBUG")

    assert Settings().model_dump() == {"log_level": "DEBUG", "aws_region": "us-east-1"}


def test_a_wrong_log_level_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that means nothing is an error that names the setting."""
    monkeypatch.setenv("EXAMPLE_LOG_LEVEL", "LOUD")

    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [error["loc"] for error in caught.value.errors()] == [("log_level",)]


def test_logs_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A record is one line of JSON on standard output."""
    configure_logging("INFO")
    logging.getLogger("example").info("took %s", "order")

    line = json.loads(capsys.readouterr().out)
    assert {key: line[key] for key in ("level", "logger", "message")} == {
        "level": "INFO",
        "logger": "example",
        "message": "took order",
    }


def make_app() -> FastAPI:
    """A service with one route that answers and one that fails."""
    app = FastAPI()

    @app.get("/answers")
    async def answers() -> dict[str, str]:
        return {"status": "fine"}

    @app.get("/fails")
    async def fails() -> None:
        raise HTTPException(status_code=503)

    return app


@pytest.mark.asyncio
async def test_in_process_transport() -> None:
    """A request reaches the application without a network."""
    response = await InProcessTransport(make_app()).request("GET", "/answers")

    assert (response.status_code, response.json()) == (200, {"status": "fine"})


@pytest.mark.asyncio
async def test_a_failing_service() -> None:
    """A status of 500 and above is an error that names the request."""
    with pytest.raises(ServiceUnavailableError, match="answered GET /fails with status 503"):
        await InProcessTransport(make_app()).request("GET", "/fails")


@pytest.mark.asyncio
async def test_a_service_that_is_not_there() -> None:
    """A refused connection is an error that names the service and the request."""
    with pytest.raises(ServiceUnavailableError, match=r"http://127.0.0.1:9 did not answer GET /x: "):
        await HttpTransport("http://127.0.0.1:9").request("GET", "/x")


@pytest.mark.asyncio
async def test_certificates_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first request reads the certificates: nothing else happens in the process meanwhile."""

    def refuse(**_: object) -> None:
        message = "the certificates are read again"
        raise AssertionError(message)

    for _ in range(2):
        with pytest.raises(ServiceUnavailableError):
            await HttpTransport("http://127.0.0.1:9").request("GET", "/x")
        monkeypatch.setattr(ssl, "create_default_context", refuse)
