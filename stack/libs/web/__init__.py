"""What an HTTP service adds to FastAPI: errors, limits, health, paging, and how it serves."""

from .body_limit import add_body_limit
from .draining import begin_draining, is_draining
from .errors import add_problem_details
from .headers import path_template
from .health import add_healthz, health_router
from .idempotency import add_idempotency
from .paging import Page, PageRequest, Paging, page_of
from .problem_details import PROBLEMS, ProblemDetails, problem_response
from .rate_limit import add_rate_limit
from .request_context import add_request_context
from .security_headers import add_security_headers
from .serve import serve

__all__ = [
    "PROBLEMS",
    "Page",
    "PageRequest",
    "Paging",
    "ProblemDetails",
    "add_body_limit",
    "add_healthz",
    "add_idempotency",
    "add_problem_details",
    "add_rate_limit",
    "add_request_context",
    "add_security_headers",
    "begin_draining",
    "health_router",
    "is_draining",
    "page_of",
    "path_template",
    "problem_response",
    "serve",
]
