"""The port over processes, with real ones."""

from __future__ import annotations

import sys

import pytest
from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.interpreter_constraints import InterpreterConstraints
from pants.backend.python.util_rules.pex import PythonProvider
from pants.backend.python.util_rules.pex_environment import PythonExecutable
from pants.core.goals import package as package_goal
from pants.engine.console import Console
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import InteractiveProcess, Process
from pants.engine.rules import collect_rules, goal_rule, rule
from pants.engine.unions import UnionRule
from pants.option.option_types import StrListOption
from pants.testutil.rule_runner import RuleRunner, mock_console

from pantstack.pants_port import processes


class TryoutSubsystem(GoalSubsystem):
    """A goal for this test."""

    name = "tryout"
    help = "Runs processes that end with the given exit codes."
    codes = StrListOption("--codes", help="Exit codes.")


class Tryout(Goal):
    """A goal for this test."""

    subsystem_cls = TryoutSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


class OwnPython(PythonProvider):
    """The interpreter of the test itself."""


@rule
async def own_python(_: OwnPython) -> PythonExecutable:
    """No search."""
    return PythonExecutable(sys.executable)


@goal_rule
async def tryout(console: Console, options: TryoutSubsystem) -> Tryout:
    """Each function of the port once."""
    (python,) = await processes.interpreters((InterpreterConstraints([">=3.9"]),))
    output = await processes.results(
        tuple(
            Process((python.path, "-c", f"print({code}, end=';'); exit({code})"), description=f"Saying {code}")
            for code in options.codes
        )
    )
    console.print_stdout("".join(f"{each.stdout.decode()}{each.exit_code} " for each in output))
    codes = await processes.run_interactive(
        tuple(
            InteractiveProcess((python.path, "-c", f"import sys; sys.exit({code})"), run_in_workspace=True)
            for code in options.codes
        )
    )
    console.print_stdout(str(codes))
    return Tryout(exit_code=codes[-1])


@pytest.fixture(name="runner", scope="module")
def _runner() -> RuleRunner:
    """A repository with nothing in it."""
    return RuleRunner(
        rules=[
            *collect_rules(globals()),
            *pex.rules(),
            *package_goal.rules(),
            UnionRule(PythonProvider, OwnPython),
        ]
    )


@pytest.mark.parametrize(("codes", "ran"), [(["0", "0"], "(0, 0)"), (["0", "3", "0"], "(0, 3)"), (["1"], "(1,)")])
def test_stops_at_the_first_failure(runner: RuleRunner, codes: list[str], ran: str) -> None:
    """Exit codes come back in order; in the terminal nothing runs after a failure."""
    # Interactive processes need a real console around them.
    with mock_console(runner.options_bootstrapper):
        result = runner.run_goal_rule(Tryout, args=[f"--codes={each}" for each in codes])

    output = "".join(f"{each};{each} " for each in codes)
    assert (result.stdout, result.exit_code) == (f"{output}\n{ran}\n", int(ran.strip("(,)").split(", ")[-1]))
