"""Which files are examined, and what the others are known to use."""

from __future__ import annotations

import pytest

from pantstack.boundaries import testing

FILES = {
    "m/orders/BUILD": "pantstack_module(description='x')\n",
    "m/orders/public/BUILD": "public_facade()\n",
    "m/orders/public/__init__.py": "from m.orders.core import Order\n\n__all__ = ['Order']\n",
    "m/orders/core.py": "class Order: ...\n",
    "m/stock/BUILD": "pantstack_module(description='x', depends_on=['m/orders'])\n",
    "m/stock/core.py": "def count(): ...\n",
}


@pytest.mark.parametrize(
    "code",
    [
        "",
        "import json\n",
        "from m.stock.core import count\n",
        "from . import core\n\ncore.count()\n",
        "from m.orders.public import Order\n\nOrder.lines.append(1)\n",
        "from m.orders import public\n\npublic.Order()\n",
        "import m.orders.public as o\n\no.Order()\n",
        "from unittest.mock import patch\n\npatch('m.stock.core.count')\n",
    ],
)
def test_certain(code: str) -> None:
    """What takes names from its own module and from facades that it may use needs no second look."""
    project = testing.project({**FILES, "m/stock/api.py": code})

    assert project.screened.examined == frozenset()


@pytest.mark.parametrize(
    "code",
    [
        "from m.orders.core import Order\n",
        "from m.orders.public import Other\n",
        "from m.orders import public\n\npublic.Other()\n",
        "from m.orders import public\n\nelsewhere = public\n",
        "import m.orders.public\n\nm.orders.core.Order()\n",
        "from m.orders.public import Order  # pantstack: ignore[private-import] why\n",
        "from importlib import import_module\n\nimport_module('m.orders.core')\n",
        "from unittest.mock import patch\n\npatch('m.orders.core.Order')\n",
        "def broken(:\n",
    ],
)
def test_uncertain(code: str) -> None:
    """Anything else is examined."""
    project = testing.project({**FILES, "m/stock/api.py": code})

    assert project.screened.examined == {"m/stock/api.py"}


def test_what_is_known_of_the_others() -> None:
    """Files that are not examined count with what they use and import."""
    code = "import json, os\nfrom m.orders.public import Order\n"
    project = testing.project({**FILES, "m/stock/api.py": code, "run.py": "from m.orders.public import Order\n"})

    assert (project.screened.edges, project.screened.outside) == (
        {("m/stock", "m/orders"): ("m/stock/api.py",)},
        frozenset({"run.py"}),
    )
    assert {path: count for path, count in project.screened.imports.items() if count} == {
        "m/orders/public/__init__.py": 1,
        "m/stock/api.py": 3,
        "run.py": 1,
    }


@pytest.mark.parametrize(
    ("code", "examined"),
    [
        ("from m.orders import core, public\n\npublic.x = core\n", True),
        ("from m.orders import core\nfrom m.orders.helpers import again\n\nagain.append(core)\n", True),
        ("from m.orders import core\nfrom m.orders.helpers import *\n\nagain.append(core)\n", True),
        ("import m.orders.public as api\nimport m.orders.core as c\n\napi['x'] = c\n", True),
        ("from m.orders import core, public\n\ndef f():\n    public.x = core\n    return public\n", False),
        ("from m.orders import core, public\n\nf(public, core)\n", False),
        ("from m.orders import core\nfrom m.orders.helpers import other\n\nother.append(core)\n", False),
    ],
)
def test_internals_that_are_put_into_a_facade(code: str, *, examined: bool) -> None:
    """A file that puts something into the facade of its module on import is examined, by whatever name it has that."""
    helpers = "from m.orders import public as again\n\nother = []\n"
    project = testing.project({**FILES, "m/orders/api.py": code, "m/orders/helpers.py": helpers})

    assert project.screened.examined == ({"m/orders/api.py"} if examined else frozenset())


@pytest.mark.parametrize("code", ["c = core\nc.Order = 1\n", "(core).Order = 1\n", "f(c := core)\nc.Order = 1\n"])
def test_what_is_assigned_to_behind_another_name(code: str) -> None:
    """What a file assigns to in another one is known of a file that is not examined, whatever stands before the dot."""
    project = testing.project({**FILES, "m/orders/api.py": f"from m.orders import core\n{code}"})

    assert (project.screened.examined, project.screened.assigning) == (frozenset(), {"Order": ("m/orders/api.py",)})


@pytest.mark.parametrize(
    "code",
    [
        "from m.stock import core\n\ncore.public.Other()\n",
        "import m.stock.core as c\n\nc.public.Other()\n",
        "import m.stock.core as c\n\nd = c\nd.public.Other()\n",
        "import m.stock.core as c\n\n(c).public.Other()\n",
        "import m.stock.core as c\n\ngetattr(c, 'public').Other()\n",
        "import m.stock.core as c\n\nc .public.Other()\n",
        "import m.stock.core as c\n\nf(d := c)\nd.public.Other()\n",
    ],
)
def test_a_module_that_another_file_of_the_module_hands_out(code: str) -> None:
    """A chain that starts in the file's own module is followed where a file of it binds a name to another module."""
    project = testing.project({**FILES, "m/stock/core.py": "from m.orders import public\n", "m/stock/api.py": code})

    assert project.screened.examined == {"m/stock/api.py"}
