"""Imports between a service and the program that deploys it."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

DECLARATION = 'modules/orders/BUILD:1 has infrastructure="deploy/program".'
FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders", infrastructure="deploy/program")\n',
    "modules/orders/__init__.py": "",
    "modules/orders/core.py": "LIMIT = 1\n",
    "modules/orders/deploy/program/__init__.py": "",
    "modules/orders/deploy/program/__main__.py": "from .sizes import SMALL\nfrom modules.orders.deploy.program import sizes\n",
    "modules/orders/deploy/program/sizes.py": "SMALL = 256\n",
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("api.py", "from .deploy.program import sizes\n\nsizes.SMALL\n", ["1:29"]),
        ("api.py", "import modules.orders.deploy.program.sizes as s, json\n", ["1:8"]),
        ("api.py", "import modules.orders\n\nmodules.orders.deploy.program.sizes.SMALL\n", ["3:1"]),
        ("api.py", "from modules.orders.deploy import program\n", ["1:35"]),
        ("api.py", "import runpy\n\nrunpy.run_module('modules.orders.deploy.program')\n", ["3:18"]),
        ("deploy/other.py", "from .program.sizes import SMALL\n", ["1:28"]),
        ("deploy/program/stack.py", "from modules.orders import core\n\ncore.LIMIT\n", ["1:28"]),
        ("deploy/program/stack.py", "from ...core import LIMIT\n", ["1:21"]),
        ("deploy/program/stack.py", "import modules.orders.deploy.program as p\n\nmodules = p.sizes\n", []),
        (
            "deploy/program/tests/stack_test.py",
            "from ..sizes import SMALL\nfrom modules.orders.core import LIMIT\n",
            ["2:33"],
        ),
        ("deploy/program/stack.py", "import importlib\n\nimportlib.import_module(f'modules.orders.{__name__}')\n", []),
        ("deploy/programs.py", "from modules.orders.core import LIMIT\n", []),
    ],
)
def test_places(path: str, text: str, expected: list[str]) -> None:
    """Both directions are found, once an import."""
    found = evaluated({**FILES, f"modules/orders/{path}": text}).findings

    assert [each.code for each in found] == ["infrastructure-import"] * len(expected)
    assert [f"{each.position.line}:{each.position.column}" for each in found] == expected


def test_what_is_handed_on_is_found_where_it_is_imported() -> None:
    """The finding is in the file that imports the program, not in those that take the name from it."""
    files = {
        **FILES,
        "modules/orders/core.py": "from modules.orders.deploy.program.sizes import SMALL\n",
        "modules/orders/api.py": "from modules.orders.core import SMALL\n",
        "modules/orders/deploy/program/__main__.py": "from modules.orders.core import SMALL\n",
    }

    assert evaluated(files).findings == (
        Finding(
            "modules/orders/core.py",
            Position(1, 49),
            "infrastructure-import",
            "`modules.orders.deploy.program.sizes` is part of the infrastructure program of `modules/orders`.",
            DECLARATION,
            "Move shared code into a library, or remove this import: the program runs in Pulumi only.",
        ),
        Finding(
            "modules/orders/deploy/program/__main__.py",
            Position(1, 33),
            "infrastructure-import",
            "The infrastructure program imports `modules.orders.core`, code of the service that it deploys.",
            DECLARATION,
            "Pass it as configuration, or remove this import: the program has other requirements.",
        ),
    )


def test_a_package_that_imports_its_own_submodule() -> None:
    """Who imports the program from there names it all the same."""
    files = {
        **FILES,
        "modules/orders/deploy/__init__.py": "from . import program\n",
        "modules/orders/api.py": "from modules.orders.deploy import program\n",
    }

    assert [(each.path, each.position) for each in evaluated(files).findings] == [
        ("modules/orders/api.py", Position(1, 35)),
        ("modules/orders/deploy/__init__.py", Position(1, 15)),
    ]


def test_from_another_module() -> None:
    """An import or a string is found once, as one of infrastructure and not of internals."""
    text = "import importlib\nimport modules.orders.deploy.program.sizes\nimportlib.import_module('modules.orders.deploy.program')\n"

    assert [(each.path, each.position, each.code) for each in evaluated({**FILES, "report.py": text}).findings] == [
        ("report.py", Position(2, 8), "infrastructure-import"),
        ("report.py", Position(3, 25), "infrastructure-import"),
    ]


def test_nothing_but_infrastructure() -> None:
    """A module may be a program as a whole: it imports itself, and nobody else does."""
    files = {
        "stack/base/BUILD": 'pantstack_module(description="Base", infrastructure=".")\n',
        "stack/base/__main__.py": "from stack.base.network import lay\n",
        "stack/base/network.py": "def lay(): ...\n",
        "stack/based.py": "from stack.base.network import lay\n",
    }

    assert [(each.path, each.position, each.code, each.because) for each in evaluated(files).findings] == [
        (
            "stack/based.py",
            Position(1, 32),
            "infrastructure-import",
            'stack/base/BUILD:1 has infrastructure=".".',
        )
    ]


def test_another_modules_code() -> None:
    """A program may use facades of other modules, and no module another one's program."""
    files = {
        **FILES,
        "stack/infra/BUILD": (
            'pantstack_module(description="Components", infrastructure="own")\n\n'
            'public_facade(name="lib", sources=["*.py", "own/*.py"])\n'
        ),
        "stack/infra/__init__.py": "class Service: ...\n",
        "stack/infra/own/__main__.py": "def deploy(): ...\n",
        "modules/orders/BUILD": FILES["modules/orders/BUILD"].replace(")", ', depends_on=["stack/infra"])'),
        "modules/orders/api.py": "from stack.infra.own.__main__ import deploy\n",
        "modules/orders/deploy/program/stack.py": "from stack.infra import Service\n",
    }

    assert [(each.path, each.position, each.code, each.because) for each in evaluated(files).findings] == [
        (
            "modules/orders/api.py",
            Position(1, 38),
            "infrastructure-import",
            'stack/infra/BUILD:1 has infrastructure="own".',
        )
    ]
