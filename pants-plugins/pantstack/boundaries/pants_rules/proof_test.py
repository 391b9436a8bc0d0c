"""A run says what it left out, and it reports even that there was nothing to check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pants.core.util_rules.partitions import Partitions
from pants.engine.rules import QueryRule
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules import validate
from pantstack.boundaries.pants_rules.lint import PantstackLintRequest, SelectedFiles
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate

BROKEN = "def f(:\n"
SHIPPING = "pantstack_module(description='Ships')\n"
FILES = {
    "modules/orders/BUILD": "pantstack_module(description='Takes orders')\n",
    "modules/orders/core.py": "class Order: ...\n",
    "modules/shipping/BUILD": SHIPPING,
    "modules/shipping/core.py": "import json\n",
}


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """Two clean modules."""
    runner = make_runner(
        (*validate.rules(), QueryRule(Partitions[str, SelectedFiles], (PantstackLintRequest.PartitionRequest,)))
    )
    runner.write_files(FILES)
    return runner


def run(runner: RuleRunner, *args: str) -> GoalRuleResult:
    """Validate."""
    return runner.run_goal_rule(Validate, global_args=OPTIONS, args=args, env_inherit={"PATH", "PYENV_ROOT", "HOME"})


def left_out(runner: RuleRunner, *args: str) -> Any:  # noqa: ANN401  a part of a JSON document
    """What the JSON document says was left out."""
    run(runner, "--pantstack-format=json", "--pantstack-output=out.json", *args)
    return json.loads(Path(runner.build_root, "out.json").read_text(encoding="utf-8"))["summary"]["left_out"]


def partitions(runner: RuleRunner, *args: str, files: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The selected paths of each partition that the linter makes of files."""
    runner.set_options([*OPTIONS, *args], env_inherit={"PATH", "PYENV_ROOT", "HOME"})
    made = runner.request(Partitions[str, SelectedFiles], [PantstackLintRequest.PartitionRequest(files)])
    return [partition.metadata.paths for partition in made]


def test_what_is_switched_off_or_left_out(runner: RuleRunner) -> None:
    """Findings that are off and imports under TYPE_CHECKING are counted, and only in what is selected."""
    runner.write_files(
        {
            "modules/shipping/core.py": (
                "from typing import TYPE_CHECKING\nimport modules.orders.core\n"
                "if TYPE_CHECKING:\n    from modules.orders.core import Order, Order as Other\n"
            )
        }
    )
    options = (
        "--pantstack-lint-severities={'modules/shipping:*': 'off'}",
        "--no-pantstack-lint-type-checking",
    )

    assert run(runner, *options, "modules/shipping::") == GoalRuleResult(
        0,
        ("2 imports in 1 file of 1 module checked; 1 finding switched off; 2 imports under TYPE_CHECKING left out.\n"),
        "",
    )
    assert left_out(runner, *options, "modules/shipping::") == {"findings": 1, "imports": 2, "data": 0, "files": 0}
    assert left_out(runner, *options, "modules/orders::") == {"findings": 0, "imports": 0, "data": 0, "files": 0}


def test_python_in_another_form(runner: RuleRunner) -> None:
    """Notebooks, Cython and scripts without a suffix are counted, also where their module's address selects them."""
    runner.write_files(
        {
            "modules/shipping/notes.ipynb": "{}",
            "modules/shipping/fast.pyx": "",
            "modules/shipping/bin/run": "#!/usr/bin/env python3\nimport modules.orders.core\n",
            "modules/shipping/LICENSE": "MIT",
            "scripts/run": "#!/usr/bin/env python3\n",
        }
    )
    report = "; 3 files not read (notebooks, Cython, scripts without a suffix).\n"

    for spec in ("modules/shipping::", "modules/shipping"):
        assert run(runner, spec).stdout == f"1 import in 1 file of 1 module checked{report}"
    assert left_out(runner, "::") == {"findings": 0, "imports": 0, "data": 0, "files": 4}
    assert partitions(runner, files=("scripts/run", "modules/shipping/LICENSE")) == [
        ("scripts/run", "modules/shipping/LICENSE")
    ]


def test_another_script(runner: RuleRunner) -> None:
    """A script that becomes Python, or is none any more, is counted as what it is now."""
    runner.write_files({"scripts/run": "#!/bin/sh\n"})
    assert left_out(runner, "scripts::")["files"] == 0

    runner.write_files({"scripts/run": "#!/usr/bin/python3\n"})
    assert left_out(runner, "scripts::")["files"] == 1


@pytest.mark.parametrize("kind", ["files", "resources"])
def test_data_that_is_not_python(runner: RuleRunner, kind: str) -> None:
    """What only a target of files or resources owns may be broken, and its imports are judged all the same."""
    data = f"{kind}(name='data', sources=['testdata/*.py'])\n"
    runner.write_files(
        {
            "modules/shipping/BUILD": SHIPPING + data,
            "modules/shipping/testdata/broken.py": BROKEN,
            "modules/shipping/testdata/whole.py": "import modules.orders.core\n",
        }
    )
    result = run(runner, "modules/shipping::")

    assert [line for line in result.stdout.splitlines() if line[0] != " "] == [
        "modules/shipping/testdata/whole.py:1:8 private-import `modules.orders.core` is internal to `modules/orders`.",
        "1 finding (private-import): see `pants validate --explain=private-import` for what it means.",
        "2 imports in 3 files of 1 module checked; 1 file of data not parsed.",
    ]


@pytest.mark.parametrize("more", ["python_sources(name='src', sources=['**/*.py'])\n", ""])
def test_data_that_is_code_too(runner: RuleRunner, more: str) -> None:
    """What a Python target owns as well, or no target of data, has to be Python."""
    data = "files(name='data', sources=['testdata/*.py'])\n" if more else "files(name='data', sources=['other/*'])\n"
    runner.write_files({"modules/shipping/BUILD": SHIPPING + data + more, "modules/shipping/testdata/b.py": BROKEN})
    result = run(runner, "modules/shipping::")

    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        1,
        (
            "modules/shipping/testdata/b.py:1:7 unparsable-file This file could not be parsed completely:"
            " it is not Python."
        ),
    )


def test_nothing_to_check(runner: RuleRunner) -> None:
    """A document is written also when nothing of the checker's is selected; without one there is nothing to say."""
    assert partitions(runner, files=("README.md",)) == []
    assert partitions(runner, "--pantstack-format=sarif", files=("README.md",)) == [()]
    assert partitions(runner, "--pantstack-format=sarif", files=()) == [()]
    assert partitions(runner, "--pantstack-format=sarif", "--pantstack-lint-skip", files=()) == []
