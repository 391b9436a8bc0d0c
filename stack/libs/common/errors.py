"""Errors of the business logic, which know nothing of HTTP, and of requests to other services."""


class DomainError(Exception):
    """The business logic refuses; the message is for whoever made the request."""


class NotFoundError(DomainError):
    """What was requested does not exist."""


class ConflictError(DomainError):
    """The request contradicts the present state, such as a second one of what is unique."""


class InvalidInputError(DomainError):
    """The input is well-formed, but breaks a rule of the business."""


class ForbiddenError(DomainError):
    """Whoever made the request may not do this."""


class ServiceUnavailableError(Exception):
    """The service could not be reached, or failed.

    Attributes:
        status: what it answered with, or None if it did not.
        retry_after: the seconds after which it wants to be called again, or None if it does not say.
    """

    def __init__(self, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class RequestRefusedError(Exception):
    """The service refused the request: another attempt would be refused as well.

    Attributes:
        status: what it answered with, such as 409.
        detail: its reason.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"status {status}: {detail}")
        self.status = status
        self.detail = detail


class SetupError(Exception):
    """What keeps a service from starting: two lines, what is wrong and what to do."""
