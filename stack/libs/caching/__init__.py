"""What services remember for a while: in memory, or in Redis for all copies of a service.

The library of Redis is imported when a Redis is first used, not before.
"""

from .cache import Cache, CacheUnavailableError
from .cached_repository import CachedRepository
from .memory import MemoryCache
from .redis_cache import RedisCache

__all__ = ["Cache", "CacheUnavailableError", "CachedRepository", "MemoryCache", "RedisCache"]
