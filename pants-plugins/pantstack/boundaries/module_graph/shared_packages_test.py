"""What is not in the repository is not in its graph, its cycles and its dependencies either."""

from __future__ import annotations

from pantstack.boundaries.fixing.sync_declarations import plan_project
from pantstack.boundaries.module_graph.project_graph import graph
from pantstack.boundaries.resolver.crossings.shared_packages import SharedPackages
from pantstack.boundaries.testing import evaluated, project

FILES = {
    "services/orders/BUILD": "pantstack_module(description='Orders')\n",
    "services/orders/src/acme/orders/core/rows.py": "",
    "services/orders/tests/rows.py": "",
    "services/stock/BUILD": "pantstack_module(description='Stock')\n",
    "services/stock/src/acme/stock/core/rows.py": "",
    "services/stock/src/acme/stock/deep/er/rows.py": "",
    "services/stock/tests/rows.py": "",
    "services/orders/src/acme/orders/deep/er/rows.py": "",
    "services/orders/src/acme/plain/core/rows.py": "",
    "services/orders/src/packed/__init__.py": "",
    "services/orders/src/packed/inner/rows.py": "",
    "services/orders/src/old/__init__.py": "__import__('pkg_resources').declare_namespace(__name__)\n",
    "docker/BUILD": "pantstack_module(description='Images')\n",
    "docker/inner/rows.py": "",
    "modules/billing/BUILD": "pantstack_module(description='Bills')\n",
    "modules/billing/inner/rows.py": "",
    "modules/billing/core.py": "import docker.types\nfrom acme.common import Settings\n",
}
ROOTS = (".", "services/orders/src", "services/stock/src")


def test_folders() -> None:
    """A folder proves what it lacks where it is a package, or a module's own and has a name of several words."""
    facts = project(FILES, roots=ROOTS)
    shared = SharedPackages(facts.catalog, facts.resolver, facts.scans)
    folders = {
        "services/orders/src/acme": True,
        "services/orders/src/acme/orders": True,
        "services/orders/src/acme/orders/core": True,
        "services/orders/src/acme/orders/deep/er": True,
        "services/stock/src/acme": True,
        "services/stock/src/acme/stock": False,
        "services/stock/src/acme/stock/core": False,
        "services/stock/src/acme/stock/deep": False,
        "services/orders/src/packed": False,
        "services/orders/src/packed/inner": False,
        "services/orders/src/old": True,
        "docker": True,
        "docker/inner": True,
        "modules": True,
        "modules/billing": False,
        "modules/billing/inner": False,
    }

    assert {folder: shared.is_shared(folder) for folder in folders} == folders


def test_no_use() -> None:
    """A name that may be a library's is no use: it is in no finding, no graph and no `depends_on`."""
    facts = project(FILES, roots=ROOTS)

    assert evaluated(FILES, (), ROOTS).findings == ()
    assert plan_project(facts).changes == ()
    assert graph(facts, ()).edges == ()
