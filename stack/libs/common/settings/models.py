"""The settings that services have."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError  # pants: no-infer-dep - comes with pydantic
from pydantic_settings import BaseSettings, NoDecode

_RATE = re.compile(r"[1-9]\d{0,8}/(?:[1-9]\d{0,3} ?)?(?:second|minute|hour|day)")
_API_KEY = re.compile(r"[^\s:,]+:[0-9a-f]{64}:[^,]*", re.IGNORECASE)
_SHORTEST_SECRET = 32
# What a URL of each setting may begin with; drivers know the rest.
_DATABASES = frozenset({"postgres", "postgresql", "postgresql+asyncpg", "sqlite", "sqlite+aiosqlite"})
_REDIS = frozenset({"redis", "rediss", "unix"})
_WEB = frozenset({"http", "https"})


def _split(value: object) -> object:
    """The parts of a text with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


_TEXTS = (str, SecretStr)
Names = Annotated[list[str], NoDecode, BeforeValidator(_split)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)]


class ServiceSettings(BaseSettings):
    """The settings that every service has."""

    log_level: LogLevel = "INFO"
    aws_region: str = "us-east-1"

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take an empty variable, as compose files pass it, for none, except where a text may be empty."""
        texts = {name for name, field in cls.model_fields.items() if field.annotation in _TEXTS}
        return {name: value for name, value in values.items() if value != "" or name in texts}


class HttpServiceSettings(ServiceSettings):
    """The settings of a service that answers HTTP requests.

    Attributes:
        database_url: of PostgreSQL; it is used if it is set, and its default is what a module would use.
        redis_url: used if it is set, as the database is.
        migrate_at_start: whether the process that serves brings the database up to date first.
        cache_seconds: how long a record is read from the cache; 0 for no cache.
        rate_limit: of one client, such as `6000/minute`; "" for none.
        trace_ratio: which part of the traces that begin here is recorded.
        jwt_jwks_url: where the keys are that tokens are signed with.
        jwt_secret: what tokens are signed with where there is no `jwt_jwks_url`.
        api_keys: `name:sha256 of the key:scope scope`, with commas between them.
        allowed_hosts: which names the service answers to; none for all.
        cors_origins: which sites a browser may call it from.
        docs: whether it serves its interactive documentation.
        production: refuses what is only good for development.
    """

    database_url: SecretStr = SecretStr("postgresql://localhost/app")
    redis_url: SecretStr = SecretStr("redis://localhost")
    database_pool_size: int = Field(default=5, ge=1)
    redis_pool_size: int = Field(default=10, ge=1)
    migrate_at_start: bool = False
    cache_seconds: float = Field(default=30.0, ge=0, allow_inf_nan=False)
    rate_limit: str = "6000/minute"
    max_body_bytes: int = Field(default=1_000_000, ge=1)
    metrics: Literal["prometheus", "emf", "off"] = "prometheus"
    trace_ratio: float = Field(default=0.05, ge=0, le=1)
    authentication: Literal["off", "on"] = "off"
    jwt_issuer: str = ""
    jwt_audience: str = ""
    jwt_jwks_url: str = ""
    jwt_secret: SecretStr | None = None
    api_keys: SecretStr | None = None
    allowed_hosts: Names = []
    cors_origins: Names = []
    docs: bool = True
    production: bool = False

    @property
    def uses_database(self) -> bool:
        """Whether a database is set, so that records are kept there instead of in memory."""
        return "database_url" in self.model_fields_set and bool(self.database_url.get_secret_value())

    @property
    def uses_redis(self) -> bool:
        """Whether Redis is set, so that what processes share is kept there instead of in memory."""
        return "redis_url" in self.model_fields_set and bool(self.redis_url.get_secret_value())

    @field_validator("rate_limit")
    @classmethod
    def _check_rate_limit(cls, value: str) -> str:
        if value and not _RATE.fullmatch(value):
            message = "not a rate such as 6000/minute"
            raise ValueError(message)
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        scheme, separator, rest = url.partition("://")
        # Drivers take passwords with slashes, which a URL has not.
        _check_url(
            f"{scheme}{separator}{rest.rpartition('@')[2]}", _DATABASES, "postgresql://user:password@host:5432/name"
        )
        return value

    @field_validator("redis_url")
    @classmethod
    def _check_redis_url(cls, value: SecretStr) -> SecretStr:
        _check_url(value.get_secret_value(), _REDIS, "redis://:password@host:6379/0")
        return value

    @field_validator("jwt_jwks_url")
    @classmethod
    def _check_jwks_url(cls, value: str) -> str:
        _check_url(value, _WEB, "https://host/.well-known/jwks.json")
        return value

    @field_validator("jwt_secret")
    @classmethod
    def _check_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value().encode()) < _SHORTEST_SECRET:
            message = f"shorter than {_SHORTEST_SECRET} bytes"
            raise ValueError(message)
        return value

    @field_validator("api_keys")
    @classmethod
    def _check_api_keys(cls, value: SecretStr | None) -> SecretStr | None:
        keys = [] if value is None else value.get_secret_value().split(",")
        if not all(_API_KEY.fullmatch(key.strip()) for key in keys if key.strip()):
            message = "not a list of name:sha256-of-the-key:scope scope"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _check_together(self) -> "HttpServiceSettings":
        mistakes = dict(self._find_mistakes())
        if mistakes:
            raise PydanticCustomError("settings", "{text}", {"text": _text(mistakes), "mistakes": mistakes})
        return self

    def _has_api_keys(self) -> bool:
        return self.api_keys is not None and bool(self.api_keys.get_secret_value().strip(", "))

    def _find_mistakes(self) -> list[tuple[str, str]]:
        """Settings that do not go together, and why."""
        found: list[tuple[str, str]] = []
        has_jwt = bool(self.jwt_secret or self.jwt_jwks_url)
        if self.authentication == "on" and not has_jwt and not self._has_api_keys():
            prefix = self.model_config.get("env_prefix", "")
            names = f"{prefix}JWT_JWKS_URL, {prefix}JWT_SECRET nor {prefix}API_KEYS"
            found += [("authentication", f"on, but neither {names} is set")]
        if self.authentication == "on" and has_jwt:
            found += [
                (name, "not set, and tokens that were made for others are not taken")
                for name in ("jwt_issuer", "jwt_audience")
                if not getattr(self, name)
            ]
        if not self.production:
            return found
        if not self.uses_database:
            found += [("database_url", "not set, and production does not keep records in memory")]
        if "authentication" not in self.model_fields_set:
            found += [("authentication", "not set, and production does not leave it to a default")]
        return found


def _check_url(url: str, schemes: frozenset[str], example: str) -> None:
    """Refuse what no driver could use: else it would be noticed with the first request only."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = None
    if url and (parts is None or parts.scheme not in schemes or "://" not in url):
        message = f"not a URL such as {example}"
        raise ValueError(message)


def _text(mistakes: dict[str, Any]) -> str:
    return "; ".join(f"{name}: {reason}" for name, reason in mistakes.items())
