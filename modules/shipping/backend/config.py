"""Settings, from SHIPPING_* variables and `.env` files."""

from pathlib import Path

from pydantic import SecretStr

from stack.libs.common import HttpServiceSettings, read_settings, settings_config


class Settings(HttpServiceSettings):
    """The settings of this service: those that every service has, and its own."""

    model_config = settings_config("SHIPPING_", Path(__file__).parents[1])

    database_url: SecretStr = SecretStr("postgresql://localhost/shipping")


settings = read_settings(Settings)
