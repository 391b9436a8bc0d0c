"""What other tools find in a tree, and what is found with the declarations made of theirs.

Their verdicts are those of tach 0.35.3 and import-linter 2.17 on the same files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pantstack.adopt.sources import import_linter, tach
from pantstack.adopt.sources.model import ForeignDeclarations
from pantstack.adopt.sources.testing import foreign, found_by

TACH = """\
layers = ["web", { name = "domain", closed = true }, "data"]
source_roots = ["src"]

[[modules]]
path = "shop.web"
layer = "web"
depends_on = []

[[modules]]
path = "shop.orders"
layer = "domain"
depends_on = ["shop.stock", "shop.rates", { path = "shop.old", deprecated = true }]

[[modules]]
path = "shop.orders.reports"
layer = "domain"
depends_on = ["shop.orders"]

[[modules]]
path = "shop.stock"
layer = "domain"
depends_on = []
cannot_depend_on = ["shop.orders"]

[[modules]]
path = "shop.db"
layer = "data"
depends_on = []

[[modules]]
path = "shop.rates"
depends_on = []

[[modules]]
path = "shop.log"
utility = true
depends_on = []

[[modules]]
path = "shop.old"
unchecked = true

[[modules]]
path = "shop.plugins.*"
depends_on = ["shop.plugins.*"]

[[interfaces]]
expose = ["service.*", "events\\\\..*"]
from = ["shop.orders"]

[[interfaces]]
expose = ["items.*"]
from = ["shop.stock"]
visibility = ["shop.orders", "shop.web"]
"""
TACH_FILES = {
    "src/shop/__init__.py": "",
    "src/shop/web/__init__.py": "",
    "src/shop/web/pages.py": """\
from typing import TYPE_CHECKING

import shop.log
import shop.rates
from shop.orders.service import place
from shop.orders.store import rows
from shop.orders import store
from shop.stock.items import Item
from shop.stock.levels import level
from shop.db import connect
from ..orders.store import *

if TYPE_CHECKING:
    from shop.orders.store import Row


def late():
    from shop.orders.store import rows
""",
    "src/shop/orders/__init__.py": "",
    "src/shop/orders/service.py": """\
from shop.db import connect
from shop.log import log
from shop.old import thing
from shop.plugins import one
from shop.rates import rate
from shop.stock.items import Item
from shop.stock.levels import level
from shop.web.pages import late
from shop.orders.reports import report


def place(): ...
""",
    "src/shop/orders/events/__init__.py": "",
    "src/shop/orders/events/placed.py": "class Placed: ...\n",
    "src/shop/orders/store.py": "from shop.orders.reports.daily import daily\n\nrows = []\n\n\nclass Row: ...\n",
    "src/shop/orders/reports/__init__.py": "from shop.orders.store import rows\n\n\ndef report(): ...\n",
    "src/shop/orders/reports/daily.py": "from shop.orders.events.placed import Placed\nfrom shop.stock.items import Item\n\n\ndef daily(): ...\n",
    "src/shop/stock/__init__.py": "",
    "src/shop/stock/items.py": "import shop.orders.service\nfrom shop.db import connect\n\n\nclass Item: ...\n",
    "src/shop/stock/levels.py": "def level(): ...\n",
    "src/shop/db.py": "from shop.log import log\nfrom shop.rates import rate\nfrom shop.stock.items import Item\n\n\ndef connect(): ...\n",
    "src/shop/rates.py": "from shop import log\n\n\ndef rate(): ...\n",
    "src/shop/log.py": "from shop.rates import rate\n\n\ndef log(): ...\n",
    "src/shop/old/__init__.py": "from shop.orders.store import rows\nfrom shop.db import connect\n\n\ndef thing(): ...\n",
    "src/shop/plugins/__init__.py": "",
    "src/shop/plugins/one.py": "from shop.plugins.two import two\nfrom shop.db import connect\n",
    "src/shop/plugins/two.py": "def two(): ...\n",
}
# By place: the verdict of the other tool, and ours.
TACH_FINDINGS = {
    "db.py:2": ("UndeclaredDependency", "undeclared-module"),
    "db.py:3": ("LayerViolation", "layer-violation module-cycle not-a-consumer undeclared-module"),
    "log.py:1": ("UndeclaredDependency", "module-cycle undeclared-module"),
    "orders/reports/__init__.py:1": ("PrivateDependency", "private-import"),
    "orders/reports/daily.py:2": ("UndeclaredDependency", "not-a-consumer undeclared-module"),
    "orders/service.py:3": ("warning DeprecatedDependency", ""),
    "orders/service.py:4": ("UndeclaredDependency", "undeclared-module"),
    "orders/service.py:7": ("PrivateDependency", "private-import"),
    "orders/service.py:8": ("LayerViolation", "layer-violation undeclared-module"),
    "orders/service.py:9": ("UndeclaredDependency", "undeclared-module"),
    "orders/store.py:1": ("UndeclaredDependency", "undeclared-module"),
    "plugins/BUILD:1": ("-", "module-cycle"),
    "plugins/one.py:2": ("UndeclaredDependency", "undeclared-module"),
    "stock/items.py:1": ("ForbiddenDependency", "forbidden-dependency"),
    "web/pages.py:4": ("UndeclaredDependency", "undeclared-module"),
    "web/pages.py:6": ("PrivateDependency", "private-import"),
    "web/pages.py:7": ("PrivateDependency", "private-import"),
    "web/pages.py:9": ("PrivateDependency", "private-import"),
    "web/pages.py:10": ("ClosedLayerViolation", "forbidden-dependency"),
    "web/pages.py:11": ("PrivateDependency", "private-import"),
    "web/pages.py:18": ("PrivateDependency", "private-import"),
}

IMPORT_LINTER = """\
[importlinter]
root_packages =
    shop
    tools

[importlinter:contract:layers]
name = Layers
type = layers
layers =
    shop.web
    shop.orders | shop.stock
    shop.billing : shop.plugins
    (shop.gone)
    shop.db

[importlinter:contract:inside]
name = Inside of modules
type = layers
containers =
    shop.orders
    shop.stock
layers =
    api
    core

[importlinter:contract:forbidden]
name = No tools
type = forbidden
source_modules = shop.*
forbidden_modules = tools
allow_indirect_imports = True
ignore_imports = shop.db -> tools.sql

[importlinter:contract:independent]
name = Plugins
type = independence
modules = shop.plugins.*

[importlinter:contract:protected]
name = The accounts
type = protected
protected_modules = shop.billing.accounts
allowed_importers = shop.billing.jobs

[importlinter:contract:acyclic]
name = No cycles
type = acyclic_siblings
ancestors = tools
depth = 0
"""
IMPORT_LINTER_FILES = {
    "lib/shop/__init__.py": "",
    "lib/shop/web/__init__.py": "",
    "lib/shop/web/pages.py": "from shop.db import rows\nfrom shop.orders.api import place\nfrom tools import text\n\n\ndef page(): ...\n",
    "lib/shop/orders/__init__.py": "",
    "lib/shop/orders/api.py": """\
from typing import TYPE_CHECKING

from shop.billing.accounts import book
from shop.db import rows
from shop.orders.core import core
from shop.stock.api import stock
from shop.web.pages import page
from ..stock import api

if TYPE_CHECKING:
    import shop.web.pages


def place():
    from shop.web import pages
""",
    "lib/shop/orders/core.py": "from .api import place\nimport shop.stock.core\n\n\ndef core(): ...\n",
    "lib/shop/stock/__init__.py": "",
    "lib/shop/stock/api.py": "from shop.billing.jobs import run\nfrom shop.stock.core import count\n\n\ndef stock(): ...\n",
    "lib/shop/stock/core/__init__.py": "from shop.stock import api\nfrom shop.util import helper\n\n\ndef count(): ...\n",
    "lib/shop/billing/__init__.py": "from shop.billing.accounts import book\n",
    "lib/shop/billing/jobs.py": "from shop.billing.accounts import book\nfrom shop.stock.api import *\n\n\ndef run(): ...\n",
    "lib/shop/billing/accounts.py": "from shop.db import rows\n\n\ndef book(): ...\n",
    "lib/shop/db.py": "import tools.sql\nfrom shop.util import helper\n\nrows = []\n",
    "lib/shop/util.py": "from tools.text import trim\nfrom shop.web import pages\n\n\ndef helper(): ...\n",
    "lib/shop/plugins/__init__.py": "",
    "lib/shop/plugins/one.py": "from shop.plugins.two import two\nfrom shop.plugins import three\nfrom shop.db import rows\n",
    "lib/shop/plugins/two.py": "def two(): ...\n",
    "lib/shop/plugins/three/__init__.py": "from ..two import two\n",
    "lib/tools/__init__.py": "",
    "lib/tools/sql.py": "import tools.text\n",
    "lib/tools/text.py": "import tools.files\n\n\ndef trim(): ...\n",
    "lib/tools/files/__init__.py": "",
    "lib/tools/files/walk.py": "import tools.sql\n",
}
# `shop.util` has no layer, so the chains through it (`shop.db -> shop.util -> shop.web.pages`) are theirs alone.
IMPORT_LINTER_FINDINGS = {
    "shop/billing/__init__.py:1": ("The accounts", "not-a-consumer"),
    "shop/billing/jobs.py:2": ("Layers", "layer-violation module-cycle"),
    "shop/db.py:1": ("-", "forbidden-dependency"),
    "shop/orders/api.py:3": ("The accounts", "not-a-consumer"),
    "shop/orders/api.py:6": ("Layers", "forbidden-dependency"),
    "shop/orders/api.py:7": ("Layers", "layer-violation"),
    "shop/orders/api.py:8": ("Layers", "forbidden-dependency"),
    "shop/orders/api.py:11": ("Layers", "layer-violation"),
    "shop/orders/api.py:15": ("Layers", "layer-violation"),
    "shop/orders/core.py:1": ("Inside of modules", "forbidden-dependency"),
    "shop/orders/core.py:2": ("Layers", "forbidden-dependency"),
    "shop/plugins/one.py:1": ("Plugins", "forbidden-dependency"),
    "shop/plugins/one.py:2": ("Plugins", "forbidden-dependency"),
    "shop/plugins/three/__init__.py:1": ("Plugins", "forbidden-dependency"),
    "shop/stock/core/__init__.py:1": ("Inside of modules", "forbidden-dependency"),
    "shop/util.py:1": ("No tools", "forbidden-dependency"),
    "shop/web/pages.py:3": ("No tools", "forbidden-dependency"),
    "tools/files/walk.py:1": ("-", "module-cycle"),
}


def _compared(
    declared: ForeignDeclarations, files: Mapping[str, str], verdict: Mapping[str, tuple[str, str]], folder: str
) -> dict[str, tuple[str, str]]:
    """Put our codes in place of those that were expected, by place; what is not used is left out."""
    codes = defaultdict(list)
    for finding in found_by(declared, files):
        if finding.code != "unused-dependency":
            codes[f"{finding.path[len(folder) :]}:{finding.line}"].append(finding.code)
    return {
        place: (verdict.get(place, ("?", ""))[0], " ".join(codes.get(place, ())))
        for place in sorted({*verdict, *codes})
    }


def test_of_tach() -> None:
    """Every violation that tach finds is found; a deprecated use is none; cycles and whoever else is new are more."""
    declared = tach.read(foreign({"tach.toml": TACH}, TACH_FILES))

    assert declared is not None
    assert _compared(declared, TACH_FILES, TACH_FINDINGS, "src/shop/") == TACH_FINDINGS


def test_of_import_linter() -> None:
    """Every direct import that import-linter refuses is found, and what its exceptions let pass is more."""
    declared = import_linter.read(foreign({".importlinter": IMPORT_LINTER}, IMPORT_LINTER_FILES))

    assert declared is not None
    assert _compared(declared, IMPORT_LINTER_FILES, IMPORT_LINTER_FINDINGS, "lib/") == IMPORT_LINTER_FINDINGS
