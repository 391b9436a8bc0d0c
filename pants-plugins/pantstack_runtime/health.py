"""Whether a service is healthy, and how to report that it is not."""

from __future__ import annotations

import http.client
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pantstack_runtime.ports import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATH: Final = "/health"
# These words mark a deploy that failed because of its service.
_ENDED: Final = "before it was healthy"
_NEVER: Final = "was not healthy within"
_NO_LONGER: Final = "not any more when it answered again"
_TIMEOUT: Final = 2.0
_POLL: Final = 0.05
_LONGEST_POLL: Final = 0.5
_TAIL: Final = 20
# Of a longer line, such as one with a traceback, the beginning and the end.
_BEGINNING, _END = 120, 100


@dataclass(frozen=True)
class Answer:
    """What a service answers: what is wrong with it, nothing if it is healthy, and the headers."""

    fault: str
    headers: Mapping[str, str] = field(default_factory=dict)


class _Direct(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **_kwargs: Any) -> None:  # noqa: ANN401 - as the library calls it
        """Follow no redirect: a service of this machine answers for itself."""


_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Direct)


def wait(name: str, port: int, timeout: float, exit_code: Callable[[], int | None]) -> str:
    """Wait some seconds until a service is healthy; return why it is not, nothing if it is.

    Args:
        exit_code: returns with which code it ended, None while it runs.
    """
    deadline = time.monotonic() + timeout
    fault, pause = "it does not listen", _POLL
    while time.monotonic() < deadline:
        code = exit_code()
        if code is not None:
            return f"{name} ended with exit code {code} {_ENDED}"
        fault = _probe(f"http://{HOST}:{port}{PATH}", _TIMEOUT, f"{PATH} on port {port}", _DIRECT).fault
        if not fault:
            return ""
        if _is_cancelled():
            return f"{name} was not healthy yet when the deploy was cancelled"
        time.sleep(pause)
        # A service that answers writes a line each time.
        pause = min(2 * pause, _LONGEST_POLL)
    return f"{name} {_NEVER} {timeout:g} s: {fault}"


def answers(port: int, timeout: float) -> bool:
    """Return whether a service of this machine answers as a healthy one, within some seconds."""
    url, deadline = f"http://{HOST}:{port}{PATH}", time.monotonic() + timeout
    while _probe(url, _TIMEOUT, url, _DIRECT).fault:
        if time.monotonic() > deadline:
            return False
        time.sleep(_LONGEST_POLL)
    return True


def no_longer(name: str) -> str:
    """Return the fault of a service that was healthy once only."""
    return f"{name} was healthy once and {_NO_LONGER}."


def is_fault(message: str) -> bool:
    """Whether a deploy's error message says that a service did not become healthy, by itself."""
    first = message.partition("\n")[0]
    return any(fault in first for fault in (_ENDED, _NEVER, _NO_LONGER))


def tail(log: Path, begin: int) -> str:
    """Format the last lines of a service's log from the offset at which it started."""
    with log.open("rb") as file:
        file.seek(begin)
        lines = file.read().decode("utf-8", "replace").splitlines()[-_TAIL:]
    if not lines:
        return f"It wrote nothing to its log, {log}."
    return f"The end of its log, {log}:" + "".join(f"\n  | {_short(line)}" for line in lines)


def _short(line: str) -> str:
    return line if len(line) <= _BEGINNING + _END else f"{line[:_BEGINNING]} ... {line[-_END:]}"


def _is_cancelled() -> bool:
    # The runner makes this file on Ctrl-C: Pulumi lets a start go on, for however long it takes.
    path = os.environ.get("PANTSTACK_CANCELLED")
    return bool(path) and Path(str(path)).exists()


def probe(url: str, timeout: float) -> Answer:
    """Ask a service for its health once, and follow redirects as a browser would."""
    return _probe(url, timeout, url, urllib.request.build_opener())


def _probe(url: str, timeout: float, display: str, opener: urllib.request.OpenerDirector) -> Answer:
    try:
        with opener.open(url, timeout=timeout) as response:
            status, headers = response.status, response.headers
    except urllib.error.HTTPError as error:
        status, headers = error.code, error.headers
    except (OSError, ValueError) as error:
        return Answer(f"GET {display} fails ({getattr(error, 'reason', error) or type(error).__name__})")
    except http.client.HTTPException as error:
        return Answer(f"GET {display} is not answered in HTTP ({type(error).__name__})")
    return Answer("" if status == http.HTTPStatus.OK else f"GET {display} answers {status}", headers)
