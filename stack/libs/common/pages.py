"""Lists page by page, as services and their clients speak of them."""

from typing import Generic, TypeVar

from pydantic import BaseModel

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """Some items of a list, and the cursor of the next page; None on the last one."""

    items: list[Item]
    next: str | None = None
