"""`pants lint` with the checker, through Pants' rules."""

from __future__ import annotations

import re

import pytest
from pants.core.goals.lint import LintResult
from pants.testutil.rule_runner import RuleRunner

from pantstack.boundaries.pants_rules.lint import PantstackLintRequest, SelectedFiles
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner


def lint(runner: RuleRunner, *paths: str) -> LintResult:
    """Judge selected files."""
    batch = PantstackLintRequest.Batch("pantstack", ("pantstack",), SelectedFiles(paths))
    return runner.request(LintResult, [batch])


def found(result: LintResult) -> set[tuple[str, int, str]]:
    """Path, line and code of every finding."""
    lines = re.findall(r"^(\S+?):(\d+):\d+ ([a-z-]+) ", result.stdout, re.MULTILINE)
    return {(path, int(line), code) for path, line, code in lines}


REPOSITORY: dict[str, str] = {
    "modules/orders/BUILD": "pantstack_module(description='Takes orders', layer='domain')\n",
    "modules/orders/backend/__init__.py": "",
    "modules/orders/backend/service/core.py": "class OrdersService: ...\nclass OrdersClient: ...\n",
    "modules/orders/backend/public/BUILD": "public_facade()\n",
    "modules/orders/backend/public/__init__.py": "from .interface import OrdersClient\n__all__ = ['OrdersClient']\n",
    "modules/orders/backend/public/interface.py": "from ..service.core import OrdersClient\n",
    "modules/shipping/BUILD": "pantstack_module(\n    description='Ships',\n    depends_on=['modules/orders'],\n)\n",
    "modules/shipping/core.py": "from modules.orders.backend.public import OrdersClient\n",
}
SUMMARY = "1 import in 1 file of 1 module checked.\n"


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """Two clean modules."""
    runner = make_runner()
    runner.write_files(REPOSITORY)
    return runner


def test_a_stack_reference(runner: RuleRunner) -> None:
    """A program that reads an undeclared module's stack is found, and one whose project is open is counted."""
    module = "pantstack_module(description='Takes orders', infrastructure='infrastructure')\n"
    program = (
        "import pulumi\n\npulumi.StackReference('acme/shipping/prod')\npulumi.StackReference(pulumi.get_stack())\n"
    )
    runner.write_files(
        {
            "modules/orders/BUILD": module,
            "modules/orders/infrastructure/__main__.py": program,
            "modules/shipping/BUILD": module.replace("Takes", "Ships"),
            "modules/shipping/core.py": "",
            "modules/shipping/infrastructure/__main__.py": "",
        }
    )
    result = lint(runner, "modules/orders/infrastructure/__main__.py")

    assert result.exit_code == 1
    assert found(result) == {
        ("modules/orders/infrastructure/__main__.py", 3, "undeclared-stack-reference"),
        ("modules/orders/infrastructure/__main__.py", 4, "unprovable-stack-reference"),
    }
    assert result.stdout.splitlines()[-1] == ("1 import in 1 file of 1 module checked; 1 stack reference not provable.")


def test_clean(runner: RuleRunner) -> None:
    """A clean run says what it checked."""
    result = lint(runner, *REPOSITORY)

    summary = "3 imports in 5 files of 2 modules checked.\n"
    assert (result.exit_code, result.stdout, result.stderr, result.linter_name) == (0, summary, "", "pantstack")


def test_generated_code(runner: RuleRunner) -> None:
    """What files of protobuf become is public in the facade's directory and private elsewhere; nothing is generated."""
    path = "modules/shipping/core.py"
    runner.write_files(
        {
            "modules/orders/backend/public/orders.proto": "",
            "modules/orders/backend/service/rows.proto": "",
            path: (
                "from modules.orders.backend.public import orders_pb2\n"
                "from modules.orders.backend.public.orders_pb2_grpc import OrdersStub\n"
                "from modules.orders.backend.service import rows_pb2\n"
                "import google.protobuf\n"
            ),
        }
    )

    assert found(lint(runner, path)) == {(path, 3, "private-import")}


def test_private_import_names_the_facade(runner: RuleRunner) -> None:
    """The finding has file, line, column and code, the deciding declaration and the line to write."""
    path = "modules/shipping/planted.py"
    runner.write_files(
        {path: "import json\nfrom modules.orders.backend.service.core import OrdersClient, OrdersService\n"}
    )
    result = lint(runner, path)

    assert (result.exit_code, result.stdout) == (
        1,
        (
            "modules/shipping/planted.py:2:49 private-import `modules.orders.backend.service.core` is internal to"
            " `modules/orders`.\n"
            "  modules/orders/backend/public/BUILD:1 declares what is public there.\n"
            "  Write: from modules.orders.backend.public import OrdersClient\n"
            "modules/shipping/planted.py:2:63 private-import `modules.orders.backend.service.core` is internal to"
            " `modules/orders`.\n"
            "  modules/orders/backend/public/BUILD:1 declares what is public there.\n"
            "  Import from `modules.orders.backend.public` instead (it exports OrdersClient), or add `OrdersService` there.\n"
            "2 findings (private-import): see `pants validate --explain=private-import` for what it means.\n"
            "3 imports in 1 file of 1 module checked.\n"
        ),
    )


def test_what_generators_hand_on(runner: RuleRunner) -> None:
    """What stands in a generator of targets, in its overrides, or in parametrize is checked as in a target."""
    entry, lib = "modules.orders.backend.service.core:run", "modules/orders:lib"
    runner.write_files(
        {
            "modules/orders/BUILD": REPOSITORY["modules/orders/BUILD"]
            + "python_sources(name='lib')\n"
            + "python_requirement(name='req', requirements=['x'])\n",
            "scripts/a.py": "",
            "scripts/test_a.py": "",
            "scripts/BUILD": (
                f"python_sources(name='own', dependencies=['{lib}', '!//{lib}'])\n"
                f"python_sources(name='other', overrides={{'a.py': {{'dependencies': ['{lib}']}}}})\n"
                f"python_sources(name='third', dependencies=parametrize(p=['{lib}'], q=[]))\n"
                f"python_tests(name='tests', dependencies=['{lib}', 'modules/orders:req'])\n"
                f"pex_binaries(name='programs', entry_points=['a.py', '{entry}'])\n"
                f"pex_binary(name='program', entry_point=parametrize(p='{entry}', q='a.py'))\n"
                f"python_google_cloud_function(name='function', handler='{entry}', runtime='python39', type='http')\n"
                "python_distribution(\n"
                "    name='one',\n"
                f"    provides=python_artifact(name='one', entry_points={{'console_scripts': {{'x': '{entry}'}}}}),\n"
                ")\n"
                "python_distribution(\n"
                "    name='two',\n"
                f"    provides=python_artifact(name='two', entry_points={{'console_scripts': ['x={entry}']}}),\n"
                ")\n"
            ),
        }
    )
    private, dynamic = ("private-dependency", "dynamic-private-import")

    assert found(lint(runner, "scripts/BUILD")) == {
        *(("scripts/BUILD", line, private) for line in (1, 2, 3, 4)),
        *(("scripts/BUILD", line, dynamic) for line in (5, 6, 7, 10, 12)),
    }


def test_a_dependency_of_a_generator_is_a_use(runner: RuleRunner) -> None:
    """A module whose sources depend on another one's facade in a BUILD file alone uses that module."""
    runner.write_files(
        {
            "modules/shipping/BUILD": REPOSITORY["modules/shipping/BUILD"]
            + "python_sources(name='lib', dependencies=['modules/orders/backend/public'])\n",
            "modules/shipping/core.py": "",
        }
    )

    assert lint(runner, "modules/shipping/BUILD").stdout == ("0 imports in 1 file of 1 module checked.\n")


def test_undeclared_module(runner: RuleRunner) -> None:
    """The finding shows what is declared and what to add."""
    runner.write_files({"modules/shipping/BUILD": "pantstack_module(description='Ships')\n"})
    result = lint(runner, "modules/shipping/core.py")

    assert (result.exit_code, result.stdout) == (
        1,
        "modules/shipping/core.py:1:43 undeclared-module `modules/shipping` uses `modules/orders` but does not declare it.\n"
        "  modules/shipping/BUILD:1 has depends_on=[].\n"
        '  Add "modules/orders" to depends_on there, or remove this import.\n'
        "1 finding (undeclared-module): see `pants validate --explain=undeclared-module` for what it"
        " means.\n" + SUMMARY,
    )


def test_a_modules_build_file_selects_the_whole_module(runner: RuleRunner) -> None:
    """Selecting the declaration judges every file of the module."""
    runner.write_files({"modules/shipping/deep/planted.py": "import modules.orders.backend.service.core\n"})
    result = lint(runner, "modules/shipping/BUILD")

    assert found(result) == {("modules/shipping/deep/planted.py", 1, "private-import")}


def test_a_partial_run_is_the_full_run_filtered(runner: RuleRunner) -> None:
    """Each file alone has exactly the findings that the full run has in it."""
    planted = {
        "modules/shipping/planted.py": "from modules.orders.backend import service\n",
        "modules/orders/planted.py": "from ..shipping.core import x\n",
        "scripts/planted.py": "from modules.shipping import core\n",
        "planted.py": "from modules.orders.backend.service.core import *\n",
        "src/planted.py": "from modules.orders.backend.service import core\n",
    }
    runner.write_files(planted)
    everything = (*REPOSITORY, *planted)
    full = found(lint(runner, *everything))

    private = {(path, 1, "private-import") for path in planted}
    assert full == private | {("modules/orders/planted.py", 1, "module-cycle")}
    assert {path: found(lint(runner, path)) for path in everything if path.endswith(".py")} == {
        path: {finding for finding in full if finding[0] == path} for path in everything if path.endswith(".py")
    }


def test_mistakes_in_declarations_end_the_run(runner: RuleRunner) -> None:
    """With a wrong declaration nothing is checked, and the exit code says configuration."""
    runner.write_files(
        {"modules/shipping/BUILD": "\npantstack_module(description='Ships', depends_on=['modules/order'])\n"}
    )
    result = lint(runner, "modules/shipping/core.py")

    assert (result.exit_code, result.stdout) == (
        2,
        (
            "modules/shipping/BUILD:2 Unknown module `modules/order` in depends_on.\n"
            "  Did you mean `modules/orders`?\n"
            "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
        ),
    )


def test_source_roots_that_are_gone_end_the_run(runner: RuleRunner) -> None:
    """Where no import can name a module nothing is checked: every import would be found clean."""
    runner.set_options([OPTIONS[1], '--source-root-patterns=["/gone", "/modules/shipping"]'])
    result = lint(runner, "modules/shipping/core.py")

    assert (result.exit_code, result.stdout) == (
        2,
        (
            "modules/orders/BUILD:1 `modules/orders` is not under any source root, so it cannot be imported.\n"
            "  Add one that is above it to root_patterns in the section [source] of pants.toml.\n"
            "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
        ),
    )


def test_a_file_that_is_not_there_is_reported(runner: RuleRunner) -> None:
    """A selected file that cannot be read is a finding, and the others are checked."""
    result = lint(runner, "modules/shipping/gone.py", "modules/shipping/core.py")

    assert (result.exit_code, result.stdout) == (
        1,
        (
            "modules/shipping/gone.py:1:1 unparsable-file This file could not be parsed completely: it is listed, but there is no"
            " file to read.\n"
            "  Its imports were checked only as far as it could be parsed.\n"
            "  Fix the file; if it is data, let a files() or resources() target own it, and no Python target.\n"
            "1 finding (unparsable-file): see `pants validate --explain=unparsable-file` for what it means.\n"
            "1 import in 2 files of 1 module checked.\n"
        ),
    )


def test_a_module_without_a_facade(runner: RuleRunner) -> None:
    """Everything in it is private, and the advice says what is missing."""
    runner.write_files({"scripts/x.py": "import modules.shipping.core\n"})
    result = lint(runner, "scripts/x.py")

    assert result.stdout.splitlines()[:3] == [
        "scripts/x.py:1:8 private-import `modules.shipping.core` is internal to `modules/shipping`.",
        "  modules/shipping/BUILD:1 declares the module, and it has no facade.",
        "  Declare a public_facade in modules/shipping, or remove this import.",
    ]
