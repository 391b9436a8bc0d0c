"""What tools print, and what it is read as."""

from __future__ import annotations

import json

from benchmarks.checker.tools import readers
from benchmarks.checker.trees.model import Manifest, Planted, TreeModule

ORDERS = TreeModule("modules/orders", (), ("api.py",), ("modules.orders.api",), (), ("modules.orders.store",))
PLANTED = Planted("modules/shipping/jobs/run.py", 7, "modules.orders.store.tables")
MANIFEST = Manifest("", 0, 0, ("modules",), (ORDERS,), (PLANTED,), "", "")


def test_lines_of_importlinter() -> None:
    """A broken contract has importer, imported and line, over several lines where they are long."""
    text = """
Illegal imports of protected package modules.orders.store:

- modules.shipping.jobs.run ->
modules.orders.store.tables (l.7)

- modules.shipping.other -> modules.orders.store (l.12)
"""

    found = {("modules/shipping/jobs/run.py", 7), ("modules.shipping.other", 12)}
    assert readers.importlinter(text, MANIFEST) == found


def test_graph_of_ruff() -> None:
    """An edge to a private file is a violation, unless it comes from the same module."""
    graph = {
        "modules/shipping/jobs/run.py": ["modules/orders/api.py", "modules/orders/store/tables.py"],
        "modules/orders/api.py": ["modules/orders/store/__init__.py"],
        "scripts/all.py": ["modules/orders/store/__init__.py", "modules/__init__.py"],
    }

    found = {
        ("modules/shipping/jobs/run.py", "modules.orders.store.tables"),
        ("scripts/all.py", "modules.orders.store"),
    }
    assert readers.ruff_graph(json.dumps(graph), MANIFEST) == found


def test_rules_of_pytestarch() -> None:
    """A broken rule names both modules."""
    text = '"modules.orders.store.tables" is imported by "modules.shipping.jobs.run".\n'

    assert readers.pytestarch(text, MANIFEST) == {(PLANTED.path, PLANTED.target)}
