"""What declarations say beside layers and dependencies, through Pants."""

from __future__ import annotations

from pathlib import Path

import pytest
from pants.engine.goal import Goal
from pants.testutil.rule_runner import GoalRuleResult, RuleRunner

from pantstack.boundaries.pants_rules import modules, validate
from pantstack.boundaries.pants_rules.modules import Modules
from pantstack.boundaries.pants_rules.testing import OPTIONS, make_runner
from pantstack.boundaries.pants_rules.validate import Validate

FILES = {
    "shop/BUILD": (
        "pantstack_module(description='Shop', public=['**'])\n"
        "pantstack_module(name='bills', file='bills.py', description='Bills', depends_on=['*'],\n"
        "    cannot_depend_on=['shop/stock'])\n"
        "pantstack_module(name='rates', file='rates.py', description='Rates', depends_on=['shop/stock'])\n"
        "python_sources(name='lib')\n"
    ),
    "shop/__init__.py": "_secret = 1\n",
    "shop/bills.py": "from shop import _secret\nfrom shop.stock.api import count\n",
    "shop/rates.py": "from shop.log.write import write\n\n_rate = 1\n",
    "shop/stock/BUILD": "pantstack_module(description='Stock', public=['api.py'], consumers=['shop/bills.py'])\n",
    "shop/stock/api.py": "from shop.rates import _rate\n\n\ndef count(): ...\n",
    "shop/log/BUILD": "pantstack_module(description='Log', public=['write.py'], utility=True)\n",
    "shop/log/write.py": "def write(): ...\n",
}
ONE = """\
shop/bills.py:2:28 forbidden-dependency `shop/bills.py` uses `shop/stock`, which it must never use.
  shop/BUILD:2 has cannot_depend_on=["shop/stock"].
  Remove this use, or move what it needs to a module that may be used.
1 finding (forbidden-dependency): see `pants validate --explain=forbidden-dependency` for what it means.
2 imports in 1 file of 1 module checked.
"""
ALL = """\
shop/BUILD:4:82 unused-dependency `shop/rates.py` declares `shop/stock` but does not use it.
  shop/BUILD:4 lists it in depends_on.
  Delete "shop/stock" there, or run `./pants modules --sync`.
shop/bills.py:2:28 forbidden-dependency `shop/bills.py` uses `shop/stock`, which it must never use.
  shop/BUILD:2 has cannot_depend_on=["shop/stock"].
  Remove this use, or move what it needs to a module that may be used.
shop/stock/api.py:1:24 undeclared-module `shop/stock` uses `shop/rates.py` but does not declare it.
shop/stock/api.py:1:24 unexported-name `_rate` is not a public name of `shop.rates`.
  shop/stock/BUILD:1 has depends_on=[].
  Add "shop/rates.py" to depends_on there, or remove this import.
  shop/BUILD:4 declares the facade; this file of it exports nothing.
  Use a name that it exports, or remove the underscore there.
3 findings with 4 reasons (forbidden-dependency, undeclared-module, unexported-name, unused-dependency): see\
 `pants validate --explain=forbidden-dependency,undeclared-module,unexported-name,unused-dependency` for what they mean.
4 imports in 5 files of 5 modules checked; 1 module all public, to be narrowed.
"""
TABLE = """\
MODULE                        LAYER  OWNERS  FACADE          USES                                    USED BY                                FINDINGS
shop                          -      -       shop            -                                       shop/bills.py                          -
(all public, to be narrowed)
shop/bills.py                 -      -       shop.bills      shop                                    -                                      1
(may use any module)                                         shop/stock (undeclared, 1 finding)
(never shop/stock)
shop/log                      -      -       shop.log.write  -                                       shop/rates.py                          -
(utility)
shop/rates.py                 -      -       shop.rates      shop/log                                shop/stock (undeclared, 2 findings)    1
                                                             shop/stock (no import, 1 finding)
shop/stock                    -      -       shop.stock.api  shop/rates.py (undeclared, 2 findings)  shop/bills.py (undeclared, 1 finding)  2
                                                                                                     shop/rates.py (no import, 1 finding)

5 modules, 5 uses, 4 findings; 1 module all public, to be narrowed.
"""
STOCK = """\
pantstack_module(
    description='Stock',
    depends_on=['shop/rates.py'],
    public=['api.py'],
    consumers=['shop/bills.py'],
)
"""


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A folder of modules that are directories and files."""
    runner = make_runner((*validate.rules(), *modules.rules()))
    runner.write_files(FILES)
    return runner


def run(runner: RuleRunner, goal: type[Goal], *args: str) -> GoalRuleResult:
    """Run a goal."""
    return runner.run_goal_rule(goal, global_args=OPTIONS, args=args, env_inherit={"PATH", "PYENV_ROOT", "HOME"})


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        (("shop/bills.py",), ONE),
        # A BUILD file stands for all modules that it declares.
        (("shop:rates",), ALL),
    ],
)
def test_a_selection(runner: RuleRunner, specs: tuple[str, ...], expected: str) -> None:
    """A module of one file is selected as that file, or with its BUILD file."""
    assert run(runner, Validate, *specs) == GoalRuleResult(1, expected, "")


def test_a_severity_of_a_module_of_one_file(runner: RuleRunner) -> None:
    """What lies in the BUILD file of several modules is the finding of the one that it is about."""
    levels = (*OPTIONS, "--pantstack-lint-severities={'shop/rates.py:unused-dependency': 'off'}")
    result = runner.run_goal_rule(
        Validate, global_args=levels, args=("shop/BUILD",), env_inherit={"PATH", "PYENV_ROOT", "HOME"}
    )

    assert "unused-dependency" not in result.stdout
    assert "1 finding switched off" in result.stdout


def test_the_table(runner: RuleRunner) -> None:
    """Files are modules like others, with what their declarations say."""
    assert run(runner, Modules).stdout == TABLE


def test_sync(runner: RuleRunner) -> None:
    """One declaration of several in a BUILD file is edited; what may use any, and utilities, are left alone."""
    assert run(runner, Modules, "--sync").exit_code == 0
    after = FILES["shop/BUILD"].replace("'Rates', depends_on=['shop/stock']", "'Rates', depends_on=[]")
    assert Path(runner.build_root, "shop/BUILD").read_text() == after
    assert Path(runner.build_root, "shop/stock/BUILD").read_text() == STOCK
