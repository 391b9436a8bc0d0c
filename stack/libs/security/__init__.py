"""Who may call a service: tokens, API keys and scopes."""

from stack.libs.common import security_event

from .access import access
from .api_keys import hash_api_key
from .principal import Principal, current_principal
from .routers import include_router

__all__ = ["Principal", "access", "current_principal", "hash_api_key", "include_router", "security_event"]
