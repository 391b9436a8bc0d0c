"""Requests with and without credentials, and what they are answered."""

import json
import time
from typing import Annotated, Any

import jwt
import pytest
import structlog
from fastapi import APIRouter, Body, Depends, FastAPI
from fastapi.testclient import TestClient

from stack.libs.common import HttpServiceSettings, configure_logging
from stack.libs.security import Principal, access, current_principal, hash_api_key, include_router

HMAC_KEY = "the secret that the tests sign with, 40 bytes"
ISSUER, AUDIENCE = "https://issuer.test", "orders"
READER, WRITER = "key-of-a-reader", "key-of-a-writer"
KEYS = f"reader:{hash_api_key(READER)}:orders:read, writer:{hash_api_key(WRITER)}:orders:read orders:write"


def make_settings(**values: object) -> HttpServiceSettings:
    """The settings of a service that takes tokens and keys."""
    defaults = {
        "authentication": "on",
        "jwt_secret": HMAC_KEY,
        "jwt_issuer": ISSUER,
        "jwt_audience": AUDIENCE,
        "api_keys": KEYS,
    }
    return HttpServiceSettings.model_validate({**defaults, **values})


def make_client(settings: HttpServiceSettings, by: str = "router") -> TestClient:
    """A service with a route to read and one to write, which answer who calls."""
    router = APIRouter()

    @router.get("")
    @router.post("")
    async def answer(principal: Annotated[Principal, Depends(current_principal)]) -> dict[str, Any]:
        return {"name": principal.name, "scopes": sorted(principal.scopes)}

    app = FastAPI()
    if by == "router":
        include_router(app, router, settings, prefix="/orders", read="orders:read", write="orders:write")
    else:
        app.include_router(router, prefix="/orders", dependencies=access(settings, "orders:read", "orders:write"))
    return TestClient(app)


def make_token(**claims: object) -> str:
    """A token that is valid for an hour, unless the claims have it otherwise."""
    defaults = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": int(time.time()) + 3600, "scope": "orders:read"}
    return jwt.encode({**defaults, **claims}, HMAC_KEY, algorithm="HS256")


def ask(client: TestClient, method: str, headers: dict[str, str]) -> tuple[int, Any, str | None]:
    """Status, body and challenge of an answer; of a refusal what its detail is."""
    response = client.request(method, "/orders", headers=headers)
    body = response.json()
    body = {"detail": body["detail"]} if "detail" in body else body
    return response.status_code, body, response.headers.get("WWW-Authenticate")


REFUSED: dict[str, tuple[str, dict[str, str], tuple[int, Any, str | None]]] = {
    "nothing": ("GET", {}, (401, {"detail": "Not authenticated"}, "Bearer")),
    "another scheme": ("GET", {"Authorization": "Basic YTpi"}, (401, {"detail": "Not authenticated"}, "Bearer")),
    "an empty token": ("GET", {"Authorization": "Bearer "}, (401, {"detail": "Not authenticated"}, "Bearer")),
    "no token at all": (
        "GET",
        {"Authorization": "Bearer x.y"},
        (
            401,
            {"detail": "The token is malformed"},
            'Bearer error="invalid_token", error_description="The token is malformed"',
        ),
    ),
    "an unknown key": ("GET", {"X-API-Key": "guessed"}, (401, {"detail": "The API key is not valid"}, "Bearer")),
    "a token without the scope": (
        "POST",
        {"Authorization": f"Bearer {make_token()}"},
        (
            403,
            {"detail": "This needs the scope orders:write"},
            'Bearer error="insufficient_scope", scope="orders:write"',
        ),
    ),
    "a key without the scope": (
        "POST",
        {"X-API-Key": READER},
        (
            403,
            {"detail": "This needs the scope orders:write"},
            'Bearer error="insufficient_scope", scope="orders:write"',
        ),
    ),
}


@pytest.mark.parametrize("by", ["router", "dependency"])
@pytest.mark.parametrize(("method", "headers", "expected"), REFUSED.values(), ids=REFUSED)
def test_row_111_refused(by: str, method: str, headers: dict[str, str], expected: object) -> None:
    """Who brings nothing or something wrong gets 401, who lacks the scope 403, each with the challenge."""
    assert ask(make_client(make_settings(), by), method, headers) == expected


ACCEPTED = {
    "a token": ("GET", {"Authorization": f"Bearer {make_token()}"}, "ada", ["orders:read"]),
    "a scheme in small letters": ("GET", {"Authorization": f"bearer {make_token()}"}, "ada", ["orders:read"]),
    "a token with both scopes": (
        "POST",
        {"Authorization": f"Bearer {make_token(scope='orders:read orders:write')}"},
        "ada",
        ["orders:read", "orders:write"],
    ),
    "scopes as a list": (
        "POST",
        {"Authorization": f"Bearer {make_token(scope=None, scp=['orders:write'])}"},
        "ada",
        ["orders:write"],
    ),
    "a key": ("GET", {"X-API-Key": READER}, "reader", ["orders:read"]),
    "another key": ("POST", {"X-API-Key": WRITER}, "writer", ["orders:read", "orders:write"]),
    "a token, before the key": (
        "GET",
        {"Authorization": f"Bearer {make_token()}", "X-API-Key": WRITER},
        "ada",
        ["orders:read"],
    ),
}


@pytest.mark.parametrize("by", ["router", "dependency"])
@pytest.mark.parametrize(("method", "headers", "name", "scopes"), ACCEPTED.values(), ids=ACCEPTED)
def test_row_111_let_through(by: str, method: str, headers: dict[str, str], name: str, scopes: list[str]) -> None:
    """Handlers know who calls, and with which scopes."""
    assert ask(make_client(make_settings(), by), method, headers) == (200, {"name": name, "scopes": scopes}, None)


def test_without_authentication() -> None:
    """While authentication is off everybody is let through, and the document names no scheme."""
    client = make_client(make_settings(authentication="off"))

    assert ask(client, "POST", {}) == (200, {"name": "anonymous", "scopes": []}, None)
    assert "securitySchemes" not in client.get("/openapi.json").json().get("components", {})


def test_keys_without_tokens() -> None:
    """A service that takes keys only does not ask for tokens."""
    client = make_client(make_settings(jwt_secret=None))

    assert ask(client, "GET", {"Authorization": f"Bearer {make_token()}"}) == (
        401,
        {"detail": "Not authenticated"},
        "APIKey",
    )
    assert ask(client, "POST", {"X-API-Key": READER}) == (403, {"detail": "This needs the scope orders:write"}, None)
    assert list(client.get("/openapi.json").json()["components"]["securitySchemes"]) == ["api_key"]


def test_tokens_without_keys() -> None:
    """A service that takes tokens only does not look at keys."""
    client = make_client(make_settings(api_keys=None))

    assert ask(client, "GET", {"X-API-Key": READER}) == (401, {"detail": "Not authenticated"}, "Bearer")
    assert list(client.get("/openapi.json").json()["components"]["securitySchemes"]) == ["token"]


@pytest.mark.parametrize("by", ["router", "dependency"])
def test_the_document_has_the_schemes(by: str) -> None:
    """OpenAPI names both schemes, and that either is enough for each operation."""
    document = make_client(make_settings(), by).get("/openapi.json").json()

    assert document["components"]["securitySchemes"] == {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }
    assert document["paths"]["/orders"]["post"]["security"] == [{"token": []}, {"api_key": []}]


def test_credentials_come_before_the_body() -> None:
    """Who has no credentials does not learn what a body has to look like."""
    app = FastAPI(dependencies=access(make_settings()))

    @app.post("/orders")
    async def create(quantity: Annotated[int, Body()]) -> int:
        return quantity

    answers = [TestClient(app).post("/orders", json="x", headers=headers) for headers in ({}, {"X-API-Key": READER})]
    assert [answer.status_code for answer in answers] == [401, 422]


def test_no_scope_is_needed() -> None:
    """Without scopes any credentials are enough."""
    app = FastAPI(dependencies=access(make_settings()))
    app.get("/orders")(lambda: "fine")

    assert TestClient(app).get("/orders", headers={"X-API-Key": READER}).json() == "fine"


def test_authentication_needs_something_to_accept() -> None:
    """Settings by which nobody could be distinguished from anybody are refused, never taken for no authentication."""
    settings = make_settings().model_copy(update={"jwt_secret": None, "api_keys": None})

    with pytest.raises(ValueError, match=r"^Authentication is on, but nothing is accepted.\nSet jwt_jwks_url, "):
        access(settings)


def test_tokens_need_an_issuer_and_an_audience() -> None:
    """Settings by which a token made for others would be taken are refused."""
    settings = make_settings().model_copy(update={"jwt_audience": ""})

    with pytest.raises(ValueError, match=r"^Tokens need an issuer and an audience.\nSet jwt_issuer and jwt_audience.$"):
        access(settings)


def test_row_112_refusals(capsys: pytest.CaptureFixture[str]) -> None:
    """Refusals are whole records in the log: why, who and where, never the token or the key."""
    configure_logging("INFO", "orders")
    client = make_client(make_settings())
    capsys.readouterr()
    expired, other = make_token(exp=1), make_token(aud="shipping")
    ask(client, "GET", {})
    ask(client, "GET", {"Authorization": f"Bearer {expired}"})
    ask(client, "GET", {"Authorization": f"Bearer {other}"})
    ask(client, "GET", {"X-API-Key": "guessed"})
    ask(client, "POST", {"X-API-Key": READER})

    output = capsys.readouterr().out
    base = {"level": "WARNING", "logger": "security", "message": "security event", "service": "orders"}
    place = {"path": "/orders", "client": "testclient"}
    varying = {"time", "trace_id", "span_id"}
    assert [{k: v for k, v in json.loads(line).items() if k not in varying} for line in output.splitlines()] == [
        base | {"event": "auth.failed", "method": "GET", "reason": reason} | place
        for reason in ("missing", "expired", "audience", "unknown_api_key")
    ] + [base | {"event": "auth.forbidden", "method": "POST", "user": "reader", "scope": "orders:write"} | place]
    assert [secret for secret in (expired, other, "guessed", READER) if secret in output] == []


def test_the_log_knows_who_calls(capsys: pytest.CaptureFixture[str]) -> None:
    """What a handler logs has the name of who calls."""
    configure_logging("INFO")
    app = FastAPI(dependencies=access(make_settings()))

    @app.get("/orders")
    async def log() -> None:
        structlog.get_logger("orders").info("looked")

    TestClient(app).get("/orders", headers={"X-API-Key": READER})

    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {key: line[key] for key in ("message", "user")} == {"message": "looked", "user": "reader"}
