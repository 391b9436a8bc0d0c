"""The address of a module brings its facade."""

from __future__ import annotations

import pytest
from pants.backend.python import target_types_rules
from pants.backend.python.target_types import (
    PexBinary,
    PythonSourcesGeneratorTarget,
    PythonTestsGeneratorTarget,
)
from pants.build_graph.address import Address
from pants.core.target_types import FilesGeneratorTarget
from pants.engine.addresses import Addresses
from pants.engine.internals.parametrize import Parametrize
from pants.engine.rules import QueryRule
from pants.engine.target import Dependencies, DependenciesRequest
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.declarations import targets
from pantstack.declarations.pants_rules import rules as catalog_rules
from pantstack.declarations.pants_rules.facades import dependencies

OPTIONS = [
    "--python-enable-resolves",
    "--python-resolves={'python-default': 'a.lock', 'orders': 'b.lock', 'mail': 'c.lock'}",
    "--source-root-patterns=['/']",
    "--no-python-infer-imports",
    "--no-python-infer-assets",
]
LIBRARY = "pantstack_module(description='Library')\n"
FILES = {
    "libs/common/BUILD": (
        f"{LIBRARY}public_facade(name='lib', sources=['*.py', '!x.py'], resolve=parametrize('python-default', 'orders'))\n"
    ),
    "libs/common/ids.py": "",
    "libs/common/logs.py": "",
    "libs/common/x.py": "",
    "libs/listed/BUILD": (
        "pantstack_module(description='Listed', public=['*.py', '!_*.py'])\n"
        "pantstack_module(name='rates', file='_rates.py', description='Rates')\n"
        "python_sources(name='lib')\n"
    ),
    "libs/listed/core.py": "",
    "libs/listed/_inner.py": "",
    "libs/listed/_rates.py": "",
    "libs/both/BUILD": (
        "pantstack_module(description='Both', public=['*.py'])\n"
        "python_sources(name='lib', resolve=parametrize('python-default', 'orders'))\n"
    ),
    "libs/both/core.py": "",
    "libs/closed/BUILD": f"{LIBRARY}python_sources(name='lib')\n",
    "libs/closed/core.py": "",
    "app/main.py": "",
}


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """Three libraries: with a facade of its own in two resolves, with public files, and without either."""
    runner = RuleRunner(
        rules=[
            *catalog_rules.rules(),
            *dependencies.rules(),
            *source_root.rules(),
            *target_types_rules.rules(),
            QueryRule(Addresses, (DependenciesRequest,)),
        ],
        target_types=[
            *targets.target_types(),
            FilesGeneratorTarget,
            PexBinary,
            PythonSourcesGeneratorTarget,
            PythonTestsGeneratorTarget,
        ],
        objects={"parametrize": Parametrize},
    )
    runner.set_options(OPTIONS)
    runner.write_files(FILES)
    return runner


def depends_on(runner: RuleRunner, build: str, address: Address) -> list[str]:
    """What a target of app/BUILD depends on."""
    runner.write_files({"app/BUILD": build})
    target = runner.get_target(address)
    return [str(each) for each in runner.request(Addresses, [DependenciesRequest(target[Dependencies])])]


@pytest.mark.parametrize(
    ("entry", "resolve", "expected"),
    [
        ("libs/common", "orders", ["libs/common:common", "libs/common:lib@resolve=orders"]),
        ("//libs/common:common", "python-default", ["libs/common:common", "libs/common:lib@resolve=python-default"]),
        ("libs/listed", "python-default", ["libs/listed:listed", "libs/listed/core.py:lib"]),
        ("libs/listed:rates", "python-default", ["libs/listed:rates", "libs/listed/_rates.py:lib"]),
        ("libs/both", "orders", ["libs/both:both", "libs/both/core.py:lib@resolve=orders"]),
        ("libs/closed", "orders", ["libs/closed:closed"]),
        # In a resolve that it is not usable in all of it comes, which is an error of Pants.
        (
            "libs/common",
            "mail",
            ["libs/common:common", "libs/common:lib@resolve=orders", "libs/common:lib@resolve=python-default"],
        ),
    ],
)
def test_the_facade_comes_along(runner: RuleRunner, entry: str, resolve: str, expected: list[str]) -> None:
    """An address of a module brings what owns its facade, in the resolve of who names it, and nothing else."""
    build = f"python_sources(name='app', resolve='{resolve}', dependencies=['{entry}'])\n"
    address = Address("app", target_name="app", relative_file_path="main.py")

    assert depends_on(runner, build, address) == expected
