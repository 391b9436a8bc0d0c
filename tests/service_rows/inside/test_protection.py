"""Rows of what keeps a service safe: checked input, limits, access, and what is logged of it."""

import hashlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient

REFUNDS = "/api/v1/refunds"
ITEM = {"title": "first"}
MakeClient = Callable[..., TestClient]
READER, WRITER, SIGNING = "key-of-a-reader", "key-of-a-writer", "a secret that only this test signs with, long"
KEYS = ",".join(
    f"{name}:{hashlib.sha256(key.encode()).hexdigest()}:{scopes}"
    for name, key, scopes in (
        ("reader", READER, "refunds:read"),
        ("writer", WRITER, "refunds:read refunds:write"),
    )
)
ACCESS = {
    "authentication": "on",
    "api_keys": KEYS,
    "jwt_secret": SIGNING,
    "jwt_issuer": "https://issuer.test",
    "jwt_audience": "refunds",
}


def token(**claims: object) -> str:
    """A token that is good for reading, unless the claims have it otherwise."""
    usual = {"iss": "https://issuer.test", "aud": "refunds", "sub": "ada", "exp": int(time.time()) + 60}
    return jwt.encode({**usual, "scope": "refunds:read", **claims}, SIGNING, algorithm="HS256")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["body", "title"]),
        ({"title": ""}, ["body", "title"]),
        ({"title": "x" * 10_000}, ["body", "title"]),
        ({"title": 7}, ["body", "title"]),
        ([], ["body"]),
        (None, ["body"]),
    ],
)
def test_row_99_schemas(make_client: MakeClient, body: object, where: list[str]) -> None:
    """What the schema does not allow is 422, with the place of the mistake."""
    response = make_client().post(REFUNDS, json=body)

    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert [error["loc"] for error in response.json()["errors"]] == [where]


def parts() -> Iterator[bytes]:
    """A body of more than a megabyte whose length nobody declares."""
    yield b'{"title": "'
    for _ in range(20):
        yield b"x" * 100_000
    yield b'"}'


def test_row_108_all_input(make_client: MakeClient) -> None:
    """Bodies have a size, declared or not; paths and queries have limits; what is no JSON is refused."""
    client = make_client()
    answers = {
        "long": client.post(REFUNDS, content=b" " * 1_000_001),
        "long, in parts": client.post(REFUNDS, content=parts()),
        "no JSON": client.post(REFUNDS, content=b"{", headers={"content-type": "application/json"}),
        "path": client.get(f"{REFUNDS}/{'x' * 1_000}"),
        "limit": client.get(f"{REFUNDS}?limit=0"),
        "cursor": client.get(f"{REFUNDS}?cursor=%00"),
        "method": client.delete(REFUNDS),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "long": 413,
        "long, in parts": 413,
        "no JSON": 422,
        "path": 422,
        "limit": 422,
        "cursor": 422,
        "method": 405,
    }


def test_row_110_the_rate_limit(make_client: MakeClient) -> None:
    """After so many requests a client learns when to come again; health is always answered."""
    client = make_client(rate_limit="3/minute")
    answers = [client.get(f"{REFUNDS}/unknown") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    # The window slides: until what is left of it fits the limit.
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 120
    assert client.get("/health").status_code == 200


def test_row_110_copies_of_a_service(make_client: MakeClient, redis_url: str) -> None:
    """With Redis the copies of a service count together."""
    clients = [make_client(rate_limit="3/minute", redis_url=redis_url) for _ in range(2)]

    answers = [client.get(f"{REFUNDS}/unknown").status_code for client in (*clients, *clients)]
    assert answers == [404, 404, 404, 429]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 401),
        ("GET", {"X-API-Key": "guessed"}, 401),
        ("GET", {"X-API-Key": READER}, 200),
        ("POST", {"X-API-Key": READER}, 403),
        ("POST", {"X-API-Key": WRITER}, 200),
        ("GET", {"Authorization": "Bearer x.y.z"}, 401),
        ("GET", {"Authorization": f"Bearer {token(exp=1)}"}, 401),
        ("GET", {"Authorization": f"Bearer {token(aud='orders')}"}, 401),
        ("GET", {"Authorization": f"Bearer {token()}"}, 200),
        ("POST", {"Authorization": f"Bearer {token()}"}, 403),
        ("POST", {"Authorization": f"Bearer {token(scope='refunds:write')}"}, 200),
    ],
)
def test_row_111_access(make_client: MakeClient, method: str, headers: dict[str, str], status: int) -> None:
    """Without credentials it is 401, with too few scopes 403, and with the right ones 200; health needs none."""
    client = make_client(**ACCESS)
    response = client.request(method, REFUNDS, json=ITEM if method == "POST" else None, headers=headers)

    assert (response.status_code, client.get("/health").status_code) == (status, 200)
    assert ("www-authenticate" in response.headers) == (status != 200)


def test_row_111_off(make_client: MakeClient) -> None:
    """Unless it is turned on nobody needs credentials."""
    assert make_client().post(REFUNDS, json=ITEM).status_code == 200


def test_row_112_events(start: Callable[..., Any]) -> None:
    """Who is refused, and who sends too much, is an event of its own in the log; no credentials are in it."""
    variables = {f"REFUNDS_{name.upper()}": value for name, value in ACCESS.items()}
    service = start(**variables, REFUNDS_RATE_LIMIT="3/minute")
    service.get(REFUNDS)
    service.get(REFUNDS, **{"X-API-Key": "guessed"})
    expired = token(exp=1)
    service.get(REFUNDS, Authorization=f"Bearer {expired}")
    service.get(REFUNDS)
    lines = service.stop()

    events = [line for line in lines if "event" in line]
    assert [line["event"] for line in events] == ["auth.failed", "auth.failed", "auth.failed", "rate_limited"]
    assert {(line["client"], line["path"], line["level"]) for line in events} == {("127.0.0.1", REFUNDS, "WARNING")}
    assert [secret for secret in ("guessed", expired, SIGNING) if secret in str(lines)] == []


def test_row_112_too_few_scopes(make_client: MakeClient, capsys: pytest.CaptureFixture[str]) -> None:
    """So is who may not do something."""
    client = make_client(**ACCESS)
    client.post(REFUNDS, json=ITEM, headers={"X-API-Key": READER})

    assert "auth.forbidden" in capsys.readouterr().out
