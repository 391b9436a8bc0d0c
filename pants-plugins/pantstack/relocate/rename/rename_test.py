"""What a module that is renamed takes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Union

import pytest

from pantstack.base.errors import ActionFailed, UserErrors
from pantstack.boundaries.testing import project
from pantstack.relocate.rename.testing import renamed

SHOP = {
    "modules/orders/BUILD": (
        'pantstack_module(description="x", depends_on=["libs/money"])\n\npython_sources(name="lib", sources=["*.py"])\n'
    ),
    "modules/orders/__init__.py": "",
    "modules/orders/public/BUILD": "public_facade(resolve=consumer_resolves())\n",
    "modules/orders/public/__init__.py": "from ..core import Order\n",
    "modules/orders/core.py": "from libs.money import Money\n\n\nclass Order: ...\n",
    "libs/money/BUILD": 'pantstack_module(description="x", public=["*.py"])\n',
    "libs/money/__init__.py": "class Money: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="x", depends_on=["modules/orders"])\n',
    "modules/shipping/__init__.py": "",
}


def with_user(text: str) -> dict[str, str]:
    """The shop, with a file of shipping."""
    return {**SHOP, "modules/shipping/user.py": text}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import modules.orders.public\n", "import modules.purchases.public\n"),
        (
            "import modules.orders.public\n\nmodules.orders.public.Order()\n",
            "import modules.purchases.public\n\nmodules.purchases.public.Order()\n",
        ),
        ("import modules.orders.public as o\n\no.Order()\n", "import modules.purchases.public as o\n\no.Order()\n"),
        ("import modules as m\n\nm.orders.public.Order()\n", "import modules as m\n\nm.purchases.public.Order()\n"),
        (
            "from modules.orders.public import (  # x\n    Order,\n)\n",
            "from modules.purchases.public import (  # x\n    Order,\n)\n",
        ),
        (
            "from modules import orders, shipping\n\norders.public.Order()\n",
            "from modules import purchases as orders, shipping\n\norders.public.Order()\n",
        ),
        ("from modules import orders as o\n", "from modules import purchases as o\n"),
        ("from ..orders.public import Order\n", "from ..purchases.public import Order\n"),
        ("from .. import orders\n", "from .. import purchases as orders\n"),
        (
            "import modules.orders.public\n\n\ndef f(x: 'list[modules.orders.public.Order]'): ...\n",
            "import modules.purchases.public\n\n\ndef f(x: 'list[modules.purchases.public.Order]'): ...\n",
        ),
        (
            "import importlib\n\nimportlib.import_module('modules.orders.public')\n",
            "import importlib\n\nimportlib.import_module('modules.purchases.public')\n",
        ),
        (
            "import importlib\n\nimportlib.import_module('.public', package='modules.orders')\n",
            "import importlib\n\nimportlib.import_module('.public', package='modules.purchases')\n",
        ),
        (
            "from unittest import mock\n\nmock.patch('modules.orders.public.Order')\n",
            "from unittest import mock\n\nmock.patch('modules.purchases.public.Order')\n",
        ),
        ("pytest_plugins = ['modules.orders.public']\n", "pytest_plugins = ['modules.purchases.public']\n"),
        (
            "import uvicorn\n\nuvicorn.run('modules.orders.public:app')\n",
            "import uvicorn\n\nuvicorn.run('modules.purchases.public:app')\n",
        ),
        (
            "import importlib.resources\n\nimportlib.resources.files('modules.orders')\n",
            "import importlib.resources\n\nimportlib.resources.files('modules.purchases')\n",
        ),
        # None of these is the module.
        ("def f(modules):\n    return modules.orders\n", None),
        ("import modules.orders_archive.public\n", None),
        ("# modules.orders\nx = 'modules.orders'\n", None),
        ("orders = 1\n", None),
    ],
)
def test_imports(before: str, after: str) -> None:
    """Whatever imports the module imports it by its new name, and nothing else of the file changes; and back."""
    files = with_user(before)
    once, _ = renamed(files, "modules/orders", "modules/purchases")
    back, _ = renamed(once, "modules/purchases", "modules/orders")

    assert once["modules/shipping/user.py"].decode() == (before if after is None else after)
    assert back == {path: text.encode() for path, text in files.items()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (
                "from modules.orders.public import (\n    Order,  # one\n)\nfrom modules.pallets import x\n\n"
                "import modules.orders.public\nimport modules.pallets\n"
            ),
            (
                "from modules.pallets import x\nfrom modules.purchases.public import (\n    Order,  # one\n)\n\n"
                "import modules.pallets\nimport modules.purchases.public\n"
            ),
        ),
        # Not sorted before, or not the same in another order.
        (
            "from modules.pallets import x\nfrom modules.orders import y\nfrom modules.pails import z\n",
            "from modules.pallets import x\nfrom modules.purchases import y\nfrom modules.pails import z\n",
        ),
        (
            "from modules.orders import x\nfrom modules.pallets import x\n",
            "from modules.purchases import x\nfrom modules.pallets import x\n",
        ),
        (
            "from modules.orders import x\nfrom modules.pallets import *\n",
            "from modules.purchases import x\nfrom modules.pallets import *\n",
        ),
        (
            "from modules.orders import x  # ours\nfrom modules.pallets import y\n",
            "from modules.purchases import x  # ours\nfrom modules.pallets import y\n",
        ),
    ],
)
def test_sorted_imports(before: str, after: str) -> None:
    """Where a tool sorts imports, they are sorted afterwards, too, and back; without one, they stay where they are."""
    config = {"pyproject.toml": '[tool.ruff.lint]\nselect = ["E", "I"]\n'}
    files = {**with_user(before), **config}
    once, _ = renamed(files, "modules/orders", "modules/purchases")
    back, _ = renamed(once, "modules/purchases", "modules/orders")
    unsorted, _ = renamed(with_user(before), "modules/orders", "modules/purchases")

    assert once["modules/shipping/user.py"].decode() == after
    assert back == {path: text.encode() for path, text in files.items()}
    assert unsorted["modules/shipping/user.py"].decode() == before.replace("orders", "purchases")


def test_line_ends_and_encodings() -> None:
    """Line ends, a byte order mark and a declared encoding stay."""
    texts = {
        "modules/shipping/crlf.py": b"\xef\xbb\xbfimport modules.orders.public\r\n\r\nmodules.orders.public.Order()\r\n",
        "modules/shipping/latin.py": b"# coding: latin-1\nfrom modules.orders.public import Order  # \xe9\n",
    }
    once, _ = renamed({**SHOP, **texts}, "modules/orders", "modules/purchases")

    assert {path: once[path] for path in texts} == {
        path: text.replace(b"modules.orders", b"modules.purchases") for path, text in texts.items()
    }


def test_a_module_in_a_source_root() -> None:
    """A module whose whole name is one word is renamed wherever code reads it; the word alone is not."""
    text = "import orders.core\nimport orders\n\nx = orders\norders.core.Y()\nprint(x.core, 'orders')\n"
    files = {
        "orders/BUILD": 'pantstack_module(description="orders", public=["*.py"])\n',
        "orders/__init__.py": "",
        "orders/core.py": "from orders import core\n",
        "shop/BUILD": 'pantstack_module(description="orders", depends_on=["orders"], consumers=["orders"], public=["*"])\n',
        "shop/main.py": text,
        "shop/alias.py": "import orders as o\nfrom orders.core import Y\n\no.core.Y()\n",
        "README.md": "About orders.\n",
    }
    once, plan = renamed(files, "orders", "purchases")
    back, _ = renamed(once, "purchases", "orders")

    assert {
        path: once[path].decode() for path in ("shop/BUILD", "shop/main.py", "shop/alias.py", "purchases/core.py")
    } == {
        "shop/BUILD": (
            'pantstack_module(description="orders", depends_on=["purchases"], consumers=["purchases"], public=["*"])\n'
        ),
        "shop/main.py": text.replace("orders", "purchases").replace("'purchases'", "'orders'"),
        "shop/alias.py": "import purchases as o\nfrom purchases.core import Y\n\no.core.Y()\n",
        "purchases/core.py": "from purchases import core\n",
    }
    assert back == {path: content.encode() for path, content in files.items()}
    assert [str(each.location) for each in plan.mentions] == [
        "README.md:1",
        "purchases/BUILD:1",
        "shop/BUILD:1",
        "shop/main.py:6",
    ]
    with pytest.raises(UserErrors, match="it has another `purchases`"):
        renamed({**files, "shop/main.py": "import orders\n\npurchases = orders\n"}, "orders", "purchases")


def test_what_is_no_text() -> None:
    """Files in the module that are no UTF-8, or no text at all, move as they are."""
    files: dict[str, Union[str, bytes]] = {
        **SHOP,
        "modules/orders/latin.txt": b"modules/orders \xe9\n",
        "modules/orders/image.png": b"\x89PNG\x00modules/orders\xff",
    }
    once, _ = renamed(files, "modules/orders", "modules/purchases")

    assert once["modules/purchases/latin.txt"] == b"modules/purchases \xe9\n"
    assert once["modules/purchases/image.png"] == files["modules/orders/image.png"]


def test_another_folder() -> None:
    """Relative imports that would lead elsewhere become absolute ones; what stays inside stays relative."""
    files = {
        **with_user("from ..orders.public import Order\nfrom .. import orders\nfrom modules import orders as o\n"),
        "modules/orders/core.py": "from ..shipping import x\nfrom .public import y\nfrom .. import shipping\n",
    }
    once, _ = renamed(files, "modules/orders", "libs/trade/orders")

    assert once["modules/shipping/user.py"].decode() == (
        "from libs.trade.orders.public import Order\nfrom libs.trade import orders, orders as o\n"
    )
    assert once["libs/trade/orders/core.py"].decode() == (
        "from modules.shipping import x\nfrom .public import y\nfrom modules import shipping\n"
    )


BUILD = """\
# modules/orders
pantstack_module(
    description="modules/orders",
    depends_on=["{old}"],
)

python_sources(name="orders", resolve=parametrize("orders_core", "orders_core_x"), sources=["orders/*.py"])

pex_binary(
    name="x",
    entry_point="{dotted}.public:run",
    dependencies=[":orders", "//{old}:lib@resolve=orders_core", "!!{old}/public", "3rdparty/python:orders-core#x"],
)

public_facade(consumers=["{old}", "modules/orders_archive"], resolve=consumer_resolves("{old}"))
"""


def test_build_files() -> None:
    """Addresses, paths, entry points, resolves and requirements change in place; what only looks alike does not."""
    path = "modules/shipping/BUILD"
    toml = '[python.resolves]\norders_core = "locks/orders_core.lock"  # mine\nother = "x.lock"\n'
    files = {
        **SHOP,
        path: BUILD.format(old="modules/orders", dotted="modules.orders"),
        "modules/orders_archive/BUILD": 'pantstack_module(description="x")\n',
        "modules/orders_archive/x.py": "",
        "pants.toml": toml,
        "locks/orders_core.lock": "x",
        "3rdparty/python/requirements-orders-core.txt": "x\n",
        "3rdparty/python/requirements-orders-extra.txt": "-r requirements-orders-core.txt\n",
    }
    once, _ = renamed(files, "modules/orders", "modules/purchases", kinds=(("core",),))

    expected = BUILD.format(old="modules/purchases", dotted="modules.purchases")
    expected = expected.replace('"orders_core"', '"purchases_core"').replace("resolve=orders", "resolve=purchases")
    expected = expected.replace("python:orders-core", "python:purchases-core")
    assert once[path].decode() == expected.replace('description="modules/orders"', 'description="modules/purchases"')
    assert once["pants.toml"].decode() == toml.replace("orders", "purchases")
    assert once["locks/purchases_core.lock"] == b"x"
    assert once["3rdparty/python/requirements-purchases-core.txt"] == b"x\n"
    assert once["3rdparty/python/requirements-orders-extra.txt"] == b"-r requirements-purchases-core.txt\n"


def test_the_targets_own_name() -> None:
    """A target that has the directory's name by default gets the new one; one that spells it keeps it."""
    user = {"scripts/BUILD": 'files(name="x", dependencies=["modules/orders:orders", "modules/orders:lib"])\n'}
    spelled = {"modules/orders/BUILD": SHOP["modules/orders/BUILD"].replace('name="lib"', 'name="orders"')}

    once, _ = renamed({**SHOP, **user}, "modules/orders", "modules/purchases")
    assert once["scripts/BUILD"].decode() == (
        'files(name="x", dependencies=["modules/purchases:purchases", "modules/purchases:lib"])\n'
    )
    once, _ = renamed({**SHOP, **user, **spelled}, "modules/orders", "modules/purchases")
    assert once["scripts/BUILD"].decode() == (
        'files(name="x", dependencies=["modules/purchases:orders", "modules/purchases:lib"])\n'
    )


def test_other_files() -> None:
    """Registers, the baseline, links and Pulumi's names follow; what may mean something else is listed instead."""
    header = "# pantstack baseline, version 1\n"
    entries = (
        '["private-import", "modules/orders/core.py", "modules.shipping.x"]\n["x", "a.py", "modules.orders.core:X"]\n'
    )
    files = {
        **SHOP,
        "modules/orders/README.md": "See [core](core.py), [it](../shipping/user.md) and `modules/orders`.\n",
        "modules/orders/infrastructure/Pulumi.yaml": "name: orders\n",
        "modules/orders/infrastructure/Pulumi.test.yaml": "config:\n  orders:greeting: hello\n  aws:orders: x\n",
        "docs/page.md": "[here](../modules/orders/README.md#top) is modules/orders, OrdersClient, reorders.\n",
        ".github/CODEOWNERS": "/modules/orders/ @team-orders\n",
        "pantstack-baseline.txt": header + entries,
    }
    once, plan = renamed(files, "modules/orders", "libs/purchases")

    assert once["libs/purchases/README.md"].decode() == (
        "See [core](core.py), [it](../../modules/shipping/user.md) and `libs/purchases`.\n"
    )
    assert once["libs/purchases/infrastructure/Pulumi.yaml"] == b"name: purchases\n"
    assert once["libs/purchases/infrastructure/Pulumi.test.yaml"].decode() == (
        "config:\n  purchases:greeting: hello\n  aws:orders: x\n"
    )
    assert once["docs/page.md"].decode() == (
        "[here](../libs/purchases/README.md#top) is modules/orders, OrdersClient, reorders.\n"
    )
    assert once[".github/CODEOWNERS"] == b"/libs/purchases/ @team-orders\n"
    assert once["pantstack-baseline.txt"].decode().splitlines()[3:] == [
        '["private-import", "libs/purchases/core.py", "modules.shipping.x"]',
        '["x", "a.py", "libs.purchases.core:X"]',
    ]
    assert [f"{each.location} {each.text}" for each in plan.mentions] == [
        "docs/page.md:1 [here](../libs/purchases/README.md#top) is modules/orders, OrdersClient, reorders.",
        ".github/CODEOWNERS:1 /libs/purchases/ @team-orders",
        "libs/purchases/infrastructure/Pulumi.test.yaml:3 aws:orders: x",
    ]


def test_a_stack_that_is_read() -> None:
    """The name of the module's project follows where a program reads its stack, and nothing else is meant."""
    program = "modules/shipping/infrastructure/__main__.py"
    text = 'import pulumi\n\norders = pulumi.StackReference(f"organization/orders/{pulumi.get_stack()}")\n'
    deployed = {
        "modules/orders/infrastructure/__main__.py": "",
        program: text,
        "modules/orders/BUILD": 'pantstack_module(description="x", infrastructure="infrastructure")\n',
        "modules/shipping/BUILD": (
            'pantstack_module(description="x", infrastructure="infrastructure", depends_on=["modules/orders"])\n'
        ),
        "modules/shipping/client.py": 'import os\n\nURL = os.environ["ORDERS_BASE_URL"]\n',
    }
    once, _ = renamed({**SHOP, **deployed}, "modules/orders", "modules/purchases")

    assert once[program].decode() == text.replace("/orders/", "/purchases/")
    assert once["modules/shipping/client.py"].decode() == 'import os\n\nURL = os.environ["PURCHASES_BASE_URL"]\n'


def test_a_deployed_module() -> None:
    """The stacks of a deployed module keep their name, by its declaration, until it has that name again."""
    program = "modules/shipping/infrastructure/__main__.py"
    deployed = {
        "modules/orders/infrastructure/__main__.py": "",
        "modules/orders/infrastructure/Pulumi.yaml": "name: orders\n",
        "modules/orders/BUILD": (
            'pantstack_module(\n    description="x",\n    infrastructure="infrastructure",\n    owners=["a"],\n)\n'
        ),
        "modules/shipping/BUILD": (
            'pantstack_module(description="x", infrastructure="infrastructure", depends_on=["modules/orders"])\n'
        ),
        program: 'import pulumi\n\npulumi.StackReference("organization/orders/test")\n',
        "modules/shipping/client.py": 'import os\n\nURL = os.environ["ORDERS_BASE_URL"]\n',
    }
    files = {path: text.encode() for path, text in {**SHOP, **deployed}.items()}
    once, _ = renamed(files, "modules/orders", "modules/purchases", keeps_stacks=True)
    twice, _ = renamed(once, "modules/purchases", "modules/deals")
    back, _ = renamed(twice, "modules/deals", "modules/orders")

    assert [use.modules[0].path for use in project(once).stack_uses] == ["modules/purchases"]
    same = ("modules/shipping/client.py", program)
    for now in (once, twice):
        assert [now[path] for path in same] == [files[path] for path in same]
    assert once["modules/purchases/infrastructure/Pulumi.yaml"] == b"name: orders\n"
    assert once["modules/purchases/BUILD"] == twice["modules/deals/BUILD"]
    assert once["modules/purchases/BUILD"].decode() == (
        'pantstack_module(\n    description="x",\n    infrastructure="infrastructure",\n    deployed_as="orders",\n'
        '    owners=["a"],\n)\n'
    )
    assert back == files


def test_a_module_that_is_one_file() -> None:
    """A file that is a module moves with its stub, and its declaration names the new file."""
    files = {
        "libs/BUILD": 'pantstack_module(name="money", file="money.py", description="x")\n\npython_sources()\n',
        "libs/money.py": "X = 1\n",
        "libs/money.pyi": "X: int\n",
        "app/BUILD": 'pantstack_module(description="x", depends_on=["libs/money.py"])\n',
        "app/main.py": "from libs.money import X\nimport libs.money_box\n",
        "libs/money_box.py": "",
    }
    once, _ = renamed(files, "libs/money.py", "libs/cash.py")
    back, _ = renamed(once, "libs/cash.py", "libs/money.py")

    assert {path: once[path].decode() for path in ("libs/BUILD", "app/BUILD", "app/main.py")} == {
        "libs/BUILD": files["libs/BUILD"].replace("money.py", "cash.py"),
        "app/BUILD": files["app/BUILD"].replace("money.py", "cash.py"),
        "app/main.py": "from libs.cash import X\nimport libs.money_box\n",
    }
    assert {"libs/cash.py", "libs/cash.pyi"} <= once.keys()
    assert back == {path: text.encode() for path, text in files.items()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"modules/shipping/user.py": 'import importlib\n\nimportlib.import_module("modules." + "orders.x")\n'},
            (
                "modules/shipping/user.py:3 `modules/orders` is named here in a way that cannot be rewritten for certain."
                "\n  Change it by hand first, then rename the module."
            ),
        ),
        (
            {"scripts/broken.py": "x = orders(\n\ndef f() y\n"},
            (
                "scripts/broken.py:1 This file names `orders` and cannot be read: it is not Python."
                "\n  Correct it, or take it away, then rename."
            ),
        ),
        (
            {"scripts/bytes.py": b"import modules.orders  # \xff\n"},
            ("scripts/bytes.py:1 This file names `orders` and cannot be read: its text cannot be decoded: "),
        ),
    ],
)
def test_what_is_not_certain(files: Mapping[str, str], expected: str) -> None:
    """What names the module and cannot be rewritten for certain is refused with its place."""
    with pytest.raises(UserErrors) as caught:
        renamed({**SHOP, **files}, "modules/orders", "modules/purchases")

    assert [str(error)[: len(expected)] for error in caught.value.errors] == [expected]


def test_something_in_the_way_of_what_moves_along() -> None:
    """A requirements file that has the new name already is not overwritten."""
    files = {
        **SHOP,
        "pants.toml": '[python.resolves]\norders_core = "x.lock"\n',
        "3rdparty/python/requirements-orders-core.txt": "x\n",
        "3rdparty/python/requirements-purchases-core.txt": "y\n",
    }
    with pytest.raises(ActionFailed) as caught:
        renamed(files, "modules/orders", "modules/purchases", kinds=(("core",),))

    assert str(caught.value) == (
        "What moves along would overwrite what is there; nothing was written.\n"
        "  Choose another name, or move these away: 3rdparty/python/requirements-purchases-core.txt."
    )


def test_the_project_is_still_one() -> None:
    """The declarations of the renamed tree have no mistakes, nested modules included."""
    nested = {
        "modules/orders/archive/BUILD": 'pantstack_module(description="x")\n',
        "modules/orders/archive/old.py": "from modules.orders.core import Order\n",
        "modules/shipping/BUILD": (
            'pantstack_module(description="x", depends_on=["modules/orders", "modules/orders/archive"])\n'
        ),
    }
    once, _ = renamed({**SHOP, **nested}, "modules/orders", "modules/purchases")

    assert [module.path for module in project(once).catalog.modules] == [
        "libs/money",
        "modules/purchases",
        "modules/purchases/archive",
        "modules/shipping",
    ]
