"""What import-linter's contracts declare, in our words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.adopt.sources import import_linter
from pantstack.adopt.sources.testing import described, foreign
from pantstack.base.errors import UserError

PYTHON = tuple(
    f"src/shop/{name}.py"
    for name in (
        "__init__",
        "data/__init__",
        "data/db",
        "domain/__init__",
        "domain/orders/__init__",
        "domain/orders/core",
        "domain/stock/__init__",
        "plugins/__init__",
        "plugins/a/__init__",
        "plugins/b/__init__",
        "plugins/c",
        "ui/__init__",
        "ui/page",
        "util",
    )
)
WHOLE = """\
[importlinter]
root_package = shop
include_external_packages = True
exclude_type_checking_imports = true
contract_types =
    own: tools.contracts.Own

[importlinter:contract:layers]
name = Layers
type = layers
layers =
    shop.ui
    # a comment
    shop.domain : shop.plugins
    (shop.gone)
    shop.data

[importlinter:contract:inner]
name = Inner layers
type = layers
containers =
    shop.domain
layers =
    orders | stock
    missing
exhaustive = true

[importlinter:contract:forbidden]
name = Forbidden
type = forbidden
source_modules = shop.data
forbidden_modules =
    django
    shop.util
ignore_imports =
    shop.data.db -> shop.util
unmatched_ignore_imports_alerting = none

[importlinter:contract:direct]
name = Forbidden directly
type = forbidden
source_modules =
    shop.util
    shop.plugins
forbidden_modules =
    shop.plugins.c
    shop.data
allow_indirect_imports = true
as_packages = false

[importlinter:contract:independence]
name = Independence
type = independence
modules = shop.plugins.*

[importlinter:contract:protected]
name = Protected
type = protected
protected_modules = shop.data
allowed_importers = shop.domain

[importlinter:contract:nobody]
name = Protected from everybody
type = protected
protected_modules =
    shop.domain.stock
    shop.util
allowed_importers =

[importlinter:contract:acyclic]
name = No cycles
type = acyclic_siblings
ancestors = shop

[importlinter:contract:own]
name = Mine
type = own
whatever = 1
"""


def _read(texts: Mapping[str, str], python: tuple[str, ...] = PYTHON) -> str:
    found = import_linter.read(foreign(texts, python))
    assert found is not None
    return described(found)


EXPECTED = """\
import-linter .importlinter
layers: ui > domain-plugins > data
source roots: src
type checking: off
src/shop/data .importlinter:16; layer=data; cannot_depend_on=src/shop/util.py; consumers=src/shop/domain src/shop/domain/orders src/shop/domain/stock
src/shop/domain .importlinter:14; layer=domain-plugins
src/shop/domain/orders .importlinter:24; layer=domain-plugins; cannot_depend_on=src/shop/domain/stock
src/shop/domain/stock .importlinter:24; layer=domain-plugins; cannot_depend_on=src/shop/domain/orders; public=
src/shop/plugins .importlinter:14; layer=domain-plugins
src/shop/plugins/a .importlinter:54; layer=domain-plugins; cannot_depend_on=src/shop/plugins/b src/shop/plugins/c.py
src/shop/plugins/b .importlinter:54; layer=domain-plugins; cannot_depend_on=src/shop/plugins/a src/shop/plugins/c.py
src/shop/plugins/c.py .importlinter:46; layer=domain-plugins; cannot_depend_on=src/shop/plugins/a src/shop/plugins/b
src/shop/ui .importlinter:12; layer=ui
src/shop/util.py .importlinter:34; cannot_depend_on=src/shop/plugins/c.py; consumers=src/shop/util.py
! .importlinter:5 Contract types of your own are not carried over: keep import-linter for their contracts.
! .importlinter:8 Indirect imports are not followed: a chain through packages without a layer is no finding. Give them one, or forbid it.
! .importlinter:18 Indirect imports are not followed: a chain through packages without a layer is no finding. Give them one, or forbid it.
! .importlinter:25 `shop.domain.missing` does not exist, so it is left out. Correct it, or delete it.
! .importlinter:26 `exhaustive` is not carried over: a later child of shop.domain without a layer is no finding. The last line of a lint counts files in no module.
! .importlinter:28 Indirect imports are not followed: a chain through packages that this contract does not name is no finding. Forbid these packages what they must not use as well.
! .importlinter:33 `django` is not carried over. Imports of other distributions are not checked here: leave them out of the resolve of these targets.
! .importlinter:35 1 import of `ignore_imports` cannot be named in a declaration: what of it breaks a rule gets into the baseline.
! .importlinter:49 `as_packages = false` is not carried over for 1 package in `forbidden_modules`: an `__init__` file is no module without what is beside it.
! .importlinter:49 `as_packages = false` is not carried over for 1 package in `source_modules`: an `__init__` file is no module without what is beside it.
! .importlinter:51 Indirect imports are not followed: a chain through packages that this contract does not name is no finding. Add what such a chain leads through to `modules`.
! .importlinter:54 `shop.plugins.*` is 3 modules today: later ones are declared by hand.
! .importlinter:73 Cycles below the children of `shop` are not found: a module is checked as a whole. Declare modules in a child instead of the child where that matters.
! .importlinter:73 src/shop/domain has modules of its own, by another contract: a cycle that leads through two of them and back is none between modules. Keep this contract, or merge these modules.
! .importlinter:73 src/shop/plugins has modules of its own, by another contract: a cycle that leads through two of them and back is none between modules. Keep this contract, or merge these modules.
! .importlinter:75 `Mine` is not carried over: its type `own` is your own.
"""


def test_of_everything() -> None:
    """Every contract becomes declarations, and a note at its line for each part that does not."""
    assert _read({".importlinter": WHOLE}) == EXPECTED


def test_of_pyproject() -> None:
    """pyproject.toml has the same in its own form; lists of it have a line for each entry."""
    toml = """\
[tool.importlinter]
root_packages = ["high", "low"]
exclude_type_checking_imports = false

[[tool.importlinter.contracts]]
name = "Layers"
type = "layers"
layers = [
    "high.b | high.a",
    "low",
]

[[tool.importlinter.contracts]]
name = "Protected"
type = "protected"
protected_modules = ["low"]
allowed_importers = ["high.*"]
as_packages = false
"""
    python = ["lib/high/a/x.py", "lib/high/b.py", "lib/low/y.py", "other/tree/low/z.py"]

    assert (
        _read({"pyproject.toml": toml}, tuple(python))
        == """\
import-linter pyproject.toml
layers: b-a > low
source roots: lib
lib/high/a pyproject.toml:9; layer=b-a; cannot_depend_on=lib/high/b.py
lib/high/b.py pyproject.toml:9; layer=b-a; cannot_depend_on=lib/high/a
lib/low pyproject.toml:10; layer=low
! pyproject.toml:5 Indirect imports are not followed: a chain through packages without a layer is no finding. Give them one, or forbid it.
! pyproject.toml:17 `high.*` is 2 modules today: later ones are declared by hand.
! pyproject.toml:18 `as_packages = false` is not carried over for 1 package in `allowed_importers`: all that is below may use these modules.
! pyproject.toml:18 `as_packages = false` is not carried over for 1 package in `protected_modules`: an `__init__` file is no module without what is beside it.
"""
    )


def test_of_two_protections() -> None:
    """Who may use a module has to be let in by every contract that protects it."""
    contract = (
        "[importlinter:contract:{}]\nname = C\ntype = protected\nprotected_modules = shop.data\nallowed_importers ="
    )
    first, second = contract.format("a"), contract.format("b")
    ini = f"{ROOT}{first}\n    shop.ui\n    shop.util\n{second}\n    shop.util\n    shop.domain\n"

    assert "src/shop/data .importlinter:6; consumers=src/shop/util.py" in _read({".importlinter": ini}).splitlines()


def test_of_several_projects() -> None:
    """Each directory has contracts of its own; only the first layers are those of the repository."""
    contract = "[importlinter:contract:a]\nname = A\ntype = layers\nlayers =\n    app.high\n    app.low\n"
    texts = {
        "one/.importlinter": f"[importlinter]\nroot_package = app\n{contract}",
        "two/setup.cfg": f"[metadata]\nname = two\n[importlinter]\nroot_package = app\n{contract}containers =\n",
        "two/.importlinter": "[importlinter]\nroot_package = app\n",
    }
    python = ("one/app/high.py", "one/app/low.py", "two/src/app/high/x.py", "two/src/app/low/y.py")

    assert _read(texts, python).splitlines()[:7] == [
        "import-linter one/.importlinter",
        "layers: high > low",
        "source roots: one, two/src",
        "one/app/high.py one/.importlinter:7; layer=high",
        "one/app/low.py one/.importlinter:8; layer=low",
        "two/src/app/high two/setup.cfg:9",
        "two/src/app/low two/setup.cfg:10; cannot_depend_on=two/src/app/high",
    ]


@pytest.mark.parametrize(
    "texts",
    [{}, {"setup.cfg": "[metadata]\nname = importlinter\n"}, {"pyproject.toml": "[tool.x]\nimportlinter = 1\n"}],
)
def test_of_nothing(texts: Mapping[str, str]) -> None:
    """Without contracts there is nothing to read, whatever else a file has."""
    assert import_linter.read(foreign(texts, PYTHON)) is None


ROOT = "[importlinter]\nroot_package = shop\n"
CONTRACT = f"{ROOT}[importlinter:contract:c]\nname = C\n"
TOML = "[tool.importlinter]\nroot_package = 'shop'\n[[tool.importlinter.contracts]]\nname = 'C'\n"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            {".importlinter": "[importlinter]\nroot_package\n"},
            ".importlinter:2 This file is not valid INI: Source contains parsing errors: '<string>'.\n  Correct it there.",
        ),
        (
            {"pyproject.toml": "[tool.importlinter]\nroot_packages = [1]\n"},
            "pyproject.toml:2 `1` in `root_packages` is not a text.\n  Write it in quotes; it must not be empty.",
        ),
        (
            {".importlinter": "[importlinter]\nshow_timings = true\n"},
            (
                ".importlinter:1 There is no `root_package`.\n"
                "  Add it: the name of the package that the contracts are about."
            ),
        ),
        (
            {".importlinter": "[importlinter]\nroot_package = ../shop\n"},
            (
                ".importlinter:2 `../shop` in `root_package` is not the name of a package.\n"
                "  Write it as an import does, such as acme or acme.shop."
            ),
        ),
        (
            {".importlinter": "[importlinter]\nroot_package = shopp\n"},
            (
                ".importlinter:2 The package `shopp` in `root_package` is nowhere in this repository.\n"
                "  Correct the name, or delete these contracts."
            ),
        ),
        (
            {".importlinter": f"{ROOT}include_external = 1\n"},
            ".importlinter:3 Unknown key `include_external`.\n  Did you mean `include_external_packages`?",
        ),
        (
            {".importlinter": CONTRACT},
            (
                ".importlinter:3 This contract has no `type`.\n"
                "  Add one of layers, forbidden, independence, protected, acyclic_siblings."
            ),
        ),
        (
            {".importlinter": f"{CONTRACT}type = layer\n"},
            (
                ".importlinter:5 `layer` in `type` is not one of layers, forbidden, independence, protected,"
                " acyclic_siblings.\n  Did you mean `layers`?"
            ),
        ),
        (
            {".importlinter": f"{CONTRACT}type = forbidden\nsource_modules = shop.ui\n"},
            ".importlinter:3 This `forbidden` contract has no `forbidden_modules`.\n  Add it, or delete the contract.",
        ),
        (
            {".importlinter": f"{CONTRACT}type = independence\nmodule = shop.ui\n"},
            ".importlinter:6 Unknown key `module`.\n  Did you mean `modules`?",
        ),
        (
            {".importlinter": f"{CONTRACT}type = independence\nmodules =\n    shop.ui\n    shop.d*\n"},
            (
                ".importlinter:8 `shop.d*` in `modules` is not the name of a module.\n"
                "  Write it as an import does; a star stands for a whole part, such as acme.*.api."
            ),
        ),
        (
            {".importlinter": f"{CONTRACT}type = layers\nlayers =\n    a | b : c\n"},
            ".importlinter:7 `a | b : c` in `layers` has both | and :.\n  Use one of the two in a layer.",
        ),
        (
            {".importlinter": f"{CONTRACT}type = layers\nlayers =\n    shop.*\n"},
            ".importlinter:7 `shop.*` in `layers` has a star.\n  Write the names of the layers.",
        ),
        (
            {".importlinter": f"{CONTRACT}type = layers\nlayers = shop.ui\nexhaustive = true\n"},
            ".importlinter:7 `exhaustive` needs `containers`.\n  Add them, or delete `exhaustive`.",
        ),
        (
            {".importlinter": f"{CONTRACT}type = independence\nmodules = shop.ui\nignore_imports = shop.ui\n"},
            ".importlinter:7 `shop.ui` in `ignore_imports` is not an import.\n  Write acme.importer -> acme.imported.",
        ),
        (
            {".importlinter": f"{CONTRACT}type = acyclic_siblings\nancestors = shop\ndepth = deep\n"},
            ".importlinter:7 `deep` in `depth` is not a number.\n  Write 0, 1, or more.",
        ),
        (
            {"pyproject.toml": f"{TOML}type = 'forbidden'\nsource_modules = 1\nforbidden_modules = []\n"},
            "pyproject.toml:6 `1` in `source_modules` is not a list.\n  Write a list: source_modules = [...].",
        ),
        (
            {"pyproject.toml": "[tool.importlinter]\nroot_package = 'shop'\ncontracts = ['x']\n"},
            "pyproject.toml:3 `x` in `contracts` is not a table.\n  Write a table: [contracts].",
        ),
    ],
    ids=lambda value: None if isinstance(value, str) else "",
)
def test_of_mistakes(texts: Mapping[str, str], expected: str) -> None:
    """A mistake is an error of two lines with its line, never a traceback."""
    with pytest.raises(UserError) as error:
        import_linter.read(foreign(texts, PYTHON))

    assert str(error.value) == expected
