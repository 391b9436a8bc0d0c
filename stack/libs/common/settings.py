"""Settings from environment variables."""

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict


def settings_config(prefix: str) -> SettingsConfigDict:
    """How a service's settings are read.

    Args:
        prefix: of its environment variables, such as `ORDERS_`.

    Returns:
        A configuration that also reads `.env` and leaves alone what belongs to others there.
    """
    return SettingsConfigDict(env_prefix=prefix, env_file=".env", extra="ignore")


class ServiceSettings(BaseSettings):
    """The settings that every service has."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    aws_region: str = "us-east-1"
