"""One request and its answer."""

from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope

from stack.libs.web.headers import client_address, credentials_digest, is_operational, path_template

CLIENT_CLOSED_REQUEST = 499


class Exchange:
    """What features know of a request, and what they add to its answer.

    Attributes:
        app: what answers unless a feature does.
        headers: of the request, by their names in small letters; of several with one name the first.
        state: what `request.state` has.
        is_operational: whether it comes from those who operate the service.
        receive: where the body comes from; a feature may replace it.
        answer_headers: what the answer gets beside its own.
        recorders: what sees the parts of the answer as they come from the application.
        conclusions: what is awaited when the application has answered or failed, before a failure is answered.
        ends: what is called when the answer has ended, in whatever way; the last one first.
        status: of the answer; 499 as long as there is none.
        has_started: whether the answer has.
        seconds: how long all took, once it has ended.
        trace: the ids of its trace and span, where a feature knows them.
    """

    # What most requests leave as it is costs nothing here.
    status: int = CLIENT_CLOSED_REQUEST
    has_started: bool = False
    seconds: float = 0.0
    trace: tuple[str, str] | None = None
    recorders: tuple[Callable[[Message], None], ...] = ()
    conclusions: tuple[Callable[[], Awaitable[None]], ...] = ()
    _credentials: str | None = None
    _path: str = ""

    def __init__(
        self, scope: Scope, receive: Receive, app: ASGIApp, answer_headers: Sequence[tuple[bytes, bytes]] = ()
    ) -> None:
        """Take a request as a server passes it on."""
        self._started = perf_counter()
        self.scope = scope
        self.app = app
        self.receive = receive
        self.headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))
        self.state: dict[str, Any] = scope.setdefault("state", {})
        self.is_operational = is_operational(scope["path"])
        self.answer_headers = [*answer_headers]
        self.ends: list[Callable[[Exchange], None]] = []

    @property
    def client(self) -> str:
        """The client's address, or ""."""
        return client_address(self.scope)

    @property
    def credentials(self) -> str:
        """A digest of what the request authenticates with, or ""."""
        if self._credentials is None:
            self._credentials = credentials_digest(self.headers)
        return self._credentials

    @property
    def path(self) -> str:
        """The template of the route's path; only known once a route has taken the request."""
        self._path = self._path or path_template(self.scope)
        return self._path

    def end(self) -> None:
        """Call what wants to be called at the end."""
        self.seconds = perf_counter() - self._started
        for function in reversed(self.ends):
            function(self)
