"""A tree without declarations gets some."""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Mapping
from typing import Optional

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.adoption.model import Options, Proposal, ProposedFacade, ProposedModule, Tree
from pantstack.boundaries.adoption.propose import propose
from pantstack.buildfiles.globs import below, parents
from pantstack.buildfiles.ownership import owns, owns_python
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations.model import Facade, Module
from pantstack.declarations.validation import Declarations, build

SHOP = Tree(
    files=(
        *("src/shop/__init__.py", "src/shop/app.py"),
        *("src/shop/billing/__init__.py", "src/shop/billing/api.py", "src/shop/billing/tax.py"),
        *("src/shop/orders/__init__.py", "src/shop/orders/core.py", "src/shop/orders/core_test.py"),
        *("src/shop/utils/__init__.py", "src/shop/utils/money.py", "src/shop/utils/text.py"),
        "tests/test_all.py",
    ),
    imports=(
        ("src/shop/app.py", "src/shop/billing/api.py", "bill"),
        ("src/shop/app.py", "src/shop/orders/core.py", "Order"),
        ("src/shop/app.py", "src/shop/utils/text.py", None),
        ("src/shop/orders/core.py", "src/shop/billing/api.py", "bill"),
        ("src/shop/orders/core.py", "src/shop/billing/tax.py", "rate"),
        ("src/shop/orders/core_test.py", "src/shop/utils/money.py", "Money"),
        ("src/shop/orders/core_test.py", "src/shop/orders/core.py", "*"),
        ("src/shop/billing/tax.py", "src/shop/utils/money.py", "Money"),
        ("tests/test_all.py", "src/shop/billing/tax.py", "rate"),
        ("tests/test_all.py", "src/shop/billing", None),
        ("tests/test_all.py", "src/shop/orders/core.py", "Order"),
    ),
    source_roots=("src", "."),
    docstrings={"src/shop/billing/__init__.py": 'Sends "bills".\n\nAnd more.'},
)


def proposed(tree: Tree, options: Optional[Options] = None) -> Proposal:
    """The proposal for a tree that has one."""
    return propose(tree, options or Options())


def test_a_package_of_packages() -> None:
    """Modules, facades, dependencies and private imports come from what is really imported."""
    part = "it is a part of src/shop, which holds all of the code"

    assert proposed(SHOP).modules == (
        ProposedModule(
            "src/shop/billing",
            'Sends "bills"',
            ("src/shop/utils",),
            ProposedFacade(
                "src/shop/billing",
                ("api.py",),
                ("src/shop/billing/api.py",),
                ("bill",),
                2,
                2,
                "its name suggests a facade, and most files that use the module use it",
            ),
            part,
            files=3,
            private=2,
            private_from_tests=1,
        ),
        ProposedModule(
            "src/shop/orders",
            "The package shop.orders",
            ("src/shop/billing", "src/shop/utils"),
            ProposedFacade(
                "src/shop/orders",
                ("core.py",),
                ("src/shop/orders/core.py",),
                ("Order",),
                1,
                1,
                "all files that use the module use it",
            ),
            part,
            files=3,
        ),
        ProposedModule(
            "src/shop/utils",
            "The package shop.utils",
            (),
            ProposedFacade(
                "src/shop/utils",
                (),
                ("src/shop/utils/__init__.py", "src/shop/utils/money.py", "src/shop/utils/text.py"),
                ("Money",),
                2,
                2,
                "its name says that the module is a library, and its users use all of it",
            ),
            part,
            files=3,
        ),
    )
    assert proposed(SHOP).skipped == (("tests", "its name says that it holds tests"),)
    assert proposed(SHOP).unowned == 3


def test_the_text_of_build_files() -> None:
    """Each BUILD file is proposed whole, ready to be written."""
    assert proposed(SHOP).files == {
        "src/shop/billing/BUILD": (
            "pantstack_module(\n"
            '    description="Sends \\"bills\\"",\n'
            "    depends_on=[\n"
            '        "src/shop/utils",\n'
            "    ],\n"
            ")\n"
            "\n"
            "public_facade(\n"
            '    name="public",\n'
            '    sources=["api.py"],\n'
            ")\n"
        ),
        "src/shop/orders/BUILD": (
            "pantstack_module(\n"
            '    description="The package shop.orders",\n'
            "    depends_on=[\n"
            '        "src/shop/billing",\n'
            '        "src/shop/utils",\n'
            "    ],\n"
            ")\n"
            "\n"
            "public_facade(\n"
            '    name="public",\n'
            '    sources=["core.py"],\n'
            ")\n"
        ),
        "src/shop/utils/BUILD": (
            'pantstack_module(description="The package shop.utils")\n\npublic_facade(name="public")\n'
        ),
    }


def test_declared_modules() -> None:
    """A module that is declared stays as it is, with what its declaration lacks; its neighbors are proposed."""
    text = 'pantstack_module(description="Old", depends_on=[])\n'
    tree = Tree(SHOP.files, SHOP.imports, {"src/shop/orders/BUILD": text}, ("src", "."))
    found = proposed(tree)

    assert [(each.path, each.reason) for each in found.modules] == [
        ("src/shop/billing", "it is beside the module src/shop/orders"),
        ("src/shop/utils", "it is beside the module src/shop/orders"),
    ]
    assert list(found.files) == ["src/shop/billing/BUILD", "src/shop/utils/BUILD"]
    assert found.skipped == (
        (
            "src/shop/orders/BUILD",
            "its module imports src/shop/billing, src/shop/utils: add that to its depends_on (`pants modules --sync` does)",
        ),
        ("tests", "its name says that it holds tests"),
    )


def test_a_declared_facade() -> None:
    """A facade that is there without a module is the module's."""
    text = 'public_facade(name="public", sources=["tax.py"])\n'
    found = proposed(Tree(SHOP.files, SHOP.imports, {"src/shop/billing/BUILD": text}, ("src", ".")))

    assert found.modules[0].facade == ProposedFacade(
        "src/shop/billing",
        (),
        ("src/shop/billing/tax.py",),
        ("rate",),
        1,
        2,
        "it is already declared at src/shop/billing/BUILD:1",
    )
    assert found.modules[0].private == 2
    assert found.files["src/shop/billing/BUILD"] == (
        f'{text}\npantstack_module(\n    description="The package shop.billing",\n'
        '    depends_on=[\n        "src/shop/utils",\n    ],\n)\n'
    )


def test_what_cannot_be_declared() -> None:
    """A BUILD file that is not Python, or has two facades, is left alone with its directory."""
    existing = {
        "src/shop/billing/BUILD": "<<<<<<< HEAD\n",
        "src/shop/orders/BUILD": 'public_facade(name="a")\npublic_facade(name="b")\n',
    }
    found = proposed(Tree(SHOP.files, SHOP.imports, existing, ("src", ".")))

    assert [(each.path, each.depends_on) for each in found.modules] == [("src/shop/utils", ())]
    assert found.skipped[:2] == (
        ("src/shop/billing", "line 1 of src/shop/billing/BUILD is not Python: fix it, then run again"),
        (
            "src/shop/orders",
            "it has more than one public_facade, at src/shop/orders/BUILD:1 and src/shop/orders/BUILD:2: keep one, then run again",
        ),
    )


def test_a_facade_by_hand() -> None:
    """Where a facade cannot be declared safely, the module is, and all imports from outside are private."""
    existing = {"src/shop/billing/BUILD": 'python_source(name="api", source="api.py")\n'}
    found = proposed(Tree(SHOP.files, SHOP.imports, existing, ("src", ".")))
    billing = found.modules[0]

    assert (billing.facade, billing.no_facade_reason, billing.private) == (
        None,
        "src/shop/billing/api.py could be one: see what was skipped",
        5,
    )
    assert "public_facade" not in found.files["src/shop/billing/BUILD"]
    assert found.skipped[0][0] == "src/shop/billing/api.py"


def test_modules_without_a_facade() -> None:
    """What nothing of the product imports from outside needs no facade, and says so."""
    files = ("a/x.py", "b/x.py", "b/_y.py", "c/x.py", "t/test_x.py")
    imports = (("c/x.py", "b/_y.py", None), ("t/test_x.py", "c/x.py", None), ("a/x.py", "a/x.py", None))

    assert [
        (each.path, each.no_facade_reason, each.private_from_tests) for each in proposed(Tree(files, imports)).modules
    ] == [
        ("a", "nothing outside imports it", 0),
        ("b", "what is imported from outside is private by its name, or a test", 0),
        ("c", "only tests outside import it", 1),
    ]


def test_a_build_file_a_directory() -> None:
    """Where each directory has its own python_sources, a facade ends at the next one."""
    files = ("acme/utils/a.py", "acme/utils/b.py", "acme/utils/deep/c.py", "acme/x/d.py", "acme/x/e.py", "acme/x/f.py")
    imports = tuple((user, used, None) for user, used in zip(files[3:], files))
    existing = dict.fromkeys(("acme/utils/BUILD", "acme/utils/deep/BUILD", "acme/x/BUILD"), "python_sources()\n")
    found = proposed(Tree(files, imports, existing), Options(depth=2))

    assert found.files == {
        "acme/utils/BUILD": 'public_facade()\n\npantstack_module(\n    name="module",\n    description="The package acme.utils",\n)\n',
        "acme/x/BUILD": (
            'python_sources()\n\npantstack_module(\n    name="module",\n    description="The package acme.x",\n'
            '    depends_on=[\n        "acme/utils",\n    ],\n)\n'
        ),
    }
    assert [each.private for each in found.modules] == [1, 0]


def test_nothing_to_propose() -> None:
    """An empty tree has no module, and wrong options have an answer."""
    assert propose(Tree(())) == Proposal()
    assert propose(Tree(("x.py", "README.md"))) == Proposal(unowned=1)

    with pytest.raises(UserError, match="at least 1"):
        propose(SHOP, Options(depth=-1))


TOPS = st.sampled_from(["acme", "acme", "acme", "src", "modules", "tests", "d-e", ""])
MIDDLES = st.sampled_from(["a", "b", "utils", "_c", "q\"'", "x y", "build", "é"])
INNERS = st.sampled_from(["", "", "public", "api", "s", "tests", "s/t"])
LEAVES = st.sampled_from(["__init__.py", "a.py", "b.pyi", "b.py", "public.py", "test_a.py", "conftest.py", "_z.py"])
PATHS = st.tuples(TOPS, MIDDLES, INNERS, LEAVES).map(lambda parts: "/".join(filter(None, parts)))
TEXTS = st.lists(
    st.sampled_from(
        [
            "python_sources()",
            'python_sources(name="lib", resolve="x")',
            'python_sources(name="all", sources=["**/*.py", "**/*.pyi"])',
            "python_tests()",
            'python_tests(name="tests")',
            'pantstack_module(description="x")',
            'pantstack_module(name="module", description="x")',
            'target(name="t", dependencies=[":lib"])',
            "__defaults__({python_sources: dict(tags=[])})",
            'macro(name="m")',
            "# comment é",
            "broken(",
        ]
        + ["python_sources()", 'python_sources(name="all", sources=["**/*.py", "**/*.pyi"])'] * 3
    ),
    max_size=3,
    unique=True,
).map("\n".join)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Any tree, with any imports in it, and BUILD files in some of its directories."""
    files = sorted(draw(st.sets(PATHS, min_size=4, max_size=30)))
    one = st.sampled_from(files)
    imports = draw(st.lists(st.tuples(one, one, st.none() | st.just("name")), min_size=10, max_size=60))
    folders = sorted({folder for path in files for folder in parents(path)})
    existing = draw(st.dictionaries(st.sampled_from(folders), TEXTS, max_size=5))
    texts = {f"{folder}/BUILD".lstrip("/"): text for folder, text in existing.items()}
    return Tree(files, imports, texts, (".", "src"), {path: 'A "b" \\ é.' for path in files if "__init__" in path})


def owners_of(path: str, texts: Mapping[str, str]) -> list[str]:
    """The kinds of the targets that own a file."""
    builds = [BuildFile(build, text) for build, text in texts.items()]
    return [
        call.kind
        for build in builds
        if below(build.directory, path)
        for call in build.calls
        if owns_python(call) and owns(build, call, path)
    ]


def names(texts: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """How often each target is declared, by directory and name."""
    builds = [BuildFile(path, text) for path, text in texts.items()]
    return Counter(
        (build.directory, call.name or build.directory.rpartition("/")[2])
        for build in builds
        for call in build.calls
        if not call.kind.startswith("_")
    )


def kept(old: str, new: str) -> bool:
    """Whether all lines but those of what owned files stand in a new text, in their order."""
    lines = iter(new.splitlines())
    return all(line in lines for line in old.splitlines() if "python_sources" not in line)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), st.sampled_from([Options(), Options(depth=1), Options(depth=2)]), st.randoms(use_true_random=False))
def test_any_tree(tree: Tree, options: Options, shuffle: random.Random) -> None:
    """A proposal can be declared as it is, gives no file a second owner, is made once, whatever the order of things."""
    found = proposed(tree, options)
    texts = {**tree.existing, **found.files}
    declared = [
        path
        for path, text in tree.existing.items()
        if BuildFile(path, text).error is None and "pantstack_module(" in text
    ]
    paths = {path.rpartition("/")[0] for path in declared} - {""}
    modules = [
        *(Module(path, SourceLocation(path, 1)) for path in paths),
        *(Module(each.path, SourceLocation(each.path, 1), depends_on=each.depends_on) for each in found.modules),
    ]
    facades = [
        Facade(each.facade.directory, SourceLocation(each.path, 2), each.facade.files)
        for each in found.modules
        if each.facade
    ]

    for path, text in found.files.items():
        ast.parse(text)
        assert kept(tree.existing.get(path, ""), text)
    for facade in facades:
        assert [owners_of(path, texts) for path in facade.files] == [["public_facade"]] * len(facade.files)
    before, after = names(tree.existing), names(texts)
    assert {name for name, count in after.items() if count > max(1, before[name])} == set()
    _, problems = build(Declarations(tuple(modules), tuple(facades), (), tree.files, {}))
    proposed_at = {module.path for module in found.modules}
    # A module in a declared one is none of ours.
    assert [each for each in problems if each.location.path in proposed_at] == []
    mixed = Tree(
        shuffle.sample(list(tree.files), len(tree.files)),
        shuffle.sample(list(tree.imports), len(tree.imports)),
        dict(reversed(list(tree.existing.items()))),
        tree.source_roots,
        tree.docstrings,
    )
    assert propose(mixed, options) == found
    declared_tree = Tree(tree.files, tree.imports, texts, tree.source_roots, tree.docstrings)
    assert propose(declared_tree, options).files == {}
