"""Uses of deprecated names that are found by outlines first."""

from __future__ import annotations

from datetime import date

import pytest

from pantstack.boundaries.checks import deprecated_name
from pantstack.boundaries.screening.testing import unscreened
from pantstack.boundaries.testing import project

FILES = {
    "orders/BUILD": 'pantstack_module(description="Orders", public=["api.py"])\n',
    "orders/api.py": (
        'from x import deprecated\n@deprecated(until="2027-03-31", use="create")\ndef make(): ...\n'
        '@deprecated("It is slow.")\ndef slow(): ...\n'
    ),
    "stock/BUILD": 'pantstack_module(description="Stock", depends_on=["orders"])\n',
}
LAST = date(2027, 3, 31)


@pytest.mark.parametrize(
    "code",
    [
        "from orders.api import make as build\n\nbuild()\n",
        "import orders.api\n\norders.api.make()\n",
        "import orders.api as make\n\nmake.slow()\n",
        "from stock.helpers import make\n",
        "from stock.helpers import other as make\n",
        "from stock import helpers\n\nhelpers.make()\n",
        "from unittest.mock import patch\n\npatch('orders.api.make')\n",
        "from json import slow\n\nslow()\n",
        "from stock.helpers import *\n\nmake()\n",
    ],
)
def test_screening_changes_nothing(code: str) -> None:
    """Each use is found by the outlines of files, too."""
    helpers = "from orders.api import make\n\ndef other(): ...\n"
    facts = project({**FILES, "stock/core.py": code, "stock/helpers.py": helpers, "stock/__init__.py": ""})

    assert list(deprecated_name.check(facts, LAST)) == list(deprecated_name.check(unscreened(facts), LAST))


def test_which_files_are_parsed() -> None:
    """A file of the module itself, and one that has another thing of the same name, are not looked at."""
    facts = project(
        {
            **FILES,
            "orders/core.py": "from orders.api import make\n",
            "stock/core.py": "from stock.helpers import make\n",
        }
    )

    names = {"orders": frozenset({"make", "slow"})}
    assert facts.mentioning(names) == ("orders/api.py", "stock/core.py")
    assert list(deprecated_name.check(facts, LAST)) == []
