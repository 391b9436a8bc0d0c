"""Which of Pants' rule APIs is used."""

from __future__ import annotations

import runpy

import pants.core.goals.lint
import pants.engine.rules
import pytest

from pantstack.pants_port import generation


def test_the_api_that_is_there() -> None:
    """What is chosen is what the running Pants has."""
    assert hasattr(pants.engine.rules, "concurrently" if generation.CALLS_BY_NAME else "MultiGet")


def test_a_pants_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pants without what the backend has always needed is refused in one sentence."""
    monkeypatch.delattr(pants.core.goals.lint, "AbstractLintRequest")

    with pytest.raises(ImportError) as caught:
        runpy.run_path(generation.__file__)

    assert str(caught.value) == (
        "This version of Pants is too old for Pantstack: set pants_version in pants.toml to 2.17.0 or newer."
    )
