"""The collector of garbage, held back."""

from __future__ import annotations

import gc

import pytest

from pantstack.base.garbage import no_collections


def _broken() -> None:
    with no_collections(), no_collections():
        assert not gc.isenabled()
        message = "broken"
        raise ValueError(message)


def test_the_collector_goes_on() -> None:
    """It rests meanwhile, and goes on after that, after errors too; who has switched it off finds it off."""
    with pytest.raises(ValueError, match="broken"):
        _broken()
    went_on = gc.isenabled()
    gc.disable()
    try:
        with no_collections():
            pass
        assert (went_on, gc.isenabled()) == (True, False)
    finally:
        gc.enable()
