"""What answers mean."""

import json
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from stack.libs.common.errors import RequestRefusedError, ServiceUnavailableError

_Model = TypeVar("_Model", bound=BaseModel)


def parse(response: httpx.Response, model: type[_Model]) -> _Model:
    """The body of an answer.

    Raises:
        RequestRefusedError: if it is no success (status 300 to 499).
        ServiceUnavailableError: if it is a success, but its body is no such thing.
    """
    if not response.is_success:
        raise RequestRefusedError(response.status_code, _detail(response))
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        request = response.request
        fields = ", ".join(".".join(map(str, each["loc"])) or each["type"] for each in error.errors())
        message = f"{request.url.host} answered {request.method} {request.url.path} with no {model.__name__}: {fields}"
        # Without the cause: it has the values, and logs would get them.
        raise ServiceUnavailableError(message, status=response.status_code) from None


def _detail(response: httpx.Response) -> str:
    """The `detail` of an answer, or what there is instead."""
    try:
        body = response.json()
    except ValueError:
        body = None
    detail = body.get("detail") if isinstance(body, dict) else None
    if isinstance(detail, str) and detail:
        return detail
    return json.dumps(detail or body) if detail or body else response.reason_phrase
