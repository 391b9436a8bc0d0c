"""From the URLs that people write to what the asynchronous drivers take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .errors import DatabaseSetupError

if TYPE_CHECKING:
    from sqlalchemy import URL

_DRIVERS = {
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
# Parameters of libpq for what asyncpg has not; nothing is lost without them, unless they are required.
_LIBPQ_ONLY = frozenset({"channel_binding", "fallback_application_name", "gssencmode", "requirepeer"}) | frozenset(
    {"keepalives", "keepalives_count", "keepalives_idle", "keepalives_interval", "tcp_user_timeout"}
)
# What SQLAlchemy itself gives to asyncpg from a URL.
_KEPT = frozenset({"host", "port", "prepared_statement_cache_size", "ssl"})
_CONNECT_SECONDS = 5.0


def async_url(url: str) -> str:
    """Return a URL for SQLAlchemy's asynchronous engines.

    `postgresql://` and `postgres://` become asyncpg's, with libpq's `sslmode` as its `ssl`; `sqlite://` becomes
    aiosqlite's.

    Raises:
        DatabaseSetupError: if it is no URL of one of these.
    """
    return _parse(url).render_as_string(hide_password=False)


def connection_of(url: str) -> tuple[URL, dict[str, Any]]:
    """Return an engine's URL, and the arguments for the driver that a URL has no place for.

    Raises:
        DatabaseSetupError: if it is no URL of a known database.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed, {}
    timeout = parsed.query.get("connect_timeout", _CONNECT_SECONDS)
    try:
        arguments: dict[str, Any] = {"timeout": float(str(timeout))}
    except ValueError:
        raise DatabaseSetupError("`connect_timeout` of a database's URL is no number.\nWrite seconds.") from None
    others = [name for name in parsed.query if name not in _KEPT and name != "connect_timeout"]
    if others:
        # asyncpg knows libpq's parameters, files of certificates among them, only from a URL of its own.
        arguments["dsn"] = f"postgresql://?{urlencode([(name, parsed.query[name]) for name in others], doseq=True)}"
    return parsed.difference_update_query([*others, "connect_timeout"]), arguments


def _parse(url: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseSetupError(
            "The URL of a database cannot be read.\nWrite postgresql://user:password@host:5432/name."
        ) from None
    if parsed.drivername not in _DRIVERS:
        raise DatabaseSetupError(
            f"Unknown scheme `{parsed.drivername}` in the URL of a database.\nWrite postgresql:// or sqlite://."
        )
    for name in _LIBPQ_ONLY & set(parsed.query):
        if parsed.query[name] == "require":
            raise DatabaseSetupError(
                f"`{name}=require` in the URL of a database cannot be met by asyncpg.\n"
                "Leave it out, or use sslmode=verify-full."
            )
    mode = parsed.query.get("sslmode")
    parsed = parsed.set(drivername=_DRIVERS[parsed.drivername]).difference_update_query([*_LIBPQ_ONLY, "sslmode"])
    return parsed.update_query_dict({"ssl": mode}) if mode is not None else parsed
