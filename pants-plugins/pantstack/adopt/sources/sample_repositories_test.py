"""What becomes of a `tach.toml` of sixty modules, and of an `.importlinter` of ten contracts."""

from __future__ import annotations

from pantstack.adopt.sources import import_linter, tach
from pantstack.adopt.sources.model import ForeignDeclarations
from pantstack.adopt.sources.sample_repositories import importlinter_ini, python_files, tach_toml
from pantstack.adopt.sources.testing import described, foreign, found_by

FILES = python_files()
TACH = """\
60 modules
tach tach.toml
layers: api > core > data
source roots: src
type checking: off
severities: unused-suppression = error, src/acme/accounts/legacy:* = off, src/acme/billing/legacy:* = off, src/acme/catalog/legacy:* = off, src/acme/delivery/legacy:* = off, src/acme/events/legacy:* = off, src/acme/invoices/legacy:* = off, src/acme/mail/legacy:* = off, src/acme/orders/legacy:* = off, src/acme/pricing/legacy:* = off, src/acme/reports/legacy:* = off, src/acme/search/legacy:* = off, src/acme/stock/legacy:* = off
src/acme/accounts/api tach.toml:14; layer=api; depends_on=; allowed=src/acme/accounts/core src/acme/accounts/signals.py src/acme/accounts/store.py src/acme/billing/core src/acme/billing/signals.py src/acme/billing/store.py src/acme/catalog/core src/acme/catalog/signals.py src/acme/catalog/store.py src/acme/delivery/core src/acme/delivery/signals.py src/acme/delivery/store.py src/acme/events/core src/acme/events/signals.py src/acme/events/store.py src/acme/invoices/core src/acme/invoices/signals.py src/acme/invoices/store.py src/acme/mail/core src/acme/mail/signals.py src/acme/mail/store.py src/acme/orders/core src/acme/orders/signals.py src/acme/orders/store.py src/acme/pricing/core src/acme/pricing/signals.py src/acme/pricing/store.py src/acme/reports/core src/acme/reports/signals.py src/acme/reports/store.py src/acme/search/core src/acme/search/signals.py src/acme/search/store.py src/acme/stock/core src/acme/stock/signals.py src/acme/stock/store.py
src/acme/accounts/core tach.toml:19; layer=core; depends_on=; allowed=src/acme/accounts/store.py src/acme/billing/store.py src/acme/catalog/store.py src/acme/delivery/store.py src/acme/events/store.py src/acme/invoices/store.py src/acme/mail/store.py src/acme/orders/store.py src/acme/pricing/store.py src/acme/reports/store.py src/acme/search/store.py src/acme/stock/store.py; public=service.py
src/acme/accounts/legacy tach.toml:211
src/acme/accounts/signals.py tach.toml:206; depends_on=; utility=True
src/acme/accounts/store.py tach.toml:24; layer=data; depends_on=; consumers=src/acme/accounts/api src/acme/accounts/core src/acme/accounts/legacy src/acme/accounts/signals.py
src/acme/billing/api tach.toml:30; layer=api; depends_on=; allowed=src/acme/accounts/core src/acme/accounts/signals.py src/acme/accounts/store.py src/acme/billing/core src/acme/billing/signals.py src/acme/billing/store.py src/acme/catalog/core src/acme/catalog/signals.py src/acme/catalog/store.py src/acme/delivery/core src/acme/delivery/signals.py src/acme/delivery/store.py src/acme/events/core src/acme/events/signals.py src/acme/events/store.py src/acme/invoices/core src/acme/invoices/signals.py src/acme/invoices/store.py src/acme/mail/core src/acme/mail/signals.py src/acme/mail/store.py src/acme/orders/core src/acme/orders/signals.py src/acme/orders/store.py src/acme/pricing/core src/acme/pricing/signals.py src/acme/pricing/store.py src/acme/reports/core src/acme/reports/signals.py src/acme/reports/store.py src/acme/search/core src/acme/search/signals.py src/acme/search/store.py src/acme/stock/core src/acme/stock/signals.py src/acme/stock/store.py
src/acme/billing/core tach.toml:35; layer=core; depends_on=src/acme/accounts/core; allowed=src/acme/accounts/store.py src/acme/billing/store.py src/acme/catalog/store.py src/acme/delivery/store.py src/acme/events/store.py src/acme/invoices/store.py src/acme/mail/store.py src/acme/orders/store.py src/acme/pricing/store.py src/acme/reports/store.py src/acme/search/store.py src/acme/stock/store.py; public=service.py
src/acme/billing/legacy tach.toml:211
src/acme/billing/signals.py tach.toml:206; depends_on=; utility=True
src/acme/billing/store.py tach.toml:40; layer=data; depends_on=; consumers=src/acme/billing/api src/acme/billing/core src/acme/billing/legacy src/acme/billing/signals.py
! tach.toml:3 `**/tests` is not carried over: what it matches (1 Python file) is checked here. Name folders of tests in `tests` of their modules, and add what is no code of yours to pants_ignore.
! tach.toml:10 `external` is not carried over. Imports of other distributions are not checked here: Pants takes them from the resolve of each target.
! tach.toml:206 `acme.*.signals` becomes 12 declarations, one a module: later modules are declared by hand.
! tach.toml:218 What this interface exposes of `acme.billing.core` to a few alone is private now: a facade has one list of consumers. Move it into a module of its own, with `consumers`.
! tach.toml:219 `internals` exposes names, and a facade has files: src/acme/billing/core/internals.py is public. Its `__all__` says which of its names are.
! tach.toml:224 No module matches `from` of this interface, so it protects nothing.
? src/acme/catalog/core/service.py:8 undeclared-module src/acme/stock/core
? src/acme/mail/core/service.py:8 undeclared-module src/acme/orders/legacy
? src/acme/orders/api/routes.py:3 not-a-consumer src/acme/accounts/store.py
? src/acme/orders/core/service.py:8 private-import acme.reports.core.internals:plan
? src/acme/pricing/api/routes.py:1 module-cycle src/acme/pricing/api -> src/acme/pricing/core -> src/acme/pricing/store.py
? src/acme/pricing/store.py:5 layer-violation src/acme/pricing/api
? src/acme/pricing/store.py:5 undeclared-module src/acme/pricing/api
? tests/orders/test_orders.py:1 private-import acme.orders.core.internals:plan
"""
CONTRACTS = """\
74 modules
import-linter .importlinter
layers: reports-search > orders-invoices-delivery > billing-pricing > accounts
source roots: src
src/acme/accounts .importlinter:25; layer=accounts
src/acme/accounts/api .importlinter:13; layer=accounts
src/acme/accounts/core .importlinter:14; layer=accounts; cannot_depend_on=src/acme/accounts/api
src/acme/accounts/legacy .importlinter:50; layer=accounts
src/acme/accounts/signals.py .importlinter:16; layer=accounts; cannot_depend_on=src/acme/accounts/api src/acme/accounts/core src/acme/accounts/store.py
src/acme/accounts/store.py .importlinter:15; layer=accounts; cannot_depend_on=src/acme/accounts/api src/acme/accounts/core; consumers=src/acme/accounts/core
src/acme/billing .importlinter:24; layer=billing-pricing
src/acme/billing/api .importlinter:13; layer=billing-pricing
src/acme/billing/core .importlinter:14; layer=billing-pricing; cannot_depend_on=src/acme/billing/api
src/acme/billing/core/internals.py .importlinter:72; layer=billing-pricing; cannot_depend_on=src/acme/billing/api; consumers=src/acme/billing/core/service.py
src/acme/billing/core/service.py .importlinter:73; layer=billing-pricing; cannot_depend_on=src/acme/billing/api
src/acme/billing/legacy .importlinter:50; layer=billing-pricing
src/acme/billing/signals.py .importlinter:16; layer=billing-pricing; cannot_depend_on=src/acme/billing/api src/acme/billing/core src/acme/billing/core/internals.py src/acme/billing/core/service.py src/acme/billing/store.py
src/acme/billing/store.py .importlinter:15; layer=billing-pricing; cannot_depend_on=src/acme/billing/api src/acme/billing/core src/acme/billing/core/internals.py src/acme/billing/core/service.py
! .importlinter:4 Contract types of your own are not carried over: keep import-linter for their contracts.
! .importlinter:7 Indirect imports are not followed: a chain through packages without a layer is no finding. Give them one, or forbid it.
! .importlinter:11 `acme.*` is 12 modules today: later ones are declared by hand.
! .importlinter:18 Indirect imports are not followed: a chain through packages without a layer is no finding. Give them one, or forbid it.
! .importlinter:39 `acme.*.core` is 12 modules today: later ones are declared by hand.
! .importlinter:41 `django` is not carried over. Imports of other distributions are not checked here: leave them out of the resolve of these targets.
! .importlinter:42 `flask` is not carried over. Imports of other distributions are not checked here: leave them out of the resolve of these targets.
! .importlinter:44 Indirect imports are not followed: a chain through packages that this contract does not name is no finding. Forbid these packages what they must not use as well.
! .importlinter:50 `acme.*.legacy` is 12 modules today: later ones are declared by hand.
! .importlinter:51 2 imports of `ignore_imports` cannot be named in a declaration: what of it breaks a rule gets into the baseline.
! .importlinter:56 Indirect imports are not followed: a chain through packages that this contract does not name is no finding. Add what such a chain leads through to `modules`.
! .importlinter:79 Cycles below the children of `acme.pricing` are not found: a module is checked as a whole. Declare modules in a child instead of the child where that matters.
! .importlinter:81 `Names` is not carried over: its type `own` is your own.
? src/acme/accounts/api/routes.py:2 layer-violation src/acme/billing/signals.py
? src/acme/accounts/legacy/old.py:1 layer-violation src/acme/billing/core/internals.py
? src/acme/accounts/legacy/old.py:1 not-a-consumer src/acme/billing/core/internals.py
? src/acme/catalog/core/service.py:8 forbidden-dependency src/acme/stock/core
? src/acme/mail/core/service.py:8 forbidden-dependency src/acme/orders/legacy
? src/acme/orders/api/routes.py:3 not-a-consumer src/acme/accounts/store.py
? src/acme/orders/core/service.py:8 layer-violation src/acme/reports/core
? src/acme/pricing/api/routes.py:1 module-cycle src/acme/pricing/api -> src/acme/pricing/core -> src/acme/pricing/store.py
? src/acme/pricing/api/routes.py:2 layer-violation src/acme/reports/signals.py
? src/acme/pricing/legacy/old.py:1 layer-violation src/acme/reports/core
? src/acme/pricing/store.py:5 forbidden-dependency src/acme/pricing/api
? src/acme/reports/api/routes.py:2 forbidden-dependency src/acme/search/signals.py
? src/acme/reports/legacy/old.py:1 forbidden-dependency src/acme/search/core
"""


def _of_tach() -> ForeignDeclarations:
    declared = tach.read(foreign({"tach.toml": tach_toml()}, FILES))
    assert declared is not None
    return declared


def _of_contracts() -> ForeignDeclarations:
    declared = import_linter.read(foreign({".importlinter": importlinter_ini()}, FILES, (".", "src")))
    assert declared is not None
    return declared


def _whole(declared: ForeignDeclarations) -> str:
    """Show what is read of two domains, all notes, and what is found by it."""
    lines = [
        line
        for line in described(declared).splitlines()
        if not line.startswith("src/") or line.startswith(("src/acme/billing", "src/acme/accounts"))
    ]
    found = [f"? {each.path}:{each.line} {each.code} {each.target}" for each in found_by(declared, FILES)]
    shown = [line for line in found if "unused-dependency" not in line]
    return "\n".join([f"{len(declared.modules)} modules", *lines, *shown]) + "\n"


def test_of_tach() -> None:
    """All sixty modules are carried over, and what is not is listed with its line."""
    assert _whole(_of_tach()) == TACH


def test_of_contracts() -> None:
    """All ten contracts are carried over but one, and what is not of the others is listed with its line."""
    assert _whole(_of_contracts()) == CONTRACTS
