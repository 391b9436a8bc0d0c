"""Environment variables of the runner."""

from __future__ import annotations

import pytest

from pantstack.deploy.contract import variables


def test_foreign_python_stays_out() -> None:
    """What is meant for Pants' own Python does not reach the runner; PEX unpacks in our cache."""
    user = {
        "PATH": "/bin",
        "PYTHONPATH": "/x",
        "PEX_PYTHON": "/y",
        "VIRTUAL_ENV": "/z",
        "PANTSTACK_CACHE": "/c",
    }

    assert variables.of_runner(user) == {"PATH": "/bin", "PANTSTACK_CACHE": "/c", "PEX_ROOT": "/c/pex"}


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ({"HOME": "/h"}, "/h/.cache/pantstack"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/pantstack"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x", "PANTSTACK_CACHE": "/c"}, "/c"),
    ],
)
def test_cache(user: dict[str, str], expected: str) -> None:
    """The cache is where the launcher has it."""
    assert variables.cache(user) == expected
