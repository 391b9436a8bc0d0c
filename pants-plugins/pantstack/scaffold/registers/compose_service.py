"""The services of a module in compose.yaml: its own, its PostgreSQL and its Redis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pantstack.scaffold.registers.entry import Entry

HEADER: Final = """\
# Modules on this machine, each with a PostgreSQL and a Redis of its own.
#
#   ./pants package modules::
#   docker compose up --build orders
#
# The first command makes what images are built from. PYTHON_IMAGE, POSTGRES_IMAGE and REDIS_IMAGE name other images,
# such as those of a mirror.
services:
"""
# Where every service listens in its container.
PORT: Final = 8000

# The address is that of the final server: while it sets itself up, PostgreSQL's image listens on a socket only.
SERVICES: Final = """\
{name}:
  build:
    context: dist
    dockerfile: ../{path}/Dockerfile
    args:
      PYTHON_IMAGE: ${{PYTHON_IMAGE:-python:3.12-slim}}
  environment:
    {prefix}DATABASE_URL: postgresql://postgres@{name}-postgres/{name}
    {prefix}MIGRATE_AT_START: "true"
    {prefix}REDIS_URL: redis://{name}-redis
{urls}{ports}  healthcheck:
    interval: 2s
  depends_on:
    {name}-postgres:
      condition: service_healthy
    {name}-redis:
      condition: service_healthy
{uses}{name}-postgres:
  image: ${{POSTGRES_IMAGE:-postgres:17-alpine}}
  environment:
    POSTGRES_DB: {name}
    # Only services of this file reach it.
    POSTGRES_HOST_AUTH_METHOD: trust
  healthcheck:
    test: [CMD, pg_isready, --host=127.0.0.1, --username=postgres]
    interval: 2s
    retries: 30
{name}-redis:
  image: ${{REDIS_IMAGE:-redis:8-alpine}}
  healthcheck:
    test: [CMD, redis-cli, ping]
    interval: 2s
    retries: 30
"""


def names(module: str) -> tuple[str, str, str]:
    """Name the services of a module."""
    return module, f"{module}-postgres", f"{module}-redis"


def services(entry: Entry, used: Sequence[str], indent: int) -> list[str]:
    """Write the services of a module as lines.

    Args:
        used: the modules that it uses, of those that have a service.
        indent: of the names of services.
    """
    urls = "".join(f"    {name.upper()}_BASE_URL: http://{name}:{PORT}\n" for name in used)
    text = SERVICES.format(
        name=entry.name,
        path=entry.path,
        prefix=entry.env_prefix,
        urls=urls,
        ports=f'  ports:\n    - "127.0.0.1:{entry.port}:{PORT}"\n' if entry.port else "",
        uses="".join(f"    {name}:\n      condition: service_healthy\n" for name in used),
    )
    return [f"{' ' * indent}{line}" for line in text.splitlines()]
