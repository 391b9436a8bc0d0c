"""Errors become problem details: those of the domain, of FastAPI, and those that nobody expected."""

from typing import ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from opentelemetry import trace
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp

from stack.libs.common import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    ServiceUnavailableError,
)
from stack.libs.web.feature import Exchange, Feature, Place, add_feature
from stack.libs.web.headers import path_template
from stack.libs.web.problem_details import problem_response

_STATUS = {NotFoundError: 404, ConflictError: 409, InvalidInputError: 422, ForbiddenError: 403}
_WITHOUT_BODY = {204, 304}

_log = structlog.get_logger("errors")


def add_problem_details(app: FastAPI) -> None:
    """Answer every error with problem details, those of the domain with the status that fits.

    An unexpected error is answered with 500 and logged with its traceback; its text reaches no client.
    """
    app.add_exception_handler(HTTPException, _answer_http_exception)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(DomainError, _answer_domain_error)
    app.add_exception_handler(ServiceUnavailableError, _answer_unavailable)
    add_feature(app, Errors())


class Errors(Feature):
    """The feature of `add_problem_details`: answers what no handler took.

    It stands inside of the request's context, so that the answer has its id, and the log line too.
    """

    place: ClassVar[Place] = Place.ERRORS

    def answer_error(self, exchange: Exchange, error: Exception) -> ASGIApp | None:
        """Answer a request in any case, unless an answer has started."""
        _report(error, exchange)
        if exchange.has_started:
            return None  # The server breaks the connection off, so that half an answer does not look whole.
        return problem_response(exchange.scope, 500, "An unexpected error occurred")


def _report(error: Exception, exchange: Exchange) -> None:
    trace.get_current_span().record_exception(error)
    _log.error("unexpected error", method=exchange.scope["method"], path=exchange.path, exc_info=error)


async def _answer_http_exception(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in _WITHOUT_BODY:
        return Response(status_code=error.status_code, headers=error.headers)
    return problem_response(request.scope, error.status_code, error.detail, error.headers)


async def _answer_invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    # Without the input: it may be secret, and its sender has it.
    fields = [{"loc": each["loc"], "msg": each["msg"], "type": each["type"]} for each in error.errors()]
    detail = "; ".join(f"{'.'.join(map(str, field['loc']))}: {field['msg']}" for field in fields)
    return problem_response(request.scope, 422, detail, errors=jsonable_encoder(fields))


async def _answer_domain_error(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
    return problem_response(request.scope, status, str(error))


async def _answer_unavailable(request: Request, error: Exception) -> Response:
    # Its text names addresses of the network inside.
    _log.warning("a service is unavailable", reason=str(error), path=path_template(request.scope))
    detail = "A service that this one needs is unavailable"
    return problem_response(request.scope, 503, detail, {"Retry-After": "1"})
