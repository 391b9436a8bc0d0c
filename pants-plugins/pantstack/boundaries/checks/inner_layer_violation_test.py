"""Imports between the layers of one module."""

from __future__ import annotations

from pantstack.base.locations import Position
from pantstack.boundaries.checks import inner_layer_violation
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import project

ORDERS = {
    "modules/orders/BUILD": 'pantstack_module(description="Orders", inner_layers=["api", "service"])\n',
    "modules/orders/api/main.py": "from ..service import core\napp = 1\n",
    "modules/orders/service/core.py": "",
    "modules/orders/shared.py": "from .api.main import app\n",
}
BECAUSE = 'modules/orders/BUILD:1 has inner_layers=["api", "service"].'
HELP = "Let `api` pass in what is needed, or move that to `service` or to a file in no layer."


def _found(service: str, *, type_checking: bool = True, roots: tuple[str, ...] = (".",)) -> list[Finding]:
    """The findings in a file of the inner layer."""
    files = {**ORDERS, "modules/orders/service/core.py": service}
    return list(inner_layer_violation.check(project(files, roots=roots, type_checking=type_checking)))


def test_an_import_of_an_outer_layer() -> None:
    """The finding names what is imported, both layers, the declaration with its line, and the way out."""
    message = "`modules.orders.api.main` is in `api`, which is further out in this module than `service`."

    assert _found("import os\nfrom ..api.main import app\n") == [
        Finding("modules/orders/service/core.py", Position(2, 24), "inner-layer-violation", message, BECAUSE, HELP)
    ]


def test_a_name_that_a_file_in_no_layer_re_exports() -> None:
    """What comes by a file in no layer is named with that file."""
    message = (
        "`modules.orders.api.main.app` is in `api`, which is further out in this module than `service`."
        " modules/orders/shared.py re-exports it."
    )

    (finding,) = _found("from ..shared import app\n")
    assert (finding.message, finding.because, finding.help) == (message, BECAUSE, HELP)
    assert finding.target == "modules.orders.api.main.app"


def test_imports_that_are_allowed() -> None:
    """A file imports from its own layer, from those after it, and from files in no layer."""
    files = {
        **ORDERS,
        "modules/orders/api/more.py": "from . import main\nfrom .main import app\nfrom ..service.core import save\n",
        "modules/orders/service/core.py": "from .other import save\nfrom ..settings import limit\n",
        "modules/orders/service/other.py": "def save(): ...\n",
        "modules/orders/settings.py": "limit = 3\n",
    }

    assert list(inner_layer_violation.check(project(files))) == []


def test_type_checking_is_an_option() -> None:
    """An import under TYPE_CHECKING counts unless the option leaves such imports out."""
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..api import main\n"

    assert [each.position.line for each in _found(guarded)] == [3]
    assert _found(guarded, type_checking=False) == []


def test_a_module_that_is_a_source_root_too() -> None:
    """Both spellings of a module that is also started from its own folder are judged."""
    both = "import api.main\nimport modules.orders.api.main\n"

    assert [each.position.line for each in _found(both, roots=(".", "modules/orders"))] == [1, 2]


def test_a_chain_is_found_once() -> None:
    """An attribute chain of an import that is a finding is none; one that goes on from an allowed import is."""
    assert [each.position for each in _found("from .. import api\nprint(api.main.app)\n")] == [Position(1, 16)]
    chained = "import modules.orders\nprint(modules.orders.api.main.app)\n"
    assert [each.position for each in _found(chained)] == [Position(2, 7)]


def test_the_longest_of_folders_inside_each_other_decides() -> None:
    """A folder inside of a layer can be one of its own, whatever the order."""
    files = {
        "m/BUILD": 'pantstack_module(description="M", inner_layers=["a", "a/b"])\n',
        "m/a/x.py": "from .b import y\n",
        "m/a/b/y.py": "from .. import x\n",
    }

    assert [each.path for each in inner_layer_violation.check(project(files))] == ["m/a/b/y.py"]
