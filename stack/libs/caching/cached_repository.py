"""A repository with a cache before it."""

from typing import Generic, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from stack.libs.database import Repository

from .cache import Cache, CacheUnavailableError

Model = TypeVar("Model", bound=BaseModel)

# Longer than any read that began before a save: what it read is then not remembered.
_HOLD_SECONDS = 5.0
# Kept instead of a record that has just changed.
_HELD = ""

_log = structlog.get_logger(__name__)


class CachedRepository(Generic[Model]):
    """Fetches from a cache what it fetched before; a save invalidates that.

    A cache that fails is a miss and a line in the log. Pages are never cached.
    """

    def __init__(
        self, repository: Repository[Model], cache: Cache, model: type[Model], prefix: str, seconds: float
    ) -> None:
        """Put a cache before a repository.

        Args:
            model: what the repository keeps.
            prefix: of keys in the cache, such as `orders`.
            seconds: how long a record may be remembered.
        """
        self._repository = repository
        self._cache = cache
        self._model = model
        self._prefix = prefix
        self._seconds = seconds

    async def save(self, record_id: str, record: Model) -> None:
        """Keep a record, in place of one that has the id already."""
        # Before and after: a read in between must not remember the older record.
        await self._hold(record_id)
        try:
            await self._repository.save(record_id, record)
        finally:
            await self._hold(record_id)

    async def fetch(self, record_id: str) -> Model | None:
        """Return the record with an id, or None."""
        key = self._key(record_id)
        try:
            known = await self._cache.get(key)
        except CacheUnavailableError as error:
            self._log_failure(error)
            return await self._repository.fetch(record_id)
        record = self._read(known) if known else None
        if record is None:
            record = await self._repository.fetch(record_id)
            if record is not None and known != _HELD:
                await self._remember(key, record, anew=known is not None)
        return record

    async def page(self, after: str | None, limit: int) -> list[Model]:
        """Return records in the order of their ids; see `Repository`."""
        return await self._repository.page(after, limit)

    def _read(self, known: str) -> Model | None:
        try:
            return self._model.model_validate_json(known, by_name=True)
        except ValidationError:
            # Of another version of the service.
            return None

    async def _remember(self, key: str, record: Model, *, anew: bool) -> None:
        try:
            if anew:
                await self._cache.delete(key)
            # Not in place of what a save has put there since.
            await self._cache.add(key, record.model_dump_json(), self._seconds)
        except CacheUnavailableError as error:
            self._log_failure(error)

    async def _hold(self, record_id: str) -> None:
        try:
            await self._cache.set(self._key(record_id), _HELD, _HOLD_SECONDS)
        except CacheUnavailableError as error:
            self._log_failure(error)

    def _log_failure(self, error: CacheUnavailableError) -> None:
        _log.warning("cache failed", cache=self._prefix, error=str(error))

    def _key(self, record_id: str) -> str:
        return f"{self._prefix}:{record_id}"
