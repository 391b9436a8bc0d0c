"""How often a service looks for garbage."""

import gc
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from stack.libs import web
from stack.libs.web.testing import client_of


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    """Leave the process as it was."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize(("before", "after"), [(700, 10_000), (50_000, 50_000), (0, 0)])
def test_once_it_has_started(before: int, after: int) -> None:
    """Less often than Python by itself, unless the process was set up otherwise."""
    app = FastAPI()
    web.add_request_context(app)
    gc.set_threshold(before, 20, 30)
    older = gc.get_threshold()[1:]
    with client_of(app):
        found = (gc.get_threshold(), gc.get_freeze_count() > 0)

    assert (found, gc.get_freeze_count()) == (((after, *older), True), 0)
