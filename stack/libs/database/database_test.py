"""The library as services use it."""

import pytest

from stack.libs.database import InMemoryRepository


@pytest.mark.asyncio
async def test_what_is_saved_is_fetched() -> None:
    """A record comes back by its id, the newest one, and no other does."""
    repository = InMemoryRepository[str]()
    await repository.save("1", "old")
    await repository.save("1", "new")

    assert [await repository.fetch("1"), await repository.fetch("2")] == ["new", None]
