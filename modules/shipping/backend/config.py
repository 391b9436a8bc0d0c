"""Settings, from SHIPPING_* variables."""

from stack.libs.common import ServiceSettings, settings_config


class Settings(ServiceSettings):
    """The settings of this service."""

    model_config = settings_config("SHIPPING_")


settings = Settings()
