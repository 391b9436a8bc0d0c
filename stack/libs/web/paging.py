"""Lists page by page, with cursors that only the service reads."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Annotated, TypeVar

from fastapi import Depends, Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError  # pants: no-infer-dep - comes with pydantic

from stack.libs.common import Page

DEFAULT_LIMIT = 50
MAX_LIMIT = 100

_PREFIX = "after:"
_MAX_CURSOR = 512

Item = TypeVar("Item")


class PageRequest:
    """Which page is wanted: at most `limit` items after the one whose id is `after`."""

    def __init__(self, after: str | None, limit: int) -> None:
        """Take what was read from a request.

        Args:
            after: an id, or None for the first page.
        """
        self.after = after
        self.limit = limit


def _decode(cursor: str | None) -> str | None:
    """Return the id in a cursor.

    Raises:
        PydanticCustomError: if it is none of ours.
    """
    if cursor is None:
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        text = ""
    after = text.removeprefix(_PREFIX)
    if not text.startswith(_PREFIX) or not after.isprintable() or _encode(after) != cursor:
        raise PydanticCustomError("cursor", "Input should be `next` of a page of this list")
    return after


def _encode(after: str) -> str:
    return urlsafe_b64encode(f"{_PREFIX}{after}".encode()).decode().rstrip("=")


_Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many items a page has at most")]
_Cursor = Annotated[
    str | None,
    Query(max_length=_MAX_CURSOR, description="`next` of the page before"),
    AfterValidator(_decode),
]


def _page_request(limit: _Limit = DEFAULT_LIMIT, cursor: _Cursor = None) -> PageRequest:
    return PageRequest(cursor, limit)


# What a route takes: `async def list_orders(paging: Paging) -> Page[Order]`.
Paging = Annotated[PageRequest, Depends(_page_request)]


def page_of(records: Sequence[Item], paging: PageRequest, key: Callable[[Item], str] = attrgetter("id")) -> Page[Item]:
    """Build a page.

    Args:
        records: ordered by their keys, one more than `paging.limit` if there are as many.
        key: what follows records in their order.
    """
    items = list(records[: paging.limit])
    has_more = len(records) > paging.limit
    return Page(items=items, next=_encode(key(items[-1])) if has_more else None)
