"""What a new module uses, and who has to know."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.locations import NOWHERE, SourceLocation
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.testing import project
from pantstack.declarations.model import Module
from pantstack.scaffold import uses
from pantstack.scaffold.model import RenderedFile, UsedModule

FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="x", layer="domain", depends_on=["libs/money"])\n',
    "modules/orders/public/BUILD": (
        'public_facade(consumers=["modules/user_accounts"], resolve=consumer_resolves("modules/user_accounts"))\n'
    ),
    "modules/orders/public/__init__.py": "from ..schemas.models import Order\nfrom .interface import OrdersClient\n",
    "modules/orders/public/interface.py": "from libs.money import Money\n\n\nclass OrdersClient: ...\n",
    "modules/orders/schemas/BUILD": "python_sources(resolve=consumer_resolves())\n",
    "modules/orders/schemas/models.py": "class Order: ...\n",
    "modules/user_accounts/BUILD": 'pantstack_module(description="x", layer="domain", depends_on=["modules/orders"])\n',
    "modules/user_accounts/public/BUILD": "public_facade(resolve=consumer_resolves())\n",
    "modules/user_accounts/public/__init__.py": "from modules.orders.public import Order\n\n\nclass LoginClient: ...\n",
    "libs/money/BUILD": (
        'pantstack_module(description="x", layer="platform", consumers=["modules/orders"], public=["*.py"])\n'
    ),
    "libs/money/__init__.py": "class Item: ...\n\n\nclass Money: ...\n",
    "libs/orders/BUILD": 'pantstack_module(description="x", layer="platform", public=["orders.py"])\n',
    "libs/orders/orders.py": "def order(): ...\n",
    "libs/bare/BUILD": 'pantstack_module(description="x", layer="platform")\n',
    "libs/bare/x.py": "",
}
BILLING = Module("modules/billing", NOWHERE, layer="domain")


@pytest.fixture(name="shop", scope="module")
def _shop() -> Project:
    """Modules that use each other, with lists of consumers of both kinds."""
    return project(FILES, ("domain", "platform"))


def test_names() -> None:
    """Names come with commas or one by one, each counts once, and spaces and slashes at the end do not."""
    assert uses.names_of(["orders, inventory", "orders", "modules/shipping/", ""]) == (
        "orders",
        "inventory",
        "modules/shipping",
    )


def test_what_they_offer(shop: Project) -> None:
    """The example of a module is its client, or the first name that the template does not have."""
    found = uses.find(shop, ["modules/orders", "user_accounts", "money"], BILLING, "class Item: ...")

    assert found == (
        UsedModule("libs/money", "money", "libs.money", "", "Money"),
        UsedModule("modules/orders", "orders", "modules.orders.public", "OrdersClient"),
        UsedModule("modules/user_accounts", "user_accounts", "modules.user_accounts.public", "LoginClient"),
    )


@pytest.mark.parametrize(
    ("names", "new", "expected"),
    [
        (["oders"], BILLING, UserError("There is no module `oders` to use.", "Did you mean `orders`?")),
        (
            ["orders"],
            BILLING,
            UserError("Several modules are called `orders`.", "Write the path of one: libs/orders, modules/orders."),
        ),
        (
            ["libs/orders", "modules/orders"],
            BILLING,
            UserError(
                "`libs/orders` and `modules/orders` have the same name.",
                "Make the module with one of them, and add the other by hand.",
            ),
        ),
        (["money"], Module("libs/money", NOWHERE), UserError("`money` cannot use itself.", "Leave it out of --uses.")),
        (
            ["bare"],
            BILLING,
            UserError("`bare` has no facade to use.", "Declare one in it first.", SourceLocation("libs/bare/BUILD", 1)),
        ),
        (
            ["user_accounts"],
            Module("libs/billing", NOWHERE, layer="platform"),
            UserError(
                "A module of the layer platform may not use `user_accounts`: domain is further out.",
                "Choose another --layer, or leave it out of --uses.",
            ),
        ),
    ],
)
def test_what_cannot_be_used(shop: Project, names: list[str], new: Module, expected: UserError) -> None:
    """What cannot be used is an error that says why and what to do."""
    with pytest.raises(UserErrors) as caught:
        uses.find(shop, names, new, "")

    assert caught.value.errors == (expected,)


def edits(shop: Project, *depends_on: str) -> dict[str, str]:
    """The texts of other modules' BUILD files after a new module declares its dependencies."""
    build = f"pantstack_module(depends_on={list(depends_on)})\n"
    rendered = [RenderedFile("modules/billing/BUILD", build), RenderedFile("modules/billing/x.py", "")]
    return {file.path: file.text for file in uses.edits(shop, rendered, "modules/billing", FILES.__getitem__)}


def test_who_has_to_know(shop: Project) -> None:
    """A new module is in every list beneath the facades that it uses, and a facade that lets in only some lets it in."""
    both = '"modules/billing", "modules/user_accounts"'
    orders = {
        "modules/orders/public/BUILD": (
            f"public_facade(\n    consumers=[{both}],\n    resolve=consumer_resolves({both}),\n)\n"
        ),
        "modules/orders/schemas/BUILD": 'python_sources(resolve=consumer_resolves("modules/billing"))\n',
    }

    assert edits(shop, "modules/orders") == orders
    assert edits(shop, "modules/user_accounts") == {
        "modules/orders/public/BUILD": (
            f'public_facade(\n    consumers=["modules/user_accounts"],\n    resolve=consumer_resolves({both}),\n)\n'
        ),
        "modules/orders/schemas/BUILD": orders["modules/orders/schemas/BUILD"],
        "modules/user_accounts/public/BUILD": 'public_facade(resolve=consumer_resolves("modules/billing"))\n',
    }
    assert edits(shop, "libs/money") == {
        "libs/money/BUILD": (
            'pantstack_module(\n    description="x",\n    layer="platform",\n'
            '    consumers=["modules/billing", "modules/orders"],\n    public=["*.py"],\n)\n'
        )
    }
    assert edits(shop) == {}


def test_a_library_that_is_missing(shop: Project) -> None:
    """What the template uses and nobody declares is an error, not a module that fails its checks."""
    with pytest.raises(UserErrors) as caught:
        edits(shop, "stack/libs/common")

    assert caught.value.errors == (
        UserError(
            "The template uses the module `stack/libs/common`, which is not declared.",
            "Declare it first: without it, the new module would not pass its checks.",
        ),
    )
