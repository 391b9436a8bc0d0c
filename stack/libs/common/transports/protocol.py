"""What a transport is."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Protocol

import httpx

Message = MutableMapping[str, Any]
AsgiApp = Callable[[Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class Transport(Protocol):
    """Sends requests to a service."""

    async def request(
        self, method: str, path: str, json: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a request, with the ids of the current request and trace.

        What may be sent twice is tried again where the service cannot be reached, or answers with 502, 503 or 504, or
        still works on an earlier attempt (409 with `Retry-After`): `GET`, `HEAD`, `OPTIONS`, `PUT` and `DELETE`, and
        whatever has an `Idempotency-Key`, as every `POST` has.

        Args:
            method: such as `GET`.
            path: from the service's root, such as `/api/v1/orders`.
            json: the body, or None for none.
            headers: more of them.

        Returns:
            Any answer below 500; see `parse`.

        Raises:
            ServiceUnavailableError: if there was no answer, or the service failed (status 500 and above).
        """
        ...

    async def aclose(self) -> None:
        """Close the connections; another request opens new ones."""
        ...
