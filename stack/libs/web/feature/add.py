"""Adds features and middleware to an application."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, cast

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from .feature import Feature
from .middleware import Features


def add_feature(app: FastAPI, feature: Feature) -> None:
    """Add a feature at its place, wherever others were added already.

    Raises:
        RuntimeError: if the application has answered requests already.
    """
    _add(app, feature.place, feature)


def place(app: FastAPI, middleware: Callable[..., ASGIApp], **options: Any) -> None:  # noqa: ANN401  each has its own
    """Add what has to be a middleware of its own at its place, as `add_feature` does.

    Args:
        app: the application.
        middleware: an ASGI middleware with an attribute `place`.
        options: its arguments.
    """
    _add(app, _rank(middleware), Middleware(middleware, **options))


def _add(app: FastAPI, rank: int, part: Feature | Middleware) -> None:
    if app.middleware_stack is not None:
        message = f"cannot add {part} to an application that has started"
        raise RuntimeError(message)
    parts = sorted([*_parts(app.user_middleware), (rank, part)], key=lambda each: each[0])
    app.user_middleware[:] = _middleware(part for _, part in parts)


def _parts(present: Iterable[Middleware]) -> Iterator[tuple[int, Feature | Middleware]]:
    """What there is, each with its rank."""
    for each in present:
        kind: object = each.cls
        if kind is Features:
            features = cast("list[Feature]", each.kwargs["features"])
            yield from ((int(feature.place), feature) for feature in features)
        else:
            yield _rank(kind), each


def _middleware(parts: Iterable[Feature | Middleware]) -> Iterator[Middleware]:
    """One middleware for features that stand side by side."""
    for is_feature, group in groupby(parts, lambda part: isinstance(part, Feature)):
        if is_feature:
            yield Middleware(Features, features=[part for part in group if isinstance(part, Feature)])
        else:
            yield from (part for part in group if isinstance(part, Middleware))


def _rank(middleware: object) -> int:
    """Where one stands; those of a service itself stay outside of ours, where Starlette adds them."""
    return int(getattr(middleware, "place", 0))
