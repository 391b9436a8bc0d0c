"""Records of what an attack would look like."""

import structlog

_logger = structlog.get_logger("security")


def security_event(name: str, **fields: object) -> None:
    """Log a security event; fields whose names sound like secrets are redacted, as in all logs.

    Args:
        name: such as `auth.failed`, which becomes the field `event`.
        fields: what else is known, such as the client.
    """
    _logger.warning("security event", _event=name, **fields)
