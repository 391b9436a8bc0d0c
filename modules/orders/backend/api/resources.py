"""What requests share. It opens when it is first used, and closes in reverse at the end."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog
from fastapi import FastAPI

from stack.libs.caching import Cache, CachedRepository, MemoryCache, RedisCache
from stack.libs.database import Database, MigrationCheck, SqlRepository, migrate

from ..config import Settings
from ..schemas.models import Order
from ..service.core import OrderRepository, new_repository
from ..service.orders_service import OrdersService

logger = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parents[1] / "storage/migrations"


class Resources:
    """The service, and what it stands on: in memory, unless the settings name a database or a Redis.

    Attributes:
        checks: what must answer before the service is ready, by name.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._database = _database(settings) if settings.uses_database else None
        self.cache = _cache(settings)
        self.checks: dict[str, Callable[[], Awaitable[None]]] = {}
        if settings.uses_redis:
            self.checks["redis"] = self.cache.ping
        if self._database is not None:
            self.checks["database"] = MigrationCheck(self._database, MIGRATIONS)
        repository = new_repository() if self._database is None else _stored(self._database)
        if settings.uses_redis:
            # Not in memory: other copies of the service would not notice a change.
            name, seconds = "orders", settings.cache_seconds
            repository = CachedRepository(repository, self.cache, Order, prefix=name, seconds=seconds)
        self.service = OrdersService(repository=repository)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Bring the database up to date if that is set, and close everything in the end."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.cache.close)
            if self._database is not None:
                stack.push_async_callback(self._database.close)
            if self._settings.uses_database and self._settings.migrate_at_start:
                await bring_up_to_date(self._settings)
            logger.info("started", log_level=self._settings.log_level, checks=sorted(self.checks))
            yield
            logger.info("stopped")


async def bring_up_to_date(settings: Settings) -> None:
    """Make the tables of the database what `storage/tables.py` says."""
    await migrate(settings.database_url.get_secret_value(), MIGRATIONS)


def _cache(settings: Settings) -> Cache:
    if settings.uses_redis:
        return RedisCache(settings.redis_url.get_secret_value(), settings.redis_pool_size)
    return MemoryCache()


def _database(settings: Settings) -> Database:
    return Database(settings.database_url.get_secret_value(), settings.database_pool_size)


def _stored(database: Database) -> OrderRepository:
    # A service without a database does not load what it takes to use one.
    from ..storage.tables import orders  # noqa: PLC0415

    return SqlRepository(database, orders, Order)
