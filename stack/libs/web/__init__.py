"""What an HTTP service adds to FastAPI: errors, limits, health, paging, and how it serves."""

from .draining import begin_draining, is_draining
from .feature import Exchange, Feature, Place, add_feature
from .headers import is_operational, path_template
from .health import add_healthz, health_router
from .middleware.body_limit import add_body_limit
from .middleware.errors import add_problem_details
from .middleware.idempotency import add_idempotency
from .middleware.rate_limit import add_rate_limit
from .middleware.request_context import add_request_context
from .middleware.security_headers import add_security_headers
from .paging import PageRequest, Paging, page_of
from .problem_details import PROBLEMS, ProblemDetails, problem_response
from .serve import serve

__all__ = [
    "PROBLEMS",
    "Exchange",
    "Feature",
    "PageRequest",
    "Paging",
    "Place",
    "ProblemDetails",
    "add_body_limit",
    "add_feature",
    "add_healthz",
    "add_idempotency",
    "add_problem_details",
    "add_rate_limit",
    "add_request_context",
    "add_security_headers",
    "begin_draining",
    "health_router",
    "is_draining",
    "is_operational",
    "page_of",
    "path_template",
    "problem_response",
    "serve",
]
