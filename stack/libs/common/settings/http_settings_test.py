"""The settings of a service that answers HTTP requests."""

import hashlib
from pathlib import Path

import pytest
from pydantic import SecretStr

from stack.libs.common import HttpServiceSettings, SettingsError, read_settings, settings_config

HELP = "Correct it in the environment or in .env.\n"
KEY = hashlib.sha256(b"key").hexdigest()
LONG = "0123456789abcdef" * 2
PRODUCTION = {"PRODUCTION": "true", "DATABASE_URL": "postgresql://app:hunter2@db/app", "AUTHENTICATION": "off"}


class Settings(HttpServiceSettings):
    """The settings of a module that has its own database."""

    model_config = settings_config("EXAMPLE_", Path(__file__).parent)

    database_url: SecretStr = SecretStr("postgresql://localhost/example")


def test_rows_81_82_defaults() -> None:
    """Defaults need no server: both have a URL, and neither is used."""
    settings = read_settings(Settings)

    assert (settings.database_url.get_secret_value(), settings.uses_database) == (
        "postgresql://localhost/example",
        False,
    )
    assert (settings.redis_url.get_secret_value(), settings.uses_redis) == ("redis://localhost", False)


def test_what_is_set_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database is used if it is set, to its default too; an empty variable, as in compose files, sets nothing."""
    monkeypatch.setenv("EXAMPLE_DATABASE_URL", "postgresql://localhost/example")
    monkeypatch.setenv("EXAMPLE_REDIS_URL", "")
    settings = read_settings(Settings)

    assert (settings.uses_database, settings.uses_redis) == (True, False)


def test_row_86_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever prints the settings does not print a secret."""
    secrets = {
        "DATABASE_URL": "postgresql://app:hunter2@db/app",
        "REDIS_URL": "redis://:hunter2@cache",
        "JWT_SECRET": f"hunter2{LONG}",
        "API_KEYS": f"hunter2:{KEY}:orders:read",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(f"EXAMPLE_{name}", value)
    settings = read_settings(Settings)

    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert [getattr(settings, name.lower()).get_secret_value() for name in secrets] == list(secrets.values())


def test_lists_have_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are written as people write them."""
    monkeypatch.setenv("EXAMPLE_ALLOWED_HOSTS", "a.example, *.b.example,")
    settings = read_settings(Settings)

    assert (settings.allowed_hosts, settings.cors_origins) == (["a.example", "*.b.example"], [])


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:p/a?s#s:w@rd@db:5432/app?sslmode=require",
        "postgres:///app?host=/run/postgresql",
        "sqlite:///items.db",
        "postgresql+asyncpg://[::1]:5432/app",
    ],
)
def test_urls_of_databases(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """A database may be wherever drivers find one, with any password."""
    monkeypatch.setenv("EXAMPLE_DATABASE_URL", url)

    assert read_settings(Settings).database_url.get_secret_value() == url


@pytest.mark.parametrize("rate", ["", "6000/minute", "5/second", "10/5 minute", "1/day"])
def test_rates(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    """A rate is a number of requests in a time, or none."""
    monkeypatch.setenv("EXAMPLE_RATE_LIMIT", rate)

    assert read_settings(Settings).rate_limit == rate


@pytest.mark.parametrize(
    ("variables", "mistakes"),
    [
        (
            {
                "RATE_LIMIT": "hunter2",
                "JWT_SECRET": "hunter2",
                "API_KEYS": f"a:{KEY}:orders:read, hunter2",
                "TRACE_RATIO": "2",
            },
            {
                "RATE_LIMIT": "not a rate such as 6000/minute",
                "TRACE_RATIO": "input should be less than or equal to 1",
                "JWT_SECRET": "shorter than 32 bytes",
                "API_KEYS": "not a list of name:sha256-of-the-key:scope scope",
            },
        ),
        (
            {"RATE_LIMIT": f"{10**24}/minute", "CACHE_SECONDS": "inf"},
            {"CACHE_SECONDS": "input should be a finite number", "RATE_LIMIT": "not a rate such as 6000/minute"},
        ),
        (
            {"AUTHENTICATION": "on", "JWT_SECRET": ""},
            {"AUTHENTICATION": "on, but neither EXAMPLE_JWT_JWKS_URL, EXAMPLE_JWT_SECRET nor EXAMPLE_API_KEYS is set"},
        ),
        (
            {"PRODUCTION": "true"},
            {
                "DATABASE_URL": "not set, and production does not keep records in memory",
                "AUTHENTICATION": "not set, and production does not leave it to a default",
            },
        ),
        (
            {"AUTHENTICATION": "on", "JWT_SECRET": LONG, "JWT_ISSUER": "https://issuer.example"},
            {"JWT_AUDIENCE": "not set, and tokens that were made for others are not taken"},
        ),
        (
            {"AUTHENTICATION": "on", "API_KEYS": " , "},
            {"AUTHENTICATION": "on, but neither EXAMPLE_JWT_JWKS_URL, EXAMPLE_JWT_SECRET nor EXAMPLE_API_KEYS is set"},
        ),
        (
            {
                "DATABASE_URL": "mysql://app:hunter2@db/app",
                "REDIS_URL": "redis://:hunter2@cache:port/0",
                "JWT_JWKS_URL": "hunter2",
            },
            {
                "DATABASE_URL": "not a URL such as postgresql://user:password@host:5432/name",
                "REDIS_URL": "not a URL such as redis://:password@host:6379/0",
                "JWT_JWKS_URL": "not a URL such as https://host/.well-known/jwks.json",
            },
        ),
    ],
    ids=["values", "numbers", "authentication", "production", "tokens for others", "no key", "URLs"],
)
def test_row_86_refusals(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    mistakes: dict[str, str],
) -> None:
    """What cannot be right is refused by the names of its variables, above all in production."""
    for name, value in variables.items():
        monkeypatch.setenv(f"EXAMPLE_{name}", value)

    with pytest.raises(SettingsError) as caught:
        read_settings(Settings)
    assert (caught.value.code, capsys.readouterr().err) == (
        2,
        "".join(
            f"EXAMPLE_{name}: {reason}.\n{HELP.replace('Correct', 'Set') if reason.startswith('not set') else HELP}"
            for name, reason in mistakes.items()
        ),
    )


@pytest.mark.parametrize(
    "variables",
    [
        PRODUCTION,
        PRODUCTION | {"AUTHENTICATION": "on", "API_KEYS": f"a:{KEY}:orders:read orders:write,b:{KEY}:"},
        PRODUCTION
        | {
            "AUTHENTICATION": "on",
            "JWT_JWKS_URL": "https://issuer.example/keys",
            "JWT_ISSUER": "https://issuer.example",
            "JWT_AUDIENCE": "orders",
        },
    ],
    ids=["off", "keys", "tokens"],
)
def test_production(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    """Production takes what was decided: a database, and whether requests need to authenticate."""
    for name, value in variables.items():
        monkeypatch.setenv(f"EXAMPLE_{name}", value)
    settings = read_settings(Settings)

    assert (settings.production, settings.uses_database) == (True, True)


def test_empty_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable, as compose files pass what is not set, sets nothing."""
    for name in ("LOG_LEVEL", "METRICS", "CACHE_SECONDS", "MAX_BODY_BYTES", "DOCS", "API_KEYS", "CORS_ORIGINS"):
        monkeypatch.setenv(f"EXAMPLE_{name}", "")

    assert read_settings(Settings) == Settings.model_construct()
