"""The port to lint, check and test, with tools of the test's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from pants.core.goals import check as check_goal
from pants.core.goals import fix, fmt, package
from pants.core.goals import lint as lint_goal
from pants.core.goals import test as test_goal
from pants.core.goals.check import CheckRequest, CheckResult, CheckResults
from pants.core.goals.fmt import FmtResult, FmtTargetsRequest
from pants.core.goals.lint import LintFilesRequest, LintResult, LintTargetsRequest
from pants.core.goals.test import ShowOutput, TestFieldSet, TestRequest, TestResult
from pants.core.target_types import FilesGeneratorTarget, FileSourceField, FileTarget
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.engine.addresses import Address
from pants.engine.fs import EMPTY_FILE_DIGEST
from pants.engine.goal import Goal
from pants.engine.rules import QueryRule, Rule, collect_rules, rule
from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionMembership, UnionRule
from pants.option.subsystem import Subsystem
from pants.testutil.rule_runner import RuleRunner

from pantstack.engine import checking, linting
from pantstack.engine.generation import CALLS_BY_NAME
from pantstack.engine.verdict import Group, Tools, Verdict


class Texts(Subsystem):
    """The subsystem of every tool here."""

    options_scope = "texts"
    name = "texts"
    help = "The subsystem of every tool here."
    skip = False


@dataclass(frozen=True)
class TextFieldSet(FieldSet):
    """A text."""

    required_fields = (FileSourceField,)
    sources: FileSourceField


@dataclass(frozen=True)
class TextTestFieldSet(TestFieldSet):
    """A text that is a test."""

    required_fields = (FileSourceField,)
    sources: FileSourceField

    @classmethod
    def opt_out(cls, target: Target) -> bool:
        """What is not named like a test."""
        return "test" not in (target.address.filename or "")


class TextLint(LintTargetsRequest):
    """Finds fault with every text named "bad"."""

    tool_subsystem = Texts  # type: ignore[assignment]
    tool_name = "texts"
    field_set_type = TextFieldSet
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


class NameLint(LintFilesRequest):
    """Finds fault with every file named "bad", and knows no targets."""

    tool_subsystem = Texts  # type: ignore[assignment]
    tool_name = "names"


class TextFmt(FmtTargetsRequest):
    """Would rewrite nothing."""

    tool_subsystem = Texts  # type: ignore[assignment]
    tool_name = "format"
    field_set_type = TextFieldSet
    partitioner_type = PartitionerType.DEFAULT_SINGLE_PARTITION


class TextCheck(CheckRequest[TextFieldSet]):
    """Finds fault with every text named "bad", and skips a folder."""

    tool_name = "types"
    field_set_type = TextFieldSet


class TextTest(TestRequest):
    """Fails for every test named "bad"."""

    tool_subsystem = Texts  # type: ignore[assignment]
    tool_name = "runs"
    field_set_type = TextTestFieldSet


def _fault(elements: Any) -> int:  # noqa: ANN401  field sets, or paths
    return int(any("bad" in str(getattr(each, "address", each)) for each in elements))


@rule
async def lint_texts(request: TextLint.Batch[TextFieldSet, Any]) -> LintResult:
    """A verdict on a batch."""
    return LintResult(_fault(request.elements), "", "", request.tool_name)


@rule
async def part_names(request: NameLint.PartitionRequest) -> Partitions[str, Any]:
    """All in one."""
    return Partitions.single_partition(request.files) if request.files else Partitions()


@rule
async def lint_names(request: NameLint.Batch[str, Any]) -> LintResult:
    """A verdict on a batch."""
    return LintResult(_fault(request.elements), "", "", request.tool_name)


@rule
async def format_texts(request: TextFmt.Batch) -> FmtResult:
    """What it was given; without texts of those names it would be another snapshot."""
    assert request.snapshot.files
    return FmtResult(request.snapshot, request.snapshot, "", "", tool_name=request.tool_name)


@rule
async def check_texts(request: TextCheck) -> CheckResults:
    """A verdict on all; none on a folder."""
    if any("skipped" in each.address.spec for each in request.field_sets):
        return CheckResults((), checker_name=request.tool_name)
    return CheckResults((CheckResult(_fault(request.field_sets), "", ""),), checker_name=request.tool_name)


@rule
async def run_texts(request: TextTest.Batch[TextTestFieldSet, Any]) -> TestResult:
    """A verdict on a test; none on an empty one."""
    address = request.single_element.address
    if "empty" in address.spec:
        return TestResult.no_tests_found(address, ShowOutput.FAILED)
    text: dict[str, Any] = {"stdout": "", "stderr": ""}
    if CALLS_BY_NAME:
        text = {"stdout_bytes": b"", "stderr_bytes": b""}
    return TestResult(
        exit_code=_fault(request.elements),
        **text,
        stdout_digest=EMPTY_FILE_DIGEST,
        stderr_digest=EMPTY_FILE_DIGEST,
        addresses=(address,),
        output_setting=ShowOutput.FAILED,
        result_metadata=None,
    )


@dataclass(frozen=True)
class Asked:
    """Asks for verdicts."""

    groups: tuple[Group, ...]
    size: int = 128


@dataclass(frozen=True)
class Said:
    """The verdicts, by tool of Pants and group."""

    lint: tuple[tuple[Verdict, ...], ...]
    check: tuple[tuple[Verdict, ...], ...]
    test: tuple[tuple[Verdict, ...], ...]


@rule
async def ask(asked: Asked, unions: UnionMembership) -> Said:
    """Call the functions, as a feature's rule would."""
    tools = Tools(unions, asked.size, asked.size)
    return Said(
        await linting.lint(asked.groups, tools),
        await checking.check(asked.groups, tools),
        await checking.test(asked.groups, tools),
    )


def rules_of_goals() -> tuple[Rule, ...]:
    """The rules of Pants' own goals that the port stands on."""
    more: tuple[Rule, ...] = ()
    if CALLS_BY_NAME:
        from pants.core.goals import lint_goal as newer  # noqa: PLC0415  the older generation has it not

        more = tuple(newer.rules())
    goals = (lint_goal, check_goal, test_goal, fix, fmt, package)
    found = (*more, *(each for goal in goals for each in goal.rules()))
    # The goals themselves want a terminal.
    return tuple(each for each in found if not issubclass(getattr(each, "output_type", Rule), Goal))


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with good and bad texts."""
    tools = (*TextLint.rules(), *NameLint.rules(), *TextFmt.rules(), *TextTest.rules())
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *rules_of_goals(),
            *tools,
            UnionRule(CheckRequest, TextCheck),
            QueryRule(Said, (Asked,)),
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


def test_verdicts(runner: RuleRunner) -> None:
    """Each tool says of each group whether it is green; nobody speaks of what there is nothing of."""
    groups = (_group(runner, "good", "x.txt", "x_test.txt"), _group(runner, "bad", "x.txt", "x_test.txt"), Group(()))

    said = runner.request(Said, [Asked(groups)])

    assert {frozenset(each) for each in said.lint} == {
        frozenset({Verdict("texts", is_green=True), Verdict("names", is_green=True), Verdict("format", is_green=True)}),
        frozenset(
            {Verdict("texts", is_green=False), Verdict("names", is_green=False), Verdict("format", is_green=True)}
        ),
        frozenset(),
    }
    assert said.check == ((Verdict("types", is_green=True),), (Verdict("types", is_green=False),), ())
    assert said.test == ((Verdict("runs", is_green=True),), (Verdict("runs", is_green=False),), ())


def test_nothing_to_say(runner: RuleRunner) -> None:
    """A checker that skips, and a file without tests, are no green verdict."""
    groups = (_group(runner, "skipped", "x.txt"), _group(runner, "good", "x.txt", "empty_test.txt"))

    said = runner.request(Said, [Asked(groups)])

    assert (said.check, said.test) == (((), (Verdict("types", is_green=True),)), ((), ()))
