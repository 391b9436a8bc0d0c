"""The registry of platforms."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.deploy import platforms
from pantstack.deploy.platforms import PLATFORMS, traits
from pantstack.deploy.platforms.model import Traits

HERE = Path(__file__).parent


def test_every_platform_has_its_folder() -> None:
    """The registry and the folders name the same platforms."""
    assert {path.parent.name for path in HERE.glob("*/traits.py")} == set(PLATFORMS)
    assert all(isinstance(traits(name), Traits) and platforms.describe(name) for name in PLATFORMS)


def test_unknown_platforms_are_not_imported() -> None:
    """Only registered names lead to a module."""
    with pytest.raises(KeyError):
        traits("nope")


def test_credentials() -> None:
    """A platform without a function for it needs no credentials."""
    assert platforms.missing_credentials("local", {}) is None
    assert platforms.missing_credentials("aws", {"AWS_PROFILE": "mine"}) is None
