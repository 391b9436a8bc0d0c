"""Names of a facade that will go."""

import functools
import inspect
import warnings
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

_Deprecated = TypeVar("_Deprecated", bound=Callable[..., Any])


def deprecated(*, until: str, use: str) -> Callable[[_Deprecated], _Deprecated]:
    """Warn whoever calls a function or makes an object of a class.

    `./pants lint` knows of it too: it warns the users of the name, and fails after the day.

    Args:
        until: the last day on which the name may be used, such as `2027-03-31`.
        use: what to use instead.

    Raises:
        ValueError: if `until` is not a day.
    """
    date.fromisoformat(until)

    def decorate(target: _Deprecated) -> _Deprecated:
        message = f"`{target.__qualname__}` is deprecated, and will be removed after {until}: use {use}."
        if isinstance(target, type):
            target.__init__ = _warning(target.__init__, message)  # type: ignore[misc]
            return target
        return _warning(target, message)

    return decorate


def _warning(function: _Deprecated, message: str) -> _Deprecated:
    @functools.wraps(function)
    def call(*args: Any, **keywords: Any) -> Any:  # noqa: ANN401 - whatever the function takes and returns
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return function(*args, **keywords)

    @functools.wraps(function)
    async def call_async(*args: Any, **keywords: Any) -> Any:  # noqa: ANN401 - as above
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        return await function(*args, **keywords)

    return call_async if inspect.iscoroutinefunction(function) else call  # type: ignore[return-value]
