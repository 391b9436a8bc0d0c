"""For tests: what a rule runner needs from Pants' own goals, and tools that check texts by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pants.core.goals import check, fix, fmt, lint, package, test
from pants.core.goals.check import CheckRequest, CheckResult, CheckResults
from pants.core.goals.fmt import FmtResult, FmtTargetsRequest
from pants.core.goals.lint import LintFilesRequest, LintResult, LintTargetsRequest
from pants.core.goals.test import ShowOutput, TestFieldSet, TestRequest, TestResult
from pants.core.target_types import FileSourceField
from pants.core.util_rules.partitions import PartitionerType, Partitions
from pants.engine.fs import EMPTY_FILE_DIGEST
from pants.engine.goal import Goal
from pants.engine.rules import Rule, collect_rules, rule
from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionRule
from pants.option.subsystem import Subsystem

from pantstack.pants_port.generation import CALLS_BY_NAME


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
    """A result for a batch."""
    return LintResult(_fault(request.elements), "", "", request.tool_name)


@rule
async def part_names(request: NameLint.PartitionRequest) -> Partitions[str, Any]:
    """All in one."""
    return Partitions.single_partition(request.files) if request.files else Partitions()


@rule
async def lint_names(request: NameLint.Batch[str, Any]) -> LintResult:
    """A result for a batch."""
    return LintResult(_fault(request.elements), "", "", request.tool_name)


@rule
async def format_texts(request: TextFmt.Batch) -> FmtResult:
    """What it was given, as it was."""
    return FmtResult(request.snapshot, request.snapshot, "", "", tool_name=request.tool_name)


@rule
async def check_texts(request: TextCheck) -> CheckResults:
    """A result for all; none on a folder."""
    if any("skipped" in each.address.spec for each in request.field_sets):
        return CheckResults((), checker_name=request.tool_name)
    return CheckResults((CheckResult(_fault(request.field_sets), "", ""),), checker_name=request.tool_name)


@rule
async def run_texts(request: TextTest.Batch[TextTestFieldSet, Any]) -> TestResult:
    """A result for a test; none on an empty one."""
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


def rules_of_goals() -> tuple[Rule, ...]:
    """The rules of Pants' own goals that the port depends on."""
    more: tuple[Rule, ...] = ()
    if CALLS_BY_NAME:
        from pants.core.goals import lint_goal  # noqa: PLC0415  the older generation has it not

        more = tuple(lint_goal.rules())
    goals = (lint, check, test, fix, fmt, package)
    found = (*more, *(each for goal in goals for each in goal.rules()))
    # The goals themselves want a terminal.
    return tuple(each for each in found if not issubclass(getattr(each, "output_type", Rule), Goal))


def rules_of_tools() -> tuple[object, ...]:
    """The tools: two linters and a formatter, a type checker and a test runner."""
    requests = (*TextLint.rules(), *NameLint.rules(), *TextFmt.rules(), *TextTest.rules())
    return (*collect_rules(globals()), *requests, UnionRule(CheckRequest, TextCheck))
