"""Lists page by page."""

from base64 import urlsafe_b64encode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel

from stack.libs import web
from stack.libs.common import Page
from stack.libs.web.testing import client_of

ORDERS = [f"{number:03}" for number in range(120)]


class Order(BaseModel):
    """One of a list."""

    id: str


@pytest.fixture
def client() -> TestClient:
    """A client of a service with a hundred and twenty orders."""
    app = FastAPI()
    web.add_problem_details(app)

    @app.get("/orders")
    async def read(paging: web.Paging) -> Page[Order]:
        after = paging.after or ""
        orders = [Order(id=each) for each in ORDERS if each > after]
        return web.page_of(orders[: paging.limit + 1], paging)

    return client_of(app)


def test_pages_follow_each_other(client: TestClient) -> None:
    """By following `next` each order is read once; the last page has none."""
    read: list[str] = []
    sizes: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/orders", params={"cursor": cursor} if cursor else {}).json()
        read += [order["id"] for order in page["items"]]
        sizes.append(len(page["items"]))
        cursor = page["next"]

    assert (read, sizes) == (ORDERS, [50, 50, 20])


@pytest.mark.parametrize(("limit", "has_next"), [(1, True), (100, True)])
def test_the_limit_is_the_client_s(client: TestClient, limit: int, *, has_next: bool) -> None:
    """A page has as many items as were requested."""
    page = client.get("/orders", params={"limit": limit}).json()

    assert ([order["id"] for order in page["items"]], page["next"] is not None) == (ORDERS[:limit], has_next)


def test_a_list_that_ends_with_its_page(client: TestClient) -> None:
    """A page that is full has no next one if nothing follows."""
    cursor = client.get("/orders", params={"limit": 20}).json()["next"]
    page = client.get("/orders", params={"limit": 100, "cursor": cursor}).json()

    assert (len(page["items"]), page["next"]) == (100, None)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x"])
def test_limits_out_of_range(client: TestClient, limit: str) -> None:
    """Too few, too many, and what is no number are refused."""
    response = client.get("/orders", params={"limit": limit})

    assert (response.status_code, response.json()["errors"][0]["loc"]) == (422, ["query", "limit"])


def encoded(text: bytes) -> str:
    """A cursor of somebody else's making."""
    return urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "äöü", "!!!!", encoded(b"010"), encoded(b"after:\x00"), encoded(b"after:\xff"), encoded(b"after:") + "="],
)
def test_cursors_of_others(client: TestClient, cursor: str) -> None:
    """What is not the `next` of a page is refused, also what would hurt a database."""
    response = client.get("/orders", params={"cursor": cursor})

    message = "Input should be `next` of a page of this list"
    assert (response.status_code, response.json()) == (
        422,
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "detail": f"query.cursor: {message}",
            "instance": "/orders",
            "errors": [{"loc": ["query", "cursor"], "msg": message, "type": "cursor"}],
        },
    )


def test_paging_is_documented(client: TestClient) -> None:
    """The API's document has the parameters with their limits, and what a page is."""
    document = client.get("/openapi.json").json()
    parameters = {each["name"]: each["schema"] for each in document["paths"]["/orders"]["get"]["parameters"]}
    page = document["components"]["schemas"]["Page_Order_"]["properties"]

    assert (parameters["limit"]["minimum"], parameters["limit"]["maximum"], parameters["limit"]["default"]) == (
        1,
        100,
        50,
    )
    assert parameters["cursor"]["anyOf"] == [{"type": "string", "maxLength": 512}, {"type": "null"}]
    assert list(page) == ["items", "next"]
