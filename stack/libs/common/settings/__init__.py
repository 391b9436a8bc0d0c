"""Settings from environment variables and `.env` files."""

from .models import HttpServiceSettings, ServiceSettings
from .read import SettingsError, read_settings
from .sources import settings_config

__all__ = ["HttpServiceSettings", "ServiceSettings", "SettingsError", "read_settings", "settings_config"]
