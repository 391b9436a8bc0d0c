"""How services keep their records."""

from .repository import InMemoryRepository, Repository

__all__ = ["InMemoryRepository", "Repository"]
