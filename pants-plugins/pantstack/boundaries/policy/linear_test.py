"""Twice the imports of a file are twice the work of all checks."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Callable

import pytest

from pantstack.boundaries.checks import unused_dependency
from pantstack.boundaries.testing import evaluated, project

FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders", public=["api.py"])\n',
    "modules/orders/api.py": "def place(): ...\n",
    "modules/orders/core.py": "class Order: ...\n",
    "modules/orders/inner/x.py": "",
    "modules/billing/BUILD": 'pantstack_module(description="Writes bills", depends_on=["modules/orders"])\n',
}
SHAPES = {
    "private imports": "def f{0}():\n    from modules.orders.core import y{0}\n    y{0}.foo()\n",
    "public imports": "def f{0}():\n    from modules.orders.api import place as y{0}\n    y{0}.foo()\n",
    "chains": "def f{0}():\n    import modules.orders\n    modules.orders.core.y{0}.foo()\n",
    "chains of many imports": "import modules.orders.x{0}\nmodules.orders.x{0}.foo()\n",
    "patches": "from unittest.mock import patch\nfrom modules.orders.api import place\npatch('modules.orders.core.y{0}')\n",
    "errors": "def f{0}(:\n    from modules.orders.core import y{0}\n    y{0}.foo()\n",
}


def work(shape: str, times: int) -> int:
    """Count the calls that judging a file takes."""
    files = {**FILES, "modules/billing/bill.py": "".join(shape.format(number) for number in range(times))}
    return _calls(lambda: evaluated(files))


def _calls(run: Callable[[], object]) -> int:
    events: Counter[str] = Counter()
    sys.setprofile(lambda _, event, __: events.update((event,)))
    try:
        run()
    finally:
        sys.setprofile(None)
    return events["call"] + events["c_call"]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_work_grows_as_the_file_does(shape: str) -> None:
    """Nothing looks from every import at every other one."""
    work(shape, 150)
    assert work(shape, 300) < 2.15 * work(shape, 150)


def test_work_grows_as_a_declaration_does() -> None:
    """A declaration is not read again for each of its entries that nothing uses."""

    def declared(times: int) -> int:
        others = {f"m{number}/BUILD": "pantstack_module(description='x')\n" for number in range(times)}
        uses = ", ".join(f"'m{number}'" for number in range(times))
        own = {"own/BUILD": f"pantstack_module(description='x', depends_on=[{uses}])\n", "own/a.py": ""}
        facts = project({**others, **{f"m{number}/a.py": "" for number in range(times)}, **own})
        return _calls(lambda: list(unused_dependency.check(facts)))

    declared(60)

    assert declared(120) < 2.15 * declared(60)
