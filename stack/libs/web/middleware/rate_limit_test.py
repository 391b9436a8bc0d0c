"""Requests beyond the limit."""

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from limits import parse
from structlog.testing import capture_logs

from stack.libs import web
from stack.libs.web.middleware.rate_limit import PAUSE_SECONDS, RateLimit
from stack.libs.web.middleware.rate_windows import Decision, MemoryRateWindow, RateWindow
from stack.libs.web.testing import client_of, settings


class Clock:
    """A clock that only tests turn."""

    def __init__(self) -> None:
        """Start at zero."""
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def make_app(window: RateWindow, clock: Clock) -> FastAPI:
    """A service with a limit of two a minute that knows the key `good`."""
    app = FastAPI()
    web.add_problem_details(app)
    web.add_feature(app, RateLimit(window, amount=2, seconds=60, clock=clock))
    app.include_router(web.health_router({}), prefix="/health")

    @app.get("/")
    async def read(request: Request) -> str:
        if request.headers.get("X-API-Key", "").startswith("good"):
            request.state.principal = object()
        return "fine"

    return app


def statuses(client: TestClient, count: int, **headers: str) -> list[int]:
    """The statuses of some requests."""
    return [client.get("/", headers=headers).status_code for _ in range(count)]


@pytest.fixture
def clock() -> Clock:
    """A clock at zero."""
    return Clock()


@pytest.fixture
def client(clock: Clock) -> TestClient:
    """A client of a service that counts in memory."""
    return client_of(make_app(MemoryRateWindow(parse("2/minute"), clock), clock))


def test_answers_have_the_limit(client: TestClient, clock: Clock) -> None:
    """Every answer says how many requests are left, for how long."""
    clock.now = 15
    headers = client.get("/").headers

    assert (headers["RateLimit-Policy"], headers["RateLimit"]) == ('"default";q=2;w=60', '"default";r=1;t=45')


def test_too_many_requests_are_refused(client: TestClient) -> None:
    """The one too many is a problem that says when to come back, and a security event."""
    statuses(client, 2)
    with capture_logs() as logs:
        response = client.get("/")

    assert (response.status_code, response.headers["Content-Type"]) == (429, "application/problem+json")
    assert response.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Too many requests: try again in 90 s",
        "instance": "/",
    }
    limits = {key: response.headers[key] for key in ("Retry-After", "RateLimit-Policy", "RateLimit")}
    assert limits == {
        "Retry-After": "90",
        "RateLimit-Policy": '"default";q=2;w=60',
        "RateLimit": '"default";r=0;t=90',
    }
    assert logs == [
        {
            "event": "security event",
            "_event": "rate_limited",
            "client": "testclient",
            "method": "GET",
            "path": "/",
            "log_level": "warning",
        }
    ]


def test_requests_pass_again_after_the_time_that_was_given(client: TestClient, clock: Clock) -> None:
    """A moment before the time one is refused, at the time one passes, and only one."""
    assert statuses(client, 3) == [200, 200, 429]
    clock.now = 89.9
    assert client.get("/").headers["Retry-After"] == "1"
    clock.now = 90
    assert statuses(client, 2) == [200, 429]
    clock.now = 1000
    assert statuses(client, 3) == [200, 200, 429]


def test_health_is_exempt(client: TestClient) -> None:
    """A load balancer is never refused, and its questions are not counted."""
    assert [client.get("/health/ready").status_code for _ in range(5)] == [200] * 5
    assert statuses(client, 3) == [200, 200, 429]


def test_accepted_credentials_are_a_client_of_their_own(client: TestClient) -> None:
    """Who is known is counted apart from others at its address, from its second request on."""
    assert statuses(client, 3, **{"X-API-Key": "good 1"}) == [200, 200, 200]
    assert statuses(client, 2, **{"X-API-Key": "good 1"}) == [429, 429]
    assert statuses(client, 2, **{"X-API-Key": "good 2"}) == [200, 200]


def test_credentials_that_nobody_accepted_are_of_no_use(client: TestClient) -> None:
    """New made-up credentials in every request do not evade the limit of an address."""
    answers = [client.get("/", headers={"X-API-Key": f"bad {number}"}).status_code for number in range(3)]

    assert answers == [200, 200, 429]


class FailingWindow:
    """What Redis looks like that is down."""

    calls = 0

    async def hit(self, client: str) -> Decision:
        """Fail."""
        del client
        self.calls += 1
        message = "redis://user:hunter2@redis refused"
        raise ConnectionError(message)

    async def close(self) -> None:
        """Close nothing."""


def test_requests_pass_if_redis_fails(clock: Clock) -> None:
    """A failure is logged once, without the address; after a pause Redis is tried again."""
    window = FailingWindow()
    client = client_of(make_app(window, clock))
    with capture_logs() as logs:
        assert statuses(client, 5) == [200] * 5
        assert window.calls == 1
        clock.now = PAUSE_SECONDS
        assert statuses(client, 1) == [200]

    assert window.calls == 2
    assert (
        logs
        == [
            {
                "event": "requests pass unlimited: Redis failed",
                "reason": "ConnectionError",
                "seconds": PAUSE_SECONDS,
                "log_level": "warning",
            }
        ]
        * 2
    )


def test_redis_that_is_not_there() -> None:
    """With an address where nothing listens, a service answers nevertheless."""
    app = FastAPI()
    web.add_rate_limit(app, settings(redis_url="redis://127.0.0.1:9", rate_limit="2/minute"))

    assert [client_of(app).get("/").status_code for _ in range(3)] == [404, 404, 404]


def test_no_limit() -> None:
    """An empty setting leaves the middleware out."""
    app = FastAPI()
    web.add_rate_limit(app, settings(rate_limit=""))

    assert app.user_middleware == []


class ClosableWindow(MemoryRateWindow):
    """Notes when it is closed."""

    closed = 0

    async def close(self) -> None:
        """Note it."""
        self.closed += 1


def test_what_counts_is_closed_with_the_application(clock: Clock) -> None:
    """It stays open while the application runs, and is closed once, at its end."""
    window = ClosableWindow(parse("2/minute"), clock)
    with client_of(make_app(window, clock)) as client:
        seen = [(client.get("/").status_code, window.closed)]

    assert (seen, window.closed) == ([(200, 0)], 1)
