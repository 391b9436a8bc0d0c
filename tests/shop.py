"""What a customer of the living example does: fill the stock, take an order, ship it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from typing import Any

from harness import Ran


def url(ran: Ran) -> str:
    """The URL in the last line of a deploy."""
    found = re.fullmatch(r"orders  up  (http://127\.0\.0\.1:\d+)", ran.ok().out.splitlines()[-1])
    assert found, ran.text
    return found[1]


def ask(address: str) -> str:
    """Status and body of an answer, or that there is none."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return f"{response.status} {response.read().decode()}"
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.read().decode()}"
    except (urllib.error.URLError, ConnectionError):
        return "no answer"


def take_order(address: str) -> str:
    """Make an order; its id. It lives in the memory of the process, so it tells processes apart."""
    body = json.dumps({"customer_id": "c", "items": [{"product_id": "p", "quantity": 1}]}).encode()
    return str(_send("POST", f"{address}/api/v1/orders", body)["id"])


def fill(inventory: str) -> None:
    """Have in stock what `take_order` orders."""
    _send("PUT", f"{inventory}/api/v1/inventory/p", b'{"quantity": 1}')


def ship(shipping: str, order: str) -> str:
    """Ship an order; how that stands."""
    return str(_send("POST", f"{shipping}/api/v1/shipping", json.dumps({"order_id": order}).encode())["status"])


def _send(method: str, address: str, body: bytes) -> dict[str, Any]:
    request = urllib.request.Request(address, body, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=5) as response:
        found: dict[str, Any] = json.load(response)
    return found
