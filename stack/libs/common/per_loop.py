"""What belongs to an event loop: connections, above all."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

Resource = TypeVar("Resource")


class PerEventLoop(Generic[Resource]):
    """One resource for each event loop, made when first used: a service has one loop, tests have one a request."""

    def __init__(self, make: Callable[[], Resource]) -> None:
        """Make nothing yet.

        Args:
            make: called in the event loop that needs a resource.
        """
        self._make = make
        self._resources: dict[asyncio.AbstractEventLoop, Resource] = {}

    def get(self) -> Resource:
        """Return the resource of the running event loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._resources:
            # The connections of a loop that is closed can no longer be closed in order.
            # A copy, since other threads have loops of their own.
            for ended in [each for each in list(self._resources) if each.is_closed()]:
                self._resources.pop(ended, None)
            self._resources[loop] = self._make()
        return self._resources[loop]

    def pop(self) -> Resource | None:
        """Return the resource of the running event loop for its end, and forget it; None if there is none."""
        return self._resources.pop(asyncio.get_running_loop(), None)
