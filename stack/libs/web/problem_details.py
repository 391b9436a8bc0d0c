"""The form of every error: problem details (RFC 9457)."""

from collections.abc import Mapping
from http.client import responses
from typing import Any, Literal

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response
from starlette.types import Scope

MEDIA_TYPE = "application/problem+json"


class InvalidField(BaseModel):
    """One mistake in a request."""

    loc: list[str | int]
    msg: str
    type: str


class ProblemDetails(BaseModel):
    """The body of every error."""

    model_config = ConfigDict(extra="allow")

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: int
    detail: Any
    instance: str
    request_id: str = ""
    errors: list[InvalidField] = []


def _documented(description: str) -> dict[str, Any]:
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    field = schema.pop("$defs")["InvalidField"]
    schema["properties"]["errors"]["items"] = field
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


# For `include_router(..., responses=PROBLEMS)`: the OpenAPI document then has the errors as they are.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    422: _documented("The request is invalid"),
    "4XX": _documented("The request was refused"),
    "5XX": _documented("The service failed"),
}


def problem_response(
    scope: Scope,
    status: int,
    detail: object,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Build an answer with problem details, for middleware and handlers alike.

    Args:
        scope: of the request.
        members: further ones of the body.
    """
    request_id = scope.get("state", {}).get("request_id")
    body = {
        "type": "about:blank",
        "title": responses.get(status, "Error"),
        "status": status,
        "detail": detail,
        "instance": scope["path"],
        **({"request_id": request_id} if request_id else {}),
        **members,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)
