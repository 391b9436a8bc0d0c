"""What goes with a module that is removed, and who keeps it."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserErrors
from pantstack.boundaries.testing import project
from pantstack.relocate.model import Relocation, Tree
from pantstack.relocate.remove import dependents, plan
from pantstack.relocate.rename.testing import KINDS, after

SHOP = {
    "modules/orders/BUILD": (
        'pantstack_module(description="x", depends_on=["libs/money"], infrastructure="infrastructure")\n'
    ),
    "modules/orders/core.py": "from libs.money import Money\n\n\nclass Order: ...\n",
    "modules/orders/public/BUILD": 'public_facade(consumers=["modules/shipping"])\n',
    "modules/orders/public/__init__.py": "from ..core import Order\n",
    "modules/orders/infrastructure/__main__.py": "",
    "libs/money/BUILD": (
        "pantstack_module(\n"
        '    description="x",\n'
        '    public=["*.py"],\n'
        '    consumers=["modules/orders", "modules/shipping"],\n'
        '    cannot_depend_on=["modules/orders"],\n'
        ")\n"
    ),
    "libs/money/__init__.py": "class Money: ...\n",
    "modules/shipping/BUILD": 'pantstack_module(description="x")\n',
    "modules/shipping/__init__.py": "",
}


def removed(files: dict[str, str], path: str = "modules/orders") -> tuple[dict[str, str], Relocation]:
    """Remove a module, and return the files afterwards."""
    contents = {path: text.encode() for path, text in files.items()}
    known = project(contents)
    module = known.catalog.module(path)
    assert module is not None
    done = plan.plan(Tree(contents, frozenset(contents)), module, KINDS)
    return {path: content.decode() for path, content in after(contents, done).items()}, done


def test_what_goes() -> None:
    """Files, resolves, requirements, locks, places in lists and entries of the baseline go; all else stays."""
    header = "# pantstack baseline, version 1\n"
    around = {
        "pants.toml": (
            '[python.resolves]\n# ours\nstack = "stack.lock"\n'
            'orders_core = "locks/orders_core.lock"\norders_api = "locks/orders_api.lock"  # theirs\n'
            'orders_test = "locks/orders_test.lock"\n\n[python.resolves_to_interpreter_constraints]\n'
            'orders_core = ["CPython>=3.11"]\nstack = ["CPython>=3.11"]\n\n[other]\nx = 1\n'
        ),
        "locks/orders_core.lock": "",
        "locks/orders_api.lock": "",
        "locks/stack.lock": "",
        "3rdparty/python/requirements-orders-core.txt": "",
        "3rdparty/python/requirements-stack.txt": "",
        ".github/CODEOWNERS": "/modules/orders/ @a\n/modules/shipping/ @b\n",
        "pantstack-baseline.txt": (
            f'{header}["x", "modules/orders/core.py", "y"]\n["x", "a.py", "modules.orders.core:X"]\n'
            '["x", "a.py", "modules.orders_archive"]\n'
        ),
        "README.md": "See modules/orders.\n",
        "compose.yaml": "services: {}\n",
    }
    left, done = removed({**SHOP, **around})

    assert sorted(left) == [
        ".github/CODEOWNERS",
        "3rdparty/python/requirements-stack.txt",
        "README.md",
        "compose.yaml",
        "libs/money/BUILD",
        "libs/money/__init__.py",
        "locks/stack.lock",
        "modules/shipping/BUILD",
        "modules/shipping/__init__.py",
        "pants.toml",
        "pantstack-baseline.txt",
    ]
    assert left["pants.toml"] == (
        '[python.resolves]\n# ours\nstack = "stack.lock"\n\n[python.resolves_to_interpreter_constraints]\n'
        'stack = ["CPython>=3.11"]\n\n[other]\nx = 1\n'
    )
    assert left["libs/money/BUILD"] == (
        "pantstack_module(\n"
        '    description="x",\n'
        '    public=["*.py"],\n'
        '    consumers=["modules/shipping"],\n'
        "    cannot_depend_on=[],\n"
        ")\n"
    )
    assert left[".github/CODEOWNERS"] == "/modules/shipping/ @b\n"
    assert left["pantstack-baseline.txt"].splitlines()[3:] == ['["x", "a.py", "modules.orders_archive"]']
    assert [str(each.location) for each in done.mentions] == ["README.md:1", "pantstack-baseline.txt:4"]


@pytest.mark.parametrize(
    ("before", "after_it"),
    [
        ('x(resolve=consumer_resolves("modules/orders"))\n', "x(resolve=consumer_resolves())\n"),
        (
            'x(\n    name="y",\n    resolve=consumer_resolves("modules/a", "modules/orders", "modules/z"),\n)\n',
            'x(\n    name="y",\n    resolve=consumer_resolves("modules/a", "modules/z"),\n)\n',
        ),
        # It was the one too much for a line.
        (
            (
                'x(\n    name="y",\n    resolve=consumer_resolves(\n        "modules/aaaaaaaaaaaaaaaaa",\n'
                '        "modules/bbbbbbbbbbbbbbbbb",\n        "modules/orders",\n    ),\n)\n'
            ),
            'x(\n    name="y",\n    resolve=consumer_resolves("modules/aaaaaaaaaaaaaaaaa", "modules/bbbbbbbbbbbbbbbbb"),\n)\n',
        ),
        # Somebody wants it on lines of its own.
        (
            'x(resolve=consumer_resolves(\n    "modules/a",\n    "modules/orders",\n))\n',
            'x(resolve=consumer_resolves(\n    "modules/a",\n))\n',
        ),
    ],
)
def test_lists_of_consumers(before: str, after_it: str) -> None:
    """A list is as it was before the module was added to it."""
    left, _ = removed({**SHOP, "scripts/BUILD": before})

    assert left["scripts/BUILD"] == after_it


def test_what_names_it_in_another_way() -> None:
    """A BUILD file that names the module in any other way is refused with its line."""
    with pytest.raises(UserErrors) as caught:
        removed({**SHOP, "BUILD": '\ndeploy_environment(name="x", foundation="modules/orders")\n'})

    assert [str(error) for error in caught.value.errors] == [
        "BUILD:2 This names `modules/orders` in a way that no command can take out.\n  Take it out by hand first."
    ]


def test_who_depends_on_it() -> None:
    """Every kind of dependency is found at its place: imports, strings, declarations, addresses, stacks, nesting."""
    files = {
        **SHOP,
        "modules/shipping/BUILD": (
            'pantstack_module(\n    description="x",\n    depends_on=[\n        "modules/orders",\n    ],\n'
            '    infrastructure="infrastructure",\n)\n\npython_sources(dependencies=["modules/orders/public"])\n'
        ),
        "modules/shipping/user.py": "import modules.orders.public\n\nmodules.orders.public.Order()\n",
        "modules/shipping/infrastructure/__main__.py": (
            'import pulumi\n\npulumi.StackReference("organization/orders/test")\n'
        ),
        "modules/orders/nested/BUILD": 'pantstack_module(description="x")\n',
        "modules/orders/nested/x.py": "from modules.orders.core import Order\n",
        "scripts/run.py": 'import importlib\n\nimportlib.import_module("modules.orders.core")\n',
    }
    known = project(files)
    module = known.catalog.module("modules/orders")
    assert module is not None

    assert [str(each) for each in dependents.find(known, module)] == [
        "modules/orders/nested/BUILD:1 declares the module `modules/orders/nested` inside of it",
        "modules/orders/nested/x.py:1 imports `modules.orders.core.Order`",
        "modules/shipping/BUILD:4 lists it in depends_on of `modules/shipping`",
        "modules/shipping/BUILD:9 depends on `modules/orders/public`",
        'modules/shipping/infrastructure/__main__.py:3 reads its stack `"organization/orders/test"`',
        "modules/shipping/user.py:1 imports `modules.orders.public`",
        "modules/shipping/user.py:3 reaches `modules.orders.public.Order`",
        "scripts/run.py:3 names `modules.orders.core`",
    ]


def test_a_module_that_is_one_file() -> None:
    """The file goes with its stub and its declaration; what else its BUILD file declares stays."""
    files = {
        "libs/BUILD": (
            "# Ours.\n"
            'pantstack_module(\n    name="money",\n    file="money.py",\n    description="x",\n)\n\npython_sources()\n'
        ),
        "libs/money.py": "",
        "libs/money.pyi": "",
        "libs/other.py": "",
    }
    left, _ = removed(files, "libs/money.py")

    assert left == {"libs/BUILD": "# Ours.\npython_sources()\n", "libs/other.py": ""}


def test_a_module_without_dependents() -> None:
    """What a module names of itself keeps nothing."""
    known = project(SHOP)
    module = known.catalog.module("modules/orders")
    assert module is not None

    assert dependents.find(known, module) == ()
