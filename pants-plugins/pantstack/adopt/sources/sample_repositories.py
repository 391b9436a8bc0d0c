"""Repositories of a realistic size that other tools describe: for tests of what becomes of their declarations."""

from __future__ import annotations

DOMAINS = (
    "accounts",
    "billing",
    "catalog",
    "delivery",
    "events",
    "invoices",
    "mail",
    "orders",
    "pricing",
    "reports",
    "search",
    "stock",
)
_TACH = """\
layers = ["api", "core", { name = "data", closed = false }]
source_roots = ["src"]
exclude = ["**/tests", "dist/"]
root_module = "ignore"
forbid_circular_dependencies = true

[rules]
unused_ignore_directives = "error"

[external]
exclude = ["pytest"]
"""
_TACH_DOMAIN = """
[[modules]]
path = "acme.{name}.api"
layer = "api"
depends_on = ["acme.*.signals"]

[[modules]]
path = "acme.{name}.core"
layer = "core"
depends_on = [{core}]

[[modules]]
path = "acme.{name}.store"
layer = "data"
depends_on = []
visibility = ["acme.{name}.*"]
"""
_TACH_SHARED = """
[[modules]]
path = "acme.*.signals"
utility = true
depends_on = []

[[modules]]
paths = [{legacy}]
unchecked = true

[[interfaces]]
expose = ["service.*"]
from = ["acme\\\\..*\\\\.core"]

[[interfaces]]
expose = ["internals"]
from = ["acme.billing.core"]
visibility = ["acme.invoices.core"]
exclusive = true

[[interfaces]]
expose = ["rows"]
from = ["acme\\\\.cart\\\\.store"]
"""
_CONTRACTS = """\
[importlinter]
root_package = acme
include_external_packages = True
contract_types =
    own: tools.contracts.Own

[importlinter:contract:stages]
name = Stages of every domain
type = layers
containers =
    acme.*
layers =
    api
    core
    store
    (signals)

[importlinter:contract:domains]
name = Domains
type = layers
layers =
    acme.reports | acme.search
    acme.orders : acme.invoices : acme.delivery
    acme.billing : acme.pricing
    acme.accounts

[importlinter:contract:no-mail]
name = No mail from catalogs
type = forbidden
source_modules =
    acme.catalog
    acme.stock
forbidden_modules = acme.mail
allow_indirect_imports = True

[importlinter:contract:no-frameworks]
name = Cores know no framework
type = forbidden
source_modules = acme.*.core
forbidden_modules =
    django
    flask

[importlinter:contract:no-legacy]
name = No legacy
type = forbidden
source_modules =
    acme.events
    acme.mail
forbidden_modules = acme.*.legacy
ignore_imports =
    acme.mail.core.service -> acme.orders.legacy.old
    acme.mail.core.internals -> acme.*.legacy.old
unmatched_ignore_imports_alerting = none

[importlinter:contract:independent]
name = Independent domains
type = independence
modules =
    acme.catalog
    acme.stock

[importlinter:contract:stores]
name = The store of accounts
type = protected
protected_modules = acme.accounts.store
allowed_importers = acme.accounts.core

[importlinter:contract:files]
name = One file alone
type = protected
protected_modules = acme.billing.core.internals
allowed_importers = acme.billing.core.service
as_packages = False

[importlinter:contract:acyclic]
name = No cycles
type = acyclic_siblings
ancestors = acme.pricing

[importlinter:contract:own]
name = Names
type = own
prefix = acme
"""


def python_files() -> dict[str, str]:
    """Return twelve domains with an API, a core, a store, signals and legacy code, and a few imports that go wrong."""
    files = {"src/acme/__init__.py": "", "tests/orders/test_orders.py": "from acme.orders.core.internals import plan\n"}
    for index, name in enumerate(DOMAINS):
        other = DOMAINS[(index + 1) % len(DOMAINS)]
        package = f"src/acme/{name}"
        files |= {
            f"{package}/__init__.py": "",
            f"{package}/api/__init__.py": "",
            f"{package}/api/routes.py": (
                f"from acme.{name}.core.service import serve\nfrom acme.{other}.signals import sent\n"
            ),
            f"{package}/core/__init__.py": "",
            f"{package}/core/service.py": (
                f"from acme.{name}.store import rows\nfrom .internals import plan\n\n\ndef serve(): ...\n"
            ),
            f"{package}/core/internals.py": "def plan(): ...\n",
            f"{package}/store.py": "rows = []\n",
            f"{package}/signals.py": "sent = []\n",
            f"{package}/legacy/__init__.py": "",
            f"{package}/legacy/old.py": f"from acme.{other}.core.internals import plan\n",
        }
    files["src/acme/catalog/core/service.py"] += "\n\nfrom acme.stock.core.service import serve as stock\n"
    files["src/acme/mail/core/service.py"] += "\n\nfrom acme.orders.legacy.old import plan as old\n"
    files["src/acme/orders/api/routes.py"] += "from acme.accounts.store import rows\n"
    files["src/acme/orders/core/service.py"] += "\n\nfrom acme.reports.core.internals import plan as planned\n"
    files["src/acme/pricing/store.py"] += "\n\ndef late():\n    from acme.pricing.api import routes\n"
    return files


def tach_toml() -> str:
    """Return a `tach.toml` of sixty modules."""
    parts = [_TACH]
    for index, name in enumerate(DOMAINS):
        core = [f'"acme.{other}.core"' for other in (DOMAINS[index - 1],) if name in ("orders", "billing")]
        parts.append(_TACH_DOMAIN.format(name=name, core=", ".join(core)))
    legacy = ", ".join(f'"acme.{name}.legacy"' for name in DOMAINS)
    return "".join([*parts, _TACH_SHARED.replace("{legacy}", legacy)])


def importlinter_ini() -> str:
    """Return an `.importlinter` of ten contracts."""
    return _CONTRACTS
