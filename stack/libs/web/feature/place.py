"""Where each feature stands: the order of lines in `create_app` does not matter."""

from enum import IntEnum


class Place(IntEnum):
    """From the outside to the inside: what stands further out sees what those inside answer."""

    TRACING = 1
    METRICS = 2
    REQUEST_CONTEXT = 3
    SECURITY_HEADERS = 4
    CORS = 5
    ERRORS = 6
    HOSTS = 7
    RATE_LIMIT = 8
    ACCESS = 9
    BODY_LIMIT = 10
    IDEMPOTENCY = 11
