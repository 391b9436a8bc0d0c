"""The catalog as Pants finds it."""

from __future__ import annotations

import pytest
from pants.backend.python import target_types_rules
from pants.backend.python.target_types import PythonSourcesGeneratorTarget
from pants.engine.internals.parametrize import Parametrize
from pants.engine.rules import QueryRule
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations import targets
from pantstack.declarations.macros import build_file_aliases
from pantstack.declarations.model import Catalog, Facade, Module
from pantstack.declarations.pants_rules import rules
from pantstack.declarations.pants_rules.rules import CatalogRequest, FoundCatalog

LAYERS = '--pantstack-layers=["domain", "platform"]'


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with nothing in it."""
    runner = RuleRunner(
        rules=[
            *rules.rules(),
            *source_root.rules(),
            *target_types_rules.rules(),
            QueryRule(FoundCatalog, (CatalogRequest,)),
        ],
        target_types=[*targets.target_types(), PythonSourcesGeneratorTarget],
        aliases=[build_file_aliases(())],
        objects={"parametrize": Parametrize},
    )
    runner.set_options([LAYERS, "--python-enable-resolves", "--python-resolves={'a': 'a.lock', 'b': 'b.lock'}"])
    return runner


def find(runner: RuleRunner, files: dict[str, str]) -> FoundCatalog:
    """Write files and find the catalog."""
    runner.write_files(files)
    return runner.request(FoundCatalog, [CatalogRequest()])


def test_a_module_with_its_facade(runner: RuleRunner) -> None:
    """Every field arrives, and the facade owns the files that its sources match."""
    found = find(
        runner,
        {
            "modules/orders/BUILD": (
                "# a comment\n"
                "pantstack_module(description='Takes orders', layer='domain', deployables=[':api'], owners=['@a'],\n"
                "    infrastructure='infrastructure', depends_on=['stack/libs/common'])\n"
            ),
            "modules/orders/service.py": "",
            "modules/orders/infrastructure/__main__.py": "",
            "modules/orders/public/BUILD": "public_facade(consumers=['stack/libs/common'], resolve=parametrize('a', 'b'))\n",
            "modules/orders/public/__init__.py": "",
            "stack/libs/common/BUILD": "pantstack_module(description='Shared')\n",
            "stack/libs/common/ids.py": "",
        },
    )

    facade = Facade(
        "modules/orders/public",
        SourceLocation("modules/orders/public/BUILD", 1),
        ("modules/orders/public/__init__.py",),
        ("stack/libs/common",),
    )
    assert found == FoundCatalog(
        Catalog(
            (
                Module(
                    "modules/orders",
                    SourceLocation("modules/orders/BUILD", 2),
                    "Takes orders",
                    "domain",
                    ("stack/libs/common",),
                    (":api",),
                    "infrastructure",
                    ("@a",),
                    facade,
                ),
                Module("stack/libs/common", SourceLocation("stack/libs/common/BUILD", 1), "Shared"),
            )
        ),
        (),
    )


def test_the_layers_inside_of_a_module(runner: RuleRunner) -> None:
    """Inner layers arrive in their order, and a wrong one is an error with file and line."""
    found = find(
        runner,
        {
            "a/BUILD": "\npantstack_module(description='A', inner_layers=['api', 'core.py', '../b'])\n",
            "a/api/x.py": "",
            "a/core.py": "",
        },
    )

    place = SourceLocation("a/BUILD", 2)
    assert [module.inner_layers for module in found.catalog.modules] == [("api", "core.py", "../b")]
    assert found.errors == (
        UserError(
            "`../b` in inner_layers is not a folder or Python file of `a`.",
            "Write it relative to the module, such as backend/service (no globs, no `..`, no `/` at its end).",
            place,
        ),
    )


def test_all_problems_at_once(runner: RuleRunner) -> None:
    """Every mistake is reported with its BUILD file and line, none hides another."""
    found = find(
        runner,
        {
            "a/BUILD": (
                "pantstack_module(description='A', layer='nope', depends_on=['a', 'bb'], deployables=['?'],\n"
                "    infrastructure='infra')\n"
            ),
            "a/x.py": "",
            "a/b/BUILD": "\npantstack_module(description='B')\n",
            "a/one/BUILD": "public_facade()\n",
            "a/one/x.py": "",
            "a/two/BUILD": "public_facade(consumers=['c'])\n",
            "a/two/x.py": "",
            "bbb/BUILD": "pantstack_module(description='BBB')\npublic_facade(name='f')\n",
            "outside/BUILD": "public_facade()\n",
        },
    )

    assert found.errors == (
        UserError(
            "Unknown layer `nope`.",
            "Use one of [pantstack].layers in pants.toml: domain, platform.",
            SourceLocation("a/BUILD", 1),
        ),
        UserError("Unknown module `bb` in depends_on.", "Did you mean `bbb`?", SourceLocation("a/BUILD", 1)),
        UserError(
            "`?` in deployables is not an address.",
            'Write it like ":api" or "modules/orders:api".',
            SourceLocation("a/BUILD", 1),
        ),
        UserError(
            "`a/infra` has no Pulumi program.",
            "Write a/infra/__main__.py, or correct `infrastructure`.",
            SourceLocation("a/BUILD", 1),
        ),
        UserError("`a` depends on itself.", "Delete it from depends_on.", SourceLocation("a/BUILD", 1)),
        UserError(
            "`a/b` owns no Python file.",
            "Add its sources, or delete the declaration.",
            SourceLocation("a/b/BUILD", 2),
        ),
        UserError(
            "`a` has a second public_facade; the first is at a/one/BUILD:1.",
            "Keep one facade per module: merge the two.",
            SourceLocation("a/two/BUILD", 1),
        ),
        UserError(
            "`bbb` owns no Python file.", "Add its sources, or delete the declaration.", SourceLocation("bbb/BUILD", 1)
        ),
        UserError(
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
            SourceLocation("bbb/BUILD", 2),
        ),
        UserError(
            "This public_facade belongs to no module.",
            "Declare a pantstack_module in this directory or above it, or delete the facade.",
            SourceLocation("outside/BUILD", 1),
        ),
    )


def test_a_module_that_lists_its_public_files(runner: RuleRunner) -> None:
    """A module without a facade target opens the files that `public` lists, and no target owns them for it."""
    found = find(
        runner,
        {
            "libs/ids/BUILD": "pantstack_module(description='Ids', public=['*.py', 'api/*.py', '!*_test.py'])\n",
            "libs/ids/api/make.py": "",
            "libs/ids/inner/private.py": "",
            "libs/ids/ids.py": "",
            "libs/ids/ids_test.py": "",
        },
    )

    place = SourceLocation("libs/ids/BUILD", 1)
    facade = Facade("libs/ids", place, ("libs/ids/api/make.py", "libs/ids/ids.py"), module="libs/ids")
    public = ("*.py", "api/*.py", "!*_test.py")
    assert found == FoundCatalog(Catalog((Module("libs/ids", place, "Ids", facade=facade, public=public),)), ())


def test_a_module_with_two_facades(runner: RuleRunner) -> None:
    """Public files are listed by the module or owned by a facade of its own, never both, and never none."""
    found = find(
        runner,
        {
            "a/BUILD": "pantstack_module(description='A', public=['*.py'])\npublic_facade(name='lib')\n",
            "a/a.py": "",
            "b/BUILD": "pantstack_module(description='B', public=['x/*.py'])\n",
            "b/b.py": "",
        },
    )

    assert found.errors == (
        UserError(
            "`a` has a second public_facade; the first is at a/BUILD:1.",
            "Keep one facade per module: merge the two.",
            SourceLocation("a/BUILD", 2),
        ),
        UserError(
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
            SourceLocation("b/BUILD", 1),
        ),
    )


MIRRORED = {
    "modules/orders/core.py": "",
    "modules/shipping/core.py": "",
    "modules/shipping/BUILD": "pantstack_module(description='Ships', tests=['tests/unit/shipping'])\n",
    "tests/unit/orders/test_core.py": "",
    "tests/unit/shipping/test_core.py": "",
}


def test_tests_elsewhere(runner: RuleRunner) -> None:
    """Folders of tests outside of a module belong to it, and what is beside them to none."""
    module = "pantstack_module(description='Takes orders', tests=['tests/unit/orders', 'tests/integration/orders'])\n"
    found = find(runner, {**MIRRORED, "modules/orders/BUILD": module, "tests/integration/orders/deep/test_all.py": ""})
    paths = ("tests/unit/orders/test_core.py", "tests/integration/orders/deep", "tests/unit/shipping", "tests/unit")
    owners = [found.catalog.owner(path) for path in paths]

    assert found.errors == ()
    assert [each and each.path for each in owners] == ["modules/orders", "modules/orders", "modules/shipping", None]
    assert found.catalog.module("tests/unit/orders") is None


@pytest.mark.parametrize(
    ("folder", "message", "help"),
    [
        (
            "tests/gone",
            "`tests/gone` in tests of `modules/orders` has no Python file.",
            "Correct the path, or delete it.",
        ),
        (
            "modules/orders/tests",
            "`modules/orders/tests` in tests of `modules/orders` is inside the module `modules/orders`.",
            "Delete it: it belongs to the module already.",
        ),
        (
            "modules/shipping/tests",
            "`modules/shipping/tests` in tests of `modules/orders` is inside the module `modules/shipping`.",
            "Delete it, or move the tests.",
        ),
        (
            "tests/unit/shipping/deep",
            (
                "`tests/unit/shipping/deep` in tests of `modules/orders` belongs to `modules/shipping` already, by"
                " `tests/unit/shipping`, declared at modules/shipping/BUILD:1."
            ),
            "Keep one of the two: a folder belongs to one module.",
        ),
        (
            "libraries",
            (
                "`libraries` in tests of `modules/orders` is around the module `libraries/common`,"
                " declared at libraries/common/BUILD:1."
            ),
            "Name the folders with the tests of this module alone.",
        ),
    ],
)
def test_folders_of_tests_that_cannot_be(runner: RuleRunner, folder: str, message: str, help: str) -> None:
    """A folder of tests exists, and neither it nor a part of it is anything else."""
    found = find(
        runner,
        {
            **MIRRORED,
            "modules/orders/BUILD": f"pantstack_module(description='Takes orders', tests=['{folder}'])\n",
            "modules/orders/tests/test_core.py": "",
            "modules/shipping/tests/test_core.py": "",
            "tests/unit/shipping/deep/test_core.py": "",
            "libraries/common/BUILD": "pantstack_module(description='x')\n",
            "libraries/common/core.py": "",
        },
    )

    assert found.errors == (UserError(message, help, SourceLocation("modules/orders/BUILD", 1)),)


def test_one_folder_of_two_modules(runner: RuleRunner) -> None:
    """A folder that two modules name is an error at both, and a facade in one is none of the module's."""
    module = "pantstack_module(description='Takes orders', tests=['tests/unit/shipping'])\n"
    found = find(runner, {**MIRRORED, "modules/orders/BUILD": module, "tests/unit/shipping/BUILD": "public_facade()\n"})

    assert [str(each.location) for each in found.errors] == [
        "modules/orders/BUILD:1",
        "modules/shipping/BUILD:1",
        "tests/unit/shipping/BUILD:1",
    ]


def test_modules_of_one_file(runner: RuleRunner) -> None:
    """Several share a BUILD file and a folder with the module around them; each is its own facade, its stub too."""
    found = find(
        runner,
        {
            "shop/BUILD": (
                "pantstack_module(description='Shop', public=['**'])\n"
                "pantstack_module(name='billing', file='billing.py', description='Bills', consumers=['shop'],\n"
                "    cannot_depend_on=['shop'], depends_on=['*', 'shop/rates.py'])\n"
                "pantstack_module(name='rates', file='rates.py', description='Rates', utility=True)\n"
            ),
            "shop/__init__.py": "",
            "shop/billing.py": "",
            "shop/billing.pyi": "",
            "shop/billing_test.py": "",
            "shop/data.txt": "",
            "shop/rates.py": "",
        },
    )
    places = [SourceLocation("shop/BUILD", line) for line in (1, 2, 4)]
    names = ("shop/__init__.py", "shop/billing.py", "shop/billing.pyi", "shop/billing", "shop/billing_test.py")

    assert found.errors == ()
    assert found.catalog.modules == (
        Module(
            "shop",
            places[0],
            "Shop",
            facade=Facade(
                "shop", places[0], ("shop/__init__.py", "shop/billing_test.py"), module="shop", everything=True
            ),
            public=("**",),
        ),
        Module(
            "shop/billing.py",
            places[1],
            "Bills",
            depends_on=("shop/rates.py",),
            facade=Facade(
                "shop",
                places[1],
                ("shop/billing.py", "shop/billing.pyi"),
                ("shop",),
                "billing",
                module="shop/billing.py",
            ),
            is_file=True,
            target="billing",
            may_use_any=True,
            cannot_depend_on=("shop",),
            consumers=("shop",),
        ),
        Module(
            "shop/rates.py",
            places[2],
            "Rates",
            facade=Facade("shop", places[2], ("shop/rates.py",), (), "rates", module="shop/rates.py"),
            is_file=True,
            target="rates",
            utility=True,
        ),
    )
    assert [module and module.path for module in map(found.catalog.owner, names)] == [
        "shop",
        *3 * ["shop/billing.py"],
        "shop",
    ]


def test_a_module_inside_another(runner: RuleRunner) -> None:
    """The nearest one owns a file: also of a facade with globs around it, and of a folder of tests."""
    found = find(
        runner,
        {
            "a/BUILD": "pantstack_module(description='A', public=['**/*.py', '!**/*_test.py'], tests=['tests/a'])\n",
            "a/x.py": "",
            "a/x_test.py": "",
            "a/b/BUILD": "pantstack_module(description='B', tests=['tests/a/b'])\n",
            "a/b/y.py": "",
            "a/b/public/BUILD": "public_facade()\n",
            "a/b/public/z.py": "",
            "tests/a/test_x.py": "",
            "tests/a/b/test_y.py": "",
        },
    )
    owners = [found.catalog.owner(path) for path in ("tests/a/test_x.py", "tests/a/b/test_y.py", "a/b/public/z.py")]

    assert found.errors == ()
    assert [module and module.path for module in owners] == ["a", "a/b", "a/b"]
    assert [module.facade and module.facade.files for module in found.catalog.modules] == [
        ("a/x.py",),
        ("a/b/public/z.py",),
    ]


CONTRADICTIONS = """\
a/BUILD:1 Unknown module `x` in cannot_depend_on.
  Write the path of a declared module, such as modules/orders.
a/BUILD:1 `a` forbids itself.
  Delete it from cannot_depend_on.
a/BUILD:1 `a` has consumers, but no facade.
  List its public files in `public`, or delete `consumers`.
a/BUILD:1 `b` is in depends_on and in cannot_depend_on of `a`.
  Delete one of the two.
a/BUILD:3 `a/f.py` is one file and has `deployables`.
  Delete `deployables`, or `file`: only a module that is a directory has it.
a/BUILD:3 `a/f.py` is one file and has `infrastructure`.
  Delete `infrastructure`, or `file`: only a module that is a directory has it.
a/BUILD:3 `a/f.py` is one file and has `public`.
  Delete `public`, or `file`: only a module that is a directory has it.
a/BUILD:5 There is no file `a/g.py`.
  Correct `file`, or delete the declaration.
a/BUILD:6 `a/h.py` cannot be a module: the folder `a/h` has Python files, too.
  Rename one of the two: an import finds only one of them.
a/BUILD:7 `a/h.py` cannot be a module: the folder `a/h` has Python files, too.
  Rename one of the two: an import finds only one of them.
a/BUILD:7 `a/h.py` is declared twice; the first declaration is at a/BUILD:6.
  Keep one pantstack_module per file.
b/BUILD:1 `b` is a utility, which every module may use, and has consumers.
  Delete `utility`, or `consumers`.
c/BUILD:1 `c` has consumers, but its facade is the public_facade at c/public/BUILD:1.
  Move them to that.
"""


def test_contradictions(runner: RuleRunner) -> None:
    """What a declaration takes back itself is an error at it, and nothing is guessed."""
    found = find(
        runner,
        {
            "a/BUILD": (
                "pantstack_module(description='A', depends_on=['b'], cannot_depend_on=['b', 'a', 'x'],\n"
                "    consumers=['b'])\n"
                "pantstack_module(name='f', file='f.py', description='F', public=['*.py'], infrastructure='.',\n"
                "    deployables=[':f'])\n"
                "pantstack_module(name='g', file='g.py', description='G')\n"
                "pantstack_module(name='h', file='h.py', description='H')\n"
                "pantstack_module(name='i', file='h.py', description='I')\n"
            ),
            "a/__init__.py": "",
            "a/__main__.py": "",
            "a/f.py": "",
            "a/h.py": "",
            "a/h/deep/x.py": "",
            "b/BUILD": "pantstack_module(description='B', public=['*.py'], consumers=['a'], utility=True)\n",
            "b/x.py": "",
            "c/BUILD": "pantstack_module(description='C', consumers=['a'])\n",
            "c/x.py": "",
            "c/public/BUILD": "public_facade(consumers=['a'])\n",
            "c/public/x.py": "",
        },
    )

    assert "".join(f"{error}\n" for error in found.errors) == CONTRADICTIONS
