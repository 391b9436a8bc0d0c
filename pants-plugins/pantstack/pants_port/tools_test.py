"""The port to lint, check and test, with tools of the test's own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pants.core.target_types import FilesGeneratorTarget, FileTarget
from pants.engine.addresses import Address
from pants.engine.rules import QueryRule, collect_rules, rule
from pants.engine.unions import UnionMembership
from pants.testutil.rule_runner import RuleRunner

from pantstack.pants_port import checking, linting
from pantstack.pants_port.testing import rules_of_goals, rules_of_tools
from pantstack.pants_port.tool_results import Group, ToolResult, Tools


@dataclass(frozen=True)
class Request:
    """Asks for results."""

    groups: tuple[Group, ...]
    size: int = 128


@dataclass(frozen=True)
class Results:
    """The results, by tool of Pants and group."""

    lint: tuple[tuple[ToolResult, ...], ...]
    check: tuple[tuple[ToolResult, ...], ...]
    test: tuple[tuple[ToolResult, ...], ...]


@rule
async def ask(request: Request, unions: UnionMembership) -> Results:
    """Call the functions, as a feature's rule would."""
    tools = Tools(unions, request.size, request.size)
    return Results(
        await linting.lint(request.groups, tools),
        await checking.check(request.groups, tools),
        await checking.test(request.groups, tools),
    )


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with good and bad texts."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *rules_of_goals(),
            *rules_of_tools(),
            QueryRule(Results, (Request,)),
        ],
        target_types=[FileTarget, FilesGeneratorTarget],
    )
    for folder in ("good", "bad", "skipped"):
        names = ("x.txt", "x_test.txt", "empty_test.txt")
        runner.write_files(
            {f"{folder}/BUILD": "files(sources=['*.txt'])\n", **{f"{folder}/{name}": "" for name in names}}
        )
    return runner


def _group(runner: RuleRunner, folder: str, *names: str) -> Group:
    paths = tuple(f"{folder}/{name}" for name in names)
    return Group(tuple(runner.get_target(Address(folder, relative_file_path=name)) for name in names), paths)


def test_results(runner: RuleRunner) -> None:
    """Each tool says of each group whether it is green; nobody speaks of what there is nothing of."""
    groups = (_group(runner, "good", "x.txt", "x_test.txt"), _group(runner, "bad", "x.txt", "x_test.txt"), Group(()))

    results = runner.request(Results, [Request(groups)])

    assert {frozenset(each) for each in results.lint} == {
        frozenset(
            {ToolResult("texts", passed=True), ToolResult("names", passed=True), ToolResult("format", passed=True)}
        ),
        frozenset(
            {ToolResult("texts", passed=False), ToolResult("names", passed=False), ToolResult("format", passed=True)}
        ),
        frozenset(),
    }
    assert results.check == ((ToolResult("types", passed=True),), (ToolResult("types", passed=False),), ())
    assert results.test == ((ToolResult("runs", passed=True),), (ToolResult("runs", passed=False),), ())


def test_nothing_to_say(runner: RuleRunner) -> None:
    """A checker that skips, and a file without tests, have no result."""
    groups = (_group(runner, "skipped", "x.txt"), _group(runner, "good", "x.txt", "empty_test.txt"))

    results = runner.request(Results, [Request(groups)])

    assert (results.check, results.test) == (((), (ToolResult("types", passed=True),)), ((), ()))
