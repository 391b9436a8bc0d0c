"""Settings, from INVENTORY_* variables."""

from stack.libs.common import ServiceSettings, settings_config


class Settings(ServiceSettings):
    """The settings of this service."""

    model_config = settings_config("INVENTORY_")


settings = Settings()
