"""What every service needs: ids, settings, logs, errors, and transports for the clients of facades."""

from .deprecation import deprecated
from .errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RequestRefusedError,
    ServiceUnavailableError,
    SetupError,
)
from .ids import generate_id
from .logs import FrequentLog, configure_logging, context_variable
from .pages import Page
from .per_loop import PerEventLoop
from .security_events import security_event
from .settings import HttpServiceSettings, ServiceSettings, SettingsError, read_settings, settings_config
from .transports import (
    AsgiApp,
    HttpTransport,
    InProcessTransport,
    Transport,
    parse,
    serve_in_process,
    transport_for,
)

__all__ = [
    "AsgiApp",
    "ConflictError",
    "DomainError",
    "ForbiddenError",
    "FrequentLog",
    "HttpServiceSettings",
    "HttpTransport",
    "InProcessTransport",
    "InvalidInputError",
    "NotFoundError",
    "Page",
    "PerEventLoop",
    "RequestRefusedError",
    "ServiceSettings",
    "ServiceUnavailableError",
    "SettingsError",
    "SetupError",
    "Transport",
    "configure_logging",
    "context_variable",
    "deprecated",
    "generate_id",
    "parse",
    "read_settings",
    "security_event",
    "serve_in_process",
    "settings_config",
    "transport_for",
]
