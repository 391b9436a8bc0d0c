"""What answers mean."""

import httpx
import pytest
from pydantic import BaseModel

from stack.libs.common import RequestRefusedError, ServiceUnavailableError, parse


class Line(BaseModel):
    """A part of an order."""

    quantity: int


class Order(BaseModel):
    """What is in the answers of these tests."""

    id: str
    lines: list[Line] = []


REQUEST = httpx.Request("GET", "http://orders.example/api/v1/orders/1?token=hunter2")


def test_a_success() -> None:
    """The body of an answer is an object of the model."""
    response = httpx.Response(201, json={"id": "1", "lines": [{"quantity": 2}]}, request=REQUEST)

    assert parse(response, Order) == Order(id="1", lines=[Line(quantity=2)])


@pytest.mark.parametrize(
    ("response", "detail"),
    [
        (httpx.Response(422, json={"detail": "no customer", "title": "Unprocessable"}), "no customer"),
        (
            httpx.Response(422, json={"detail": [{"loc": ["body"], "msg": "missing"}]}),
            '[{"loc": ["body"], "msg": "missing"}]',
        ),
        (httpx.Response(409, json={"error": "twice"}), '{"error": "twice"}'),
        (httpx.Response(403, json=["no"]), '["no"]'),
        (httpx.Response(404, html="<p>not here</p>"), "Not Found"),
        (httpx.Response(404), "Not Found"),
    ],
    ids=["detail", "FastAPI", "other", "list", "no JSON", "empty"],
)
def test_refusals(response: httpx.Response, detail: str) -> None:
    """A refusal has the status and the reason."""
    response.request = REQUEST

    with pytest.raises(RequestRefusedError) as caught:
        parse(response, Order)
    assert (caught.value.status, caught.value.detail, str(caught.value)) == (
        response.status_code,
        detail,
        f"status {response.status_code}: {detail}",
    )


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (b'{"id": 1, "lines": [{"quantity": "hunter2"}]}', "id, lines.0.quantity"),
        (b"hunter2", "json_invalid"),
        (b"", "json_invalid"),
    ],
    ids=["another form", "no JSON", "empty"],
)
def test_another_body(content: bytes, fields: str) -> None:
    """A body of another form is a failure of the service: it names the fields, and never has values."""
    with pytest.raises(ServiceUnavailableError) as caught:
        parse(httpx.Response(200, content=content, request=REQUEST), Order)

    assert str(caught.value) == f"orders.example answered GET /api/v1/orders/1 with no Order: {fields}"
    assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)
