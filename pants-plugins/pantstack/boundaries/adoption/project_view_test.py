"""What a proposal sees of a repository."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.boundaries.adoption import project_view, proposal_text
from pantstack.boundaries.adoption.model import Options, Proposal, ResolvedImport
from pantstack.boundaries.adoption.propose import propose
from pantstack.boundaries.testing import project

UNDER = Options(under=("acme",))
DRAWN = "import acme as ac\n\nprint(ac.tape.Script())\n"
CHAINS = {
    "acme/__init__.py": "from acme import tape\n",
    "acme/drawer/__init__.py": "",
    "acme/drawer/one.py": DRAWN,
    "acme/drawer/two.py": DRAWN,
    "acme/ops/__init__.py": "from acme.tape.convert import Collect\n\nprint(Collect())\n",
    "acme/tape/__init__.py": "from acme.tape.script import Script\n\n__all__ = ['Script']\n",
    "acme/tape/script.py": "class Script: ...\n",
    "acme/tape/convert.py": "class Collect: ...\n",
}


def proposal(files: dict[str, str]) -> Proposal:
    """The proposal for the packages in `acme`."""
    return propose(project_view.tree(project(files), ["."], {}), UNDER)


def facades(files: dict[str, str]) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], int, int]]:
    """The files and names of each facade, how many files use it, and how many use the module."""
    found = {module.path: module.facade for module in proposal(files).modules}
    return {path: (each.files, each.names, each.importers, each.of) for path, each in found.items() if each is not None}


def test_attribute_chains() -> None:
    """What is used through attributes counts as what is imported, and decides the facade too."""
    assert facades(CHAINS) == {"acme/tape": (("acme/tape/__init__.py",), ("Script",), 3, 4)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import acme\n\nacme.tape.Script()\n", [("acme/__init__.py", None), ("acme/tape/__init__.py", "Script")]),
        ("import acme.tape\n\nacme.tape.Script()\n", [("acme/tape/__init__.py", None)]),
        (
            "import acme.tape\n\nacme.tape.script.Script()\n",
            [("acme/tape/__init__.py", None), ("acme/tape/script.py", "Script")],
        ),
        ("import acme\n\nacme.tape\nacme.tape\n", [("acme/__init__.py", None), *[("acme/tape/__init__.py", None)] * 2]),
    ],
)
def test_what_a_chain_adds(text: str, expected: list[tuple[str, str]]) -> None:
    """A chain counts where it reaches a file that no import of its file reaches."""
    tree = project_view.tree(project({**CHAINS, "run.py": text}), ["."], {})

    assert [each for each in tree.imports if each[0] == "run.py"] == [
        ResolvedImport("run.py", *each) for each in expected
    ]


def test_a_facade_with_a_list() -> None:
    """The `__all__` of an `api` that is used says that it is the facade, whatever most files import."""
    files = {
        "acme/a/__init__.py": "",
        "acme/a/api.py": "from acme.a.core import x\n\n__all__ = ['x']\n",
        "acme/a/core.py": "x = 1\n",
        **{f"acme/b/{name}.py": "from acme.a.core import x\n" for name in "klm"},
        "acme/b/n.py": "from acme.a.api import x\n",
    }

    assert facades(files) == {"acme/a": (("acme/a/api.py",), ("x",), 1, 4)}


PANTS = {
    "acme/a/BUILD": "python_sources()\n",
    "acme/a/core.py": "x = 1\n",
    "acme/a/more.py": "y = 1\n",
    "acme/a/core_test.py": "",
    "acme/b/BUILD": 'python_sources(dependencies=["acme/a"])\n',
    "acme/b/use.py": "from acme.a.core import x\n",
}


def test_a_target_that_others_name() -> None:
    """It becomes the facade as it is: who names it needs all of it."""
    found = proposal(PANTS)
    (module, _) = found.modules

    assert facades(PANTS) == {"acme/a": (("acme/a/core.py", "acme/a/more.py"), ("x",), 1, 1)}
    assert module.facade is not None
    assert module.facade.reason == (
        "acme/b/BUILD names the target that owns it, at acme/a/BUILD:1, so that becomes the facade"
    )
    assert (module.private, found.skipped) == (0, ())
    assert found.files["acme/a/BUILD"] == (
        'public_facade()\n\npantstack_module(\n    name="module",\n    description="The package acme.a",\n)\n'
    )


def test_a_target_that_nobody_names() -> None:
    """Its files are taken one by one."""
    files = {**PANTS, "acme/b/BUILD": "python_sources()\n"}

    assert facades(files) == {"acme/a": (("acme/a/core.py",), ("x",), 1, 1)}


@pytest.mark.parametrize(
    "build", ['python_sources(sources=["*/*.py"])\n', "python_sources(sources=globs)\n", "python_sources(**more)\n"]
)
def test_a_named_target_that_cannot_be_the_facade(build: str) -> None:
    """One outside of the module, or one that is computed, stays, and the facade is left to people."""
    files = {path: text for path, text in PANTS.items() if path != "acme/a/BUILD"}
    place = "acme/BUILD" if "*/" in build else "acme/a/BUILD"
    found = proposal({**files, place: build, "acme/b/BUILD": 'python_sources(dependencies=["acme", "acme/a"])\n'})

    assert [module.facade for module in found.modules] == [None, None]
    assert [path for path, _ in found.skipped] == ["acme/a/core.py"]


def test_beside_modules() -> None:
    """Where there are modules already, the proposal says so."""
    declared = 'pantstack_module(description="A", public=["core.py"])\n'
    more = {**PANTS, "acme/a/BUILD": declared, "acme/b/BUILD": ""}
    all_of_them = {**more, "acme/b/BUILD": declared.replace("core", "use")}

    assert [proposal_text.text(proposal(files)).split("\n")[0] for files in (more, all_of_them)] == [
        "1 module declared already; this adds to them.",
        "2 modules declared already.",
    ]


def test_what_may_be_installed() -> None:
    """What a folder without an `__init__` file lacks, or is a folder named like a library, is no import of it."""
    files = {
        "acme/orders/core.py": "",
        "docker/build.py": "",
        "docker/__main__.py": "import docker.build\nfrom acme import orders\n",
        "acme/shipping/core.py": "import docker\nfrom acme.common import Settings\nfrom docker import build, client\n",
    }

    assert project_view.tree(project(files), ["."], {}).imports == (
        ResolvedImport("acme/shipping/core.py", "docker/build.py", None),
        ResolvedImport("docker/__main__.py", "docker/build.py", None),
        ResolvedImport("docker/__main__.py", "acme/orders", None),
    )


PASSED_ON = {
    "shop/__init__.py": "from shop import orders\nfrom shop.billing.api import bill\n",
    "shop/orders/__init__.py": "from shop.orders.core import Order\n",
    "shop/orders/core.py": "class Order: ...\n",
    "shop/billing/__init__.py": "",
    "shop/billing/api.py": "def bill(): ...\n",
    "shop/web/__init__.py": "",
    "shop/web/app.py": "from shop import orders, bill\n",
    "shop/text/__init__.py": "",
    "shop/text/x.py": "import shop\nshop.bill()\nshop.orders.Order()\n",
}
BY_STRING = {
    "shop/__init__.py": "",
    "shop/a/__init__.py": "",
    "shop/a/x.py": "x = 1\n",
    "shop/b/__init__.py": "",
    "shop/b/y.py": "from importlib import import_module\nm = import_module('shop.a.x')\n",
}
# Of two modules, one is declared already.
DECLARED = {**BY_STRING, "shop/a/BUILD": "pantstack_module()\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            PASSED_ON,
            {
                "shop/billing": (),
                "shop/orders": (),
                "shop/text": ("shop/billing", "shop/orders"),
                "shop/web": ("shop/billing", "shop/orders"),
            },
        ),
        (BY_STRING, {"shop/a": (), "shop/b": ("shop/a",)}),
        (DECLARED, {"shop/b": ("shop/a",)}),
    ],
)
def test_dependencies(files: Mapping[str, str], expected: Mapping[str, tuple[str, ...]]) -> None:
    """Modules depend on what they use through packages that no module owns, and by strings, and on nothing else."""
    before = project(files)
    found = project_view.proposal(before, project_view.tree(before, ["."], {}), Options())
    after = project_view.proposed(before, found)

    assert {module.path: module.depends_on for module in found.modules} == expected
    assert {path: tuple(sorted(after.used_modules[path])) for path in expected} == expected


def test_folders_that_are_left_out() -> None:
    """They change nothing of what is proposed for the rest, declared or not."""
    shop = {"src/shop/a/x.py": "", "src/shop/b/y.py": "from shop.a import x\n"}
    more = {"stack/libs/BUILD": "pantstack_module(description='x')\n", "stack/libs/z.py": "from shop.a import x\n"}

    def proposed(files: dict[str, str], *aside: str) -> Proposal:
        tree = project_view.tree(project(files), ["src", "."], {})
        return propose(project_view.without(tree, aside))

    assert proposed({**shop, **more}, "stack") == proposed(shop)
    assert proposed({**shop, **more}) != proposed(shop)
