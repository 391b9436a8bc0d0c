"""Pauses between attempts."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from stack.libs.common import InProcessTransport, ServiceUnavailableError

from .testing import Answer, Service


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("retry_after", "lowest", "highest"),
    [
        ("2", 2.0, 2.0),
        ("0", 0.0, 0.0),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), 0.0, 0.0),
        (format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True), 0.0, 4.0),
        ("", 0.05, 0.1),
        ("soon", 0.05, 0.1),
    ],
    ids=["seconds", "at once", "the past", "a date", "none", "nonsense"],
)
async def test_pauses(monkeypatch: pytest.MonkeyPatch, retry_after: str, lowest: float, highest: float) -> None:
    """The next attempt waits as long as the service wants, or else a short time."""
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    service = Service(Answer(503, headers=(("Retry-After", retry_after),)), Answer())
    response = await InProcessTransport(service).request("GET", "/")

    assert (response.status_code, len(pauses)) == (200, 1)
    assert lowest <= pauses[0] <= highest


@pytest.mark.asyncio
async def test_one_attempt() -> None:
    """Where a service must not get a request twice, it does not, whatever it answers."""
    service = Service(Answer(503, headers=(("Retry-After", "0"),)))

    with pytest.raises(ServiceUnavailableError) as caught:
        await InProcessTransport(service, attempts=1).request("POST", "/")
    assert (caught.value.status, caught.value.retry_after, len(service.received)) == (503, 0.0, 1)
