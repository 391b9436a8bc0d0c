"""What Tach has declared, in our words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.adopt.sources import tach
from pantstack.adopt.sources.testing import described, foreign
from pantstack.base.errors import UserError

PYTHON = tuple(
    f"src/shop/{name}.py"
    for name in (
        "__init__",
        "db/__init__",
        "legacy/old",
        "money",
        "orders/__init__",
        "orders/admin",
        "orders/internal/rows",
        "orders/service",
        "orders/tests/test_x",
        "orders/types/ids",
        "orders/types/names",
        "plugins/a/__init__",
        "plugins/b",
        "stock/__init__",
        "stock/core",
        "ui/__init__",
        "ui/page",
    )
)
WHOLE = """\
layers = ["ui", {name = "domain", closed = true}, "data"]
source_roots = ["src"]
exclude = ["**/tests", "build/"]
root_module = "forbid"
include_string_imports = true

[rules]
unused_ignore_directives = "off"
local_imports = "warn"
require_ignore_directive_reasons = "warn"
unused_external_dependencies = "error"

[external]
rename = ["PIL:pillow"]

[[modules]]
path = "<root>"
depends_on = []

[[modules]]
path = "shop.ui"
layer = "ui"
depends_on = []

[[modules]]
path = "shop.orders"
layer = "domain"
depends_on = [
    "shop.stock",
    { path = "shop.money", deprecated = true },
    "<root>",
]
visibility = ["shop.ui", "shop.st*"]
cannot_depend_on_external = ["django"]

[[modules]]
path = "shop.stock"
layer = "domain"
depends_on = ["shop.orders.service"]
cannot_depend_on = ["shop.orders"]

[[modules]]
path = "shop.db"
layer = "data"
depends_on = []

[[modules]]
path = "shop.money"
utility = true
depends_on = []

[[modules]]
paths = ["shop.legacy", "shop.gone"]
unchecked = true
depends_on = []

[[modules]]
path = "shop.plugins.*"
depends_on = ["shop.plugins.**"]
visibility = []

[[interfaces]]
expose = [
    "place",
    "types.*",
    "service.(run|walk)",
]
from = ["shop.orders"]
data_types = "primitive"

[[interfaces]]
expose = ["admin.*"]
from = ["shop.orders"]
visibility = ["shop.ui"]
exclusive = true

[[interfaces]]
expose = [
    "core",
    "nothing\\\\.here\\\\.at\\\\.all",
]
from = ["shop.st.*"]

[[interfaces]]
expose = [".*"]
from = ["shop.typo"]
"""
EXPECTED = """\
tach tach.toml
layers: ui > domain > data
source roots: src
type checking: off
severities: unused-suppression = off, src/shop/legacy:* = off
src/shop/db tach.toml:43; layer=data; depends_on=
src/shop/legacy tach.toml:53
src/shop/money.py tach.toml:48; depends_on=; utility=True
src/shop/orders tach.toml:26; layer=domain; depends_on=src/shop/money.py src/shop/stock; allowed=src/shop/db; consumers=src/shop/stock src/shop/ui; public=__init__.py service.py types/**
src/shop/plugins/a tach.toml:58; depends_on=; allowed=src/shop/plugins/b.py; public=
src/shop/plugins/b.py tach.toml:58; depends_on=; allowed=src/shop/plugins/a; consumers=src/shop/plugins/b.py
src/shop/stock tach.toml:37; layer=domain; depends_on=; allowed=src/shop/db; cannot_depend_on=src/shop/orders; public=core.py
src/shop/ui tach.toml:21; layer=ui; depends_on=; allowed=src/shop/orders src/shop/stock; cannot_depend_on=src/shop/db
"""
NOTES = """\
! tach.toml:1 `closed` of `domain` becomes `cannot_depend_on` between the modules above and below it. Later modules need that by hand.
! tach.toml:3 `**/tests` is not carried over: what it matches (1 Python file) is checked here. Name folders of tests in `tests` of their modules, and add what is no code of yours to pants_ignore.
! tach.toml:4 `root_module` is not carried over: code outside of every module is counted in the last line of a lint, and no finding. Declare modules for that code.
! tach.toml:5 `include_string_imports` is not carried over: strings count where something known imports them. Add your own functions to [pantstack-lint].string_readers.
! tach.toml:9 `local_imports` is not carried over. An import in a function is checked like any other: what this let pass gets into the baseline.
! tach.toml:10 `require_ignore_directive_reasons` is not carried over. Every suppression has a reason here.
! tach.toml:11 `unused_external_dependencies` is not carried over. Imports of other distributions are not checked here: Pants takes them from the resolve of each target.
! tach.toml:13 `external` is not carried over. Imports of other distributions are not checked here: Pants takes them from the resolve of each target.
! tach.toml:17 Code outside of every module has no declaration, so that of `<root>` is not carried over. Declare modules for that code where its dependencies should be checked.
! tach.toml:30 That `shop.money` is deprecated is not carried over: it may be used without a warning. Delete it from `depends_on` to get a finding for each use, and a baseline for those there are.
! tach.toml:31 Code outside of every module is used freely, so there is no dependency on `<root>`.
! tach.toml:34 `cannot_depend_on_external` is not carried over. Imports of other distributions are not checked here: Pants takes them from the resolve of each target.
! tach.toml:39 `shop.orders.service` is no module of Tach's, so an entry for it has no effect and is left out.
! tach.toml:53 `shop.gone` is no directory with Python files and no file under the source roots (src), so it is left out. Correct it, or delete it.
! tach.toml:58 `shop.plugins.*` becomes 2 declarations, one a module: later modules are declared by hand.
! tach.toml:64 `place` exposes names, and a facade has files: src/shop/orders/__init__.py is public. Its `__all__` says which of its names are.
! tach.toml:66 `service.(run|walk)` exposes names, and a facade has files: src/shop/orders/service.py is public. Its `__all__` says which of its names are.
! tach.toml:69 `data_types` is not carried over: a facade may speak any type that is not internal. The check `facade-leak` finds internal ones.
! tach.toml:71 What this interface exposes of `shop.orders` to a few alone is private now: a facade has one list of consumers. Move it into a module of its own, with `consumers`.
! tach.toml:79 `core` exposes names, and a facade has files: src/shop/stock/core.py is public. Its `__all__` says which of its names are.
! tach.toml:80 `nothing\\.here\\.at\\.all` exposes no file of a module, so nothing is public by it.
! tach.toml:84 No module matches `from` of this interface, so it protects nothing.
"""


def _read(toml: str, python: tuple[str, ...] = PYTHON, name: str = "tach.toml") -> str:
    found = tach.read(foreign({name: toml}, python))
    assert found is not None
    return described(found)


def test_of_everything() -> None:
    """Every construct becomes a declaration, or a note at its line that says why it does not."""
    assert _read(WHOLE) == EXPECTED + NOTES


def test_of_pyproject() -> None:
    """Where there is no `tach.toml`, pyproject.toml has the same below `tool.tach`, at its own lines."""
    toml = """\
[project]
name = "shop"

[tool.tach]
source_roots = ["src"]
ignore_type_checking_imports = false

[[tool.tach.modules]]
path = "shop.money"
strict = true

[[tool.tach.modules]]
path = "shop.stock"
strict = true
depends_on = [{ path = "shop.money" }]
"""

    assert _read(toml, name="pyproject.toml") == (
        "tach pyproject.toml\n"
        "source roots: src\n"
        "src/shop/money.py pyproject.toml:9\n"
        "src/shop/stock pyproject.toml:13; depends_on=src/shop/money.py; public=__init__.py\n"
    )


@pytest.mark.parametrize("texts", [{}, {"pyproject.toml": "[tool.ruff]\n# tach\n"}, {"pyproject.toml": "[[["}])
def test_of_nothing(texts: Mapping[str, str]) -> None:
    """Without a declaration of Tach's there is nothing to read, whatever else a file has."""
    assert tach.read(foreign(texts, PYTHON)) is None


def test_of_domains() -> None:
    """A domain's names begin at its directory, those with two slashes at the source root."""
    texts = {
        "tach.toml": 'source_roots = ["src"]\n[[modules]]\npath = "shop.ui"\ndepends_on = ["shop.orders"]\n',
        "src/shop/orders/tach.domain.toml": """\
[root]
depends_on = ["//shop.ui", "internal"]
visibility = ["//shop.ui"]

[[modules]]
path = "internal"
depends_on = ["<domain_root>"]
depends_on_external = ["django"]

[[interfaces]]
expose = ["service.*"]
from = ["<domain_root>"]

[[interfaces]]
expose = ["rows"]
from = ["internal"]
visibility = ["<domain_root>"]
""",
    }
    found = tach.read(foreign(texts, PYTHON))

    assert found is not None
    assert (
        described(found)
        == """\
tach tach.toml
source roots: src
type checking: off
src/shop/orders src/shop/orders/tach.domain.toml:1; depends_on=src/shop/orders/internal src/shop/ui; consumers=src/shop/ui; public=service.py
src/shop/orders/internal src/shop/orders/tach.domain.toml:6; depends_on=src/shop/orders; consumers=src/shop/orders; public=rows.py
src/shop/ui tach.toml:3; depends_on=src/shop/orders
! src/shop/orders/tach.domain.toml:8 `depends_on_external` is not carried over. Imports of other distributions are not checked here: Pants takes them from the resolve of each target.
! src/shop/orders/tach.domain.toml:15 `rows` exposes names, and a facade has files: src/shop/orders/internal/rows.py is public. Its `__all__` says which of its names are.
"""
    )


def test_of_a_project_in_a_directory() -> None:
    """A project may begin below the root of the repository; a second one is not read."""
    texts = {
        "api/tach.toml": '[[modules]]\npath = "shop"\n',
        "web/tach.toml": '[[modules]]\npath = "page"\n',
    }
    found = tach.read(foreign(texts, ["api/shop/x.py", "web/page/y.py"]))

    assert found is not None
    assert described(found) == (
        "tach api/tach.toml\n"
        "source roots: api\n"
        "type checking: off\n"
        "api/shop api/tach.toml:2\n"
        "! web/tach.toml:1 This file was not read: only that of one project is, api/tach.toml."
        " Declare the modules of web by hand.\n"
    )


def test_of_explicit_layers_and_patterns() -> None:
    """An entry wins over a pattern, whichever comes first; lower layers may have to be named."""
    toml = """\
layers = ["high", "low"]
layers_explicit_depends_on = true
source_roots = ["sr?"]

[[modules]]
path = "shop.ui"
layer = "high"
depends_on = ["shop.{db,mon*}"]

[[modules]]
path = "shop.*"
layer = "low"

[[modules]]
path = "nowhere.**"
"""

    assert (
        _read(toml)
        == """\
tach tach.toml
layers: high > low
source roots: src
type checking: off
src/shop/db tach.toml:11; layer=low
src/shop/money.py tach.toml:11; layer=low
src/shop/orders tach.toml:11; layer=low
src/shop/stock tach.toml:11; layer=low
src/shop/ui tach.toml:6; layer=high; depends_on=; allowed=src/shop/db src/shop/money.py
! tach.toml:11 `shop.*` becomes 5 declarations, one a module: later modules are declared by hand.
! tach.toml:15 `nowhere.**` matches no module, so it is left out.
"""
    )


def test_of_a_dependency_that_no_layer_allows() -> None:
    """A layer further out is never used, so that `depends_on` has it means nothing."""
    toml = """\
layers = ["high", "low"]
source_roots = ["src"]

[[modules]]
path = "shop.ui"
layer = "high"

[[modules]]
path = "shop.db"
layer = "low"
depends_on = ["shop.ui", "shop.*"]
"""

    assert (
        _read(toml, ("src/shop/ui/x.py", "src/shop/db.py", "src/shop/db/rows.py"))
        == """\
tach tach.toml
layers: high > low
source roots: src
type checking: off
src/shop/db tach.toml:9; layer=low; depends_on=
src/shop/ui tach.toml:5; layer=high
! tach.toml:11 `shop.ui` is of a layer further out, so whatever is declared it is never used: left out.
"""
    )


MODULE = "[[modules]]\npath = 'shop.ui'\n"


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("modules = [\n", "tach.toml:1 This file is not valid TOML: it ends too early.\n  Correct it there."),
        ("modules = 1", "tach.toml:1 `1` in `modules` is not a list.\n  Write a list: modules = [...]."),
        ("modules = [1]", "tach.toml:1 `1` in `modules` is not a table.\n  Write a table: [modules]."),
        (
            "source_root = ['src']",
            "tach.toml:1 Unknown key `source_root`.\n  Did you mean `source_roots`?",
        ),
        (
            "source_roots = [\n'../src']",
            (
                "tach.toml:2 `../src` in `source_roots` is outside of the repository.\n"
                "  Write a directory below the one of this file."
            ),
        ),
        (
            "source_roots = ['/src']",
            (
                "tach.toml:1 `/src` in `source_roots` is outside of the repository.\n"
                "  Write a directory below the one of this file."
            ),
        ),
        (
            "[[modules]]\ndepends_on = []",
            "tach.toml:1 This entry of `modules` has no `path`.\n  Add it, or delete the entry.",
        ),
        (MODULE + "depend_on = []", "tach.toml:3 Unknown key `depend_on`.\n  Did you mean `depends_on`?"),
        (
            MODULE + "depends_on = 'x'",
            "tach.toml:3 `x` in `depends_on` is not a list.\n  Write a list: depends_on = [...].",
        ),
        (
            MODULE + "depends_on = [\n\n{ path = 1 }]",
            "tach.toml:5 `1` in `path` is not a text.\n  Write it in quotes; it must not be empty.",
        ),
        (MODULE + "utility = 'yes'", "tach.toml:3 `yes` in `utility` is not true or false.\n  Write true or false."),
        (
            "layers = ['a', 'b']\n" + MODULE + "layer = 'c'",
            "tach.toml:2 `c` is none of `layers`.\n  Use one of `layers`: a, b.",
        ),
        (
            "layers = [\n'a', 'b',\n{name = 'a'}]",
            "tach.toml:3 `a` is listed twice in `layers`.\n  Keep one: each layer has one place.",
        ),
        (
            "layers = ['a/b']",
            (
                "tach.toml:1 `a/b` cannot be the name of a layer.\n"
                "  Use letters, digits, underscores, hyphens, and dots or spaces between them."
            ),
        ),
        (
            MODULE + MODULE,
            "tach.toml:4 `shop.ui` is declared twice; the first declaration is at tach.toml:2.\n  Keep one of the two.",
        ),
        (
            "[[interfaces]]\nfrom = []",
            "tach.toml:1 This entry of `interfaces` has no `expose`.\n  Add it, or delete the entry.",
        ),
        (
            "[[interfaces]]\nexpose = ['(']",
            (
                "tach.toml:2 `(` in `expose` is not a regular expression:"
                " missing ), unterminated subpattern at position 0.\n  Correct it there."
            ),
        ),
        (
            "root_module = 'no'",
            "tach.toml:1 `no` in `root_module` is not one of ignore, allow, dependenciesonly, forbid.\n  Use one of them.",
        ),
        ("[rules]\nlocal_import = 'off'", "tach.toml:2 Unknown key `local_import`.\n  Did you mean `local_imports`?"),
    ],
)
def test_of_mistakes(toml: str, expected: str) -> None:
    """A mistake is an error of two lines with its line, never a traceback."""
    with pytest.raises(UserError) as error:
        tach.read(foreign({"tach.toml": toml}, ["shop/ui/x.py"]))

    assert str(error.value) == expected


def test_of_a_domain_outside_of_the_source_roots() -> None:
    """A domain that no import can reach is an error at its file."""
    texts = {"tach.toml": "source_roots = ['src']", "lib/shop/tach.domain.toml": ""}
    with pytest.raises(UserError) as error:
        tach.read(foreign(texts, PYTHON))

    assert str(error.value) == (
        "lib/shop/tach.domain.toml:1 This file is under none of the source roots that Tach has, so it declares nothing.\n"
        "  Add one to `source_roots` in tach.toml, or delete the file."
    )


def test_a_pattern_of_many_modules() -> None:
    """What it exposes a part of is noted once, with the number of files."""
    modules = "".join(f'[[modules]]\npath = "shop.{name}"\n' for name in ("money", "orders", "stock"))
    toml = f'source_roots = ["src"]\n{modules}[[interfaces]]\nexpose = ["run"]\nfrom = [".*"]\n'
    found = _read(toml, ("src/shop/stock/__init__.py", "src/shop/orders/__init__.py", "src/shop/money.py"))

    assert [line for line in found.splitlines() if line.startswith("!")] == [
        (
            "! tach.toml:9 `run` exposes names, and a facade has files: src/shop/money.py and 2 more are public."
            " Their `__all__` says which of their names are."
        )
    ]


def test_of_what_cannot_be_declared() -> None:
    """A module without files of its own, and a dependency that no layer allows, are left out and noted."""
    toml = """\
layers = ["high", "low"]
source_roots = ["src"]

[[modules]]
path = "shop"
layer = "high"
unchecked = true

[[modules]]
path = "shop.stock"
layer = "low"
utility = true
visibility = ["shop.money"]
depends_on = ["shop"]

[[modules]]
path = "shop.money"
layer = "low"
visibility = ["shop"]

[[interfaces]]
expose = ["x"]
from = ["shop.money"]

[[interfaces]]
expose = ["y"]
from = ["shop.money"]
visibility = ["shop.stock"]
"""

    assert (
        _read(toml, ("src/shop/stock/__init__.py", "src/shop/money.py"))
        == """\
tach tach.toml
layers: high > low
source roots: src
type checking: off
src/shop/money.py tach.toml:17; layer=low; consumers=src/shop/money.py
src/shop/stock tach.toml:10; layer=low; depends_on=; utility=True
! tach.toml:5 src/shop is left out: all of its files belong to modules inside of it, which have what holds for them.
! tach.toml:9 `shop.stock` is a utility, which every module may use: who else may is not carried over.
! tach.toml:14 `shop` is of a layer further out, so whatever is declared it is never used: left out.
! tach.toml:22 `x` exposes names, and a facade has files: src/shop/money.py is public. Its `__all__` says which of its names are.
! tach.toml:25 What this interface exposes of `shop.money` to a few alone is public now, as all of that file is. Move it into a file of its own, with `consumers`.
! tach.toml:26 `y` exposes names, and a facade has files: src/shop/money.py is public. Its `__all__` says which of its names are.
"""
    )
