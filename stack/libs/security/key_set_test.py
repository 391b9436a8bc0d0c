"""The keys of an issuer, from a server on the loopback address."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Semaphore, Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .errors import KeysUnavailableError
from .key_set import KeySet

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
EC_KEY = ec.generate_private_key(ec.SECP256R1()).public_key()


def document(*names: str, **members: object) -> dict[str, Any]:
    """What an issuer publishes: a key of each name."""
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY))
    return {"keys": [{**key, "kid": name, "use": "sig", "alg": "RS256", **members} for name in names]}


class Issuer:
    """A server of keys that counts how often it is called."""

    def __init__(self) -> None:
        self.answer: tuple[int, object] = (200, document("one"))
        self.requests = 0
        self.called = Semaphore(0)
        self.go_on = Event()
        self.go_on.set()
        self.url = ""

    @contextmanager
    def serve(self) -> Iterator["Issuer"]:
        """Serve until the end of the block."""
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.requests += 1
                issuer.called.release()
                issuer.go_on.wait(10)
                status, content = issuer.answer
                body = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_port}/keys"
            yield self
            server.shutdown()
            thread.join()


class Clock:
    """Time that goes on by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell it."""
        return self.now


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer that serves one key."""
    with Issuer().serve() as serving:
        yield serving


async def names(keys: KeySet, *wanted: object) -> list[str | None]:
    """The ids of the keys that are found."""
    found = [await keys.find(name) for name in wanted]
    return [key.key_id if key else None for key in found]


@pytest.mark.asyncio
async def test_keys_are_kept(issuer: Issuer) -> None:
    """Keys are fetched once in five minutes, however many tokens come."""
    clock = Clock()
    keys = KeySet(issuer.url, clock)
    assert await names(keys, "one", "one") == ["one", "one"]
    clock.now += 299
    assert (await names(keys, "one"), issuer.requests) == (["one"], 1)


@pytest.mark.asyncio
async def test_requests_at_the_same_time_fetch_once(issuer: Issuer) -> None:
    """Who comes while the keys are being fetched waits for them."""
    keys = KeySet(issuer.url)
    found = await asyncio.gather(*(names(keys, "one") for _ in range(20)))

    assert (found, issuer.requests) == ([["one"]] * 20, 1)


@pytest.mark.asyncio
async def test_an_unknown_key_is_looked_for_once(issuer: Issuer) -> None:
    """An id that is not known makes the keys be fetched again, though not by every token with an invented id."""
    clock = Clock()
    keys = KeySet(issuer.url, clock)
    await names(keys, "one")
    issuer.answer = (200, document("one", "two"))
    assert (await names(keys, "two", "three", None, 7), issuer.requests) == ([None] * 4, 1)
    clock.now += 30
    assert (await names(keys, "two"), issuer.requests) == (["two"], 2)
    assert (await names(keys, *(f"invented {number}" for number in range(50))), issuer.requests) == ([None] * 50, 2)


@pytest.mark.asyncio
async def test_a_key_that_is_withdrawn(issuer: Issuer) -> None:
    """Keys are fetched again in the background after five minutes; one that the issuer no longer has is not taken then."""
    clock = Clock()
    keys = KeySet(issuer.url, clock)
    await names(keys, "one")
    assert issuer.called.acquire(timeout=10)
    issuer.answer = (200, document("two"))
    clock.now += 300
    issuer.go_on.clear()
    assert await names(keys, "one") == ["one"]
    assert await asyncio.to_thread(issuer.called.acquire, timeout=10)
    assert await names(keys, "one") == ["one"]
    issuer.go_on.set()
    assert (await names(keys, "two", "one"), issuer.requests) == (["two", None], 2)


@pytest.mark.asyncio
async def test_known_keys_outlast_an_issuer_that_fails(issuer: Issuer) -> None:
    """Known keys are good for an hour while the issuer fails, and then there are none."""
    clock = Clock()
    keys = KeySet(issuer.url, clock)
    await names(keys, "one")
    issuer.answer = (500, "")
    clock.now += 3599
    assert await names(keys, "one") == ["one"]
    clock.now += 1
    with pytest.raises(KeysUnavailableError):
        await keys.find("one")
    issuer.answer = (200, document("one"))
    clock.now += 30
    assert await names(keys, "one") == ["one"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer",
    [(500, ""), (302, ""), (200, "no JSON"), (200, []), (200, {"keys": 7})],
    ids=["fails", "leads elsewhere", "no JSON", "no object", "no list"],
)
async def test_an_issuer_without_keys(issuer: Issuer, answer: tuple[int, object]) -> None:
    """Without keys nothing can be verified, and the issuer is called again only after half a minute."""
    issuer.answer = answer
    clock = Clock()
    keys = KeySet(issuer.url, clock)
    for _ in range(3):
        with pytest.raises(KeysUnavailableError):
            await keys.find("one")
    assert issuer.requests == 1
    issuer.answer = (200, document("one"))
    clock.now += 30
    assert (await names(keys, "one"), issuer.requests) == (["one"], 2)


@pytest.mark.asyncio
async def test_nobody_listens() -> None:
    """An address where nobody listens is an issuer without keys."""
    with pytest.raises(KeysUnavailableError):
        await KeySet("http://127.0.0.1:9/keys").find("one")


@pytest.mark.asyncio
async def test_only_keys_for_signatures_are_taken(issuer: Issuer) -> None:
    """Keys for encryption, secrets, keys of other algorithms and what is no key are left out."""
    elliptic = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(EC_KEY))
    issuer.answer = (
        200,
        {
            "keys": [
                *document("encryption", use="enc")["keys"],
                *document("stronger", alg="RS512")["keys"],
                *document("one")["keys"],
                {"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "HS256"},
                {**elliptic, "kid": "elliptic"},
                {"kty": "unknown", "kid": "x"},
                {"kid": "empty"},
                "text",
                7,
            ]
        },
    )
    wanted = ("encryption", "stronger", "one", "secret", "elliptic", "x", "empty")

    assert await names(KeySet(issuer.url), *wanted) == [None, None, "one", None, "elliptic", None, None]


def test_each_event_loop_fetches_for_itself(issuer: Issuer) -> None:
    """A fetch that belongs to an event loop that has ended holds nobody up, and its keys stay."""
    keys = KeySet(issuer.url)

    assert [asyncio.run(names(keys, "one")) for _ in range(2)] == [["one"], ["one"]]
    assert issuer.requests == 1
