"""What a facade exports though it is internal."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/inner.py": "class Row: ...\n\n\nclass Order: ...\n\n\nLIMIT = 1\n\n\ndef place(row: Row): ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/own.py": "class Own: ...\n",
}
DECLARATION = "modules/orders/public/BUILD:1 declares the facade."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Modules.
        ("from .. import inner\n", ["1:16"]),
        ("from .. import inner as alias\n", ["1:25"]),
        ("import modules.orders.inner\n", []),
        ("from .. import inner as _inner\n", []),
        ("from .. import inner\n\n__all__ = []\n", []),
        ("from .. import inner\n\n__all__ = ['inner']\n", ["1:16"]),
        ("from . import own\n", []),
        ("import json\n", []),
        # Stars.
        ("from ..inner import *\n", ["1:21"]),
        ("from ..inner import *\n\n__all__ = ['Order']\n", []),
        ("from .own import *\nfrom json import *\n", []),
        # Types.
        ("from ..inner import Order, LIMIT\n", []),
        ("from ..inner import place\n", ["1:21"]),
        ("from ..inner import Row, place\n", []),
        ("from ..inner import Row as _Row\n\n\ndef get() -> _Row: ...\n", ["4:14"]),
        ("from ..inner import Row as _Row\n\n\ndef get(row: 'list[_Row]' = None): ...\n", ["4:14"]),
        ("from ..inner import Row as _Row\n\n\ndef _get(row: _Row): ...\n", []),
        ("from ..inner import Row as _Row\n\n\ndef get(row: _Row) -> _Row: ...\n", ["4:14"]),
        ("from ..inner import *\n\n__all__ = ['place']\n", ["3:1"]),
        ("from ..inner import Row as _Row\n\n\nclass Client(_Row): ...\n", ["4:14"]),
        (
            "from .. import inner as _i\n\n\nclass Client:\n    row: _i.Row\n\n    def _get(self) -> _i.Row: ...\n",
            ["5:10"],
        ),
        ("from ..inner import Row as _Row\n\n__all__ = []\n\n\ndef get() -> _Row: ...\n", []),
        # A private class of the facade's own files is not internal to the module.
        ("class _Own: ...\n\n\ndef get() -> _Own: ...\n", []),
        ("from .own import Own as _Own\n\n\ndef get() -> _Own: ...\n", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    """The finding lies in the facade: at the import, or at the type in the signature."""
    found = evaluated({**ORDERS, "modules/orders/public/__init__.py": text}).findings

    assert [(each.path, each.code) for each in found] == [("modules/orders/public/__init__.py", "facade-leak")] * len(
        expected
    )
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


def test_the_whole_findings() -> None:
    """Each of the three kinds says what leaks and what to do."""
    path = "modules/orders/public/__init__.py"
    text = "from ..inner import *\nfrom .. import inner\n\n\ndef get() -> inner.Hidden: ...\n"
    found = evaluated(
        {**ORDERS, "modules/orders/inner.py": "class Hidden: ...\n\n\n__all__ = []\n", path: text}
    ).findings

    assert found == (
        Finding(
            path,
            Position(1, 21),
            "facade-leak",
            "This star import makes everything in `modules.orders.inner` public.",
            DECLARATION,
            "Import the public names one by one.",
        ),
        Finding(
            path,
            Position(2, 16),
            "facade-leak",
            "`inner` is the internal module `modules.orders.inner`.",
            DECLARATION,
            "Import the public names from it, or rename it to `_inner`.",
        ),
        Finding(
            path,
            Position(5, 14),
            "facade-leak",
            "The signature of `get` has `modules.orders.inner.Hidden`, which the facade does not export.",
            DECLARATION,
            "Export `Hidden` too, or keep it out of the signature.",
        ),
    )
    assert [each.target for each in found] == [
        "modules.orders.inner",
        "modules.orders.inner",
        "get:modules.orders.inner.Hidden",
    ]


def test_a_private_submodule_that_is_listed() -> None:
    """`__all__` hands it out with a star import, though nothing binds it."""
    files = {
        "libs/kit/BUILD": 'pantstack_module(description="A kit")\n\npublic_facade(name="lib")\n',
        "libs/kit/__init__.py": "__all__ = ['inner', 'open']\n",
        "libs/kit/open.py": "",
        "libs/kit/inner/core.py": "",
        "libs/kit/inner/__init__.py": "",
    }

    assert [(each.path, each.position, each.message) for each in evaluated(files).findings] == [
        ("libs/kit/__init__.py", Position(1, 1), "`inner` is the internal module `libs.kit.inner`.")
    ]


def test_a_chain_of_three_packages() -> None:
    """A name is followed to where it comes from, through stars and new names."""
    files = {
        **ORDERS,
        "modules/orders/one/__init__.py": "from .two import Deep, engine\n",
        "modules/orders/one/two/__init__.py": "from .three import *\nfrom .three import motor as engine\n",
        "modules/orders/one/two/three/__init__.py": "from .deep import Deep\nfrom . import deep as motor\n",
        "modules/orders/one/two/three/deep.py": "class Deep: ...\n",
        "modules/orders/public/__init__.py": "from ..one import Deep, engine\n",
    }

    assert [(each.position, each.target) for each in evaluated(files).findings] == [
        (Position(1, 25), "modules.orders.one.two.three.deep")
    ]


def test_any_file_of_the_facade_may_offer_a_type() -> None:
    """What one of its files exports may be in the signatures of another."""
    files = {
        **ORDERS,
        "modules/orders/public/__init__.py": "from .own import get\n",
        "modules/orders/public/own.py": "from ..inner import Row as _Row\n\n\ndef get() -> _Row: ...\n",
        "modules/orders/public/types.py": "from ..inner import Row\n",
    }

    assert evaluated(files).findings == ()


def test_a_module_that_is_all_facade() -> None:
    """Nothing in it is internal, so nothing leaks."""
    files = {
        "libs/kit/BUILD": 'pantstack_module(description="A kit")\n\npublic_facade(name="lib", sources=["**/*.py"])\n',
        "libs/kit/__init__.py": "from . import parts\nfrom .parts import *\n",
        "libs/kit/parts/__init__.py": "from .deep import Deep\n",
        "libs/kit/parts/deep.py": "class Deep: ...\n",
    }

    assert evaluated(files).findings == ()
