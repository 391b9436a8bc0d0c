"""What every service needs: ids, settings, logs, and transports for the clients of facades."""

from .ids import generate_id
from .logs import configure_logging
from .settings import ServiceSettings, settings_config
from .transport import HttpTransport, InProcessTransport, ServiceUnavailableError, Transport

__all__ = [
    "HttpTransport",
    "InProcessTransport",
    "ServiceSettings",
    "ServiceUnavailableError",
    "Transport",
    "configure_logging",
    "generate_id",
    "settings_config",
]
