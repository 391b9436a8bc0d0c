"""Why a request is not let through."""


class RefusedError(Exception):
    """Credentials are not accepted.

    Attributes:
        reason: for the security event, such as `expired`.
        description: for the caller, without what the credentials contain.
    """

    def __init__(self, reason: str, description: str) -> None:
        super().__init__(description)
        self.reason = reason
        self.description = description


class KeysUnavailableError(Exception):
    """No key to verify a token with could be fetched: nobody's fault who calls."""
