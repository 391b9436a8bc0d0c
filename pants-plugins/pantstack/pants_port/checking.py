"""Check and test: what `pants check` and `pants test` say, inside of another goal."""

from __future__ import annotations

from typing import Any

from pants.core.goals.check import CheckRequest, CheckResults
from pants.core.goals.test import TestRequest, TestResult
from pants.core.util_rules.partitions import Partitions
from pants.engine.environment import EnvironmentName
from pants.engine.target import FieldSet

from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.verdict import Group, Tools, Verdict, batches, by_group, field_sets

if CALLS_BY_NAME:
    from pants.core.environments.rules import (
        EnvironmentNameRequest,
        SingleEnvironmentNameRequest,
        resolve_environment_name,
        resolve_single_environment_name,
    )
    from pants.core.goals.check import check as run_check
    from pants.core.goals.test import partition_tests, run_test_batch
    from pants.engine.rules import concurrently, implicitly
else:
    from pants.core.util_rules.environments import EnvironmentNameRequest, SingleEnvironmentNameRequest
    from pants.engine.rules import Get, MultiGet

# A group's number, and something about it.
_Numbered = tuple[int, Any]


def _field_sets(
    base: type, groups: tuple[Group, ...], tools: Tools
) -> tuple[tuple[int, Any, tuple[FieldSet, ...]], ...]:
    """By each group's number and type of request, the field sets that the request is about; none without any."""
    found = (
        (number, kind, field_sets(kind, group))
        for kind in tools.unions.get(base)
        for number, group in enumerate(groups)
    )
    return tuple(each for each in found if each[2])


def _checks(groups: tuple[Group, ...], tools: Tools) -> tuple[_Numbered, ...]:
    return tuple((number, kind(sets)) for number, kind, sets in _field_sets(CheckRequest, groups, tools))


def _places(checks: tuple[_Numbered, ...]) -> tuple[tuple[int, Any, FieldSet], ...]:
    """Every field set of every check: each may want an environment of its own."""
    return tuple((number, check, each) for number, check in checks for each in check.field_sets)


def _once(
    places: tuple[tuple[int, Any, FieldSet], ...], names: tuple[EnvironmentName, ...]
) -> tuple[tuple[int, Any, EnvironmentName], ...]:
    """Every check once in every environment that one of its field sets wants."""
    return tuple(dict.fromkeys((number, check, name) for (number, check, _), name in zip(places, names)))


def _checked(
    groups: tuple[Group, ...], asked: tuple[tuple[int, Any, EnvironmentName], ...], said: tuple[CheckResults, ...]
) -> tuple[tuple[Verdict, ...], ...]:
    """The verdicts; a checker that skipped said nothing."""
    found = (
        (number, Verdict(each.checker_name, each.exit_code == 0))
        for (number, _, _), each in zip(asked, said)
        if each.results
    )
    return by_group(len(groups), found)


def _tests(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[int, Any, Any], ...]:
    found = _field_sets(TestRequest, groups, tools)
    return tuple((number, kind, kind.PartitionRequest(sets)) for number, kind, sets in found)


def _batches(
    tests: tuple[tuple[int, Any, Any], ...], found: tuple[Partitions[Any, Any], ...], tools: Tools
) -> tuple[_Numbered, ...]:
    return tuple(
        (number, kind.Batch(kind.tool_name, elements, partition.metadata))
        for (number, kind, _), partitions in zip(tests, found)
        for partition in partitions
        for elements in batches(partition.elements, tools.test_batch, 2 * tools.test_batch)
    )


def _tested(
    groups: tuple[Group, ...], asked: tuple[_Numbered, ...], said: tuple[TestResult, ...]
) -> tuple[tuple[Verdict, ...], ...]:
    """The verdicts; a runner that found no test said nothing."""
    found = (
        (number, Verdict(batch.tool_name, each.exit_code == 0))
        for (number, batch), each in zip(asked, said)
        if each.exit_code is not None
    )
    return by_group(len(groups), found)


if CALLS_BY_NAME:

    async def check(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the type checkers say of each group; nothing of those that had nothing to judge.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        places = _places(_checks(groups, tools))
        names = await concurrently(
            resolve_environment_name(EnvironmentNameRequest.from_field_set(each), **implicitly())
            for _, _, each in places
        )
        asked = _once(places, names)
        said = await concurrently(
            run_check(**implicitly({each: CheckRequest, name: EnvironmentName})) for _, each, name in asked
        )
        return _checked(groups, asked, said)

    async def test(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the test runners say of each group; nothing of those that had no test.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        wanted = _tests(groups, tools)
        partitions = await concurrently(
            partition_tests(**implicitly({each: TestRequest.PartitionRequest})) for _, _, each in wanted
        )
        asked = _batches(wanted, partitions, tools)
        names = await concurrently(
            resolve_single_environment_name(
                SingleEnvironmentNameRequest.from_field_sets(each.elements, each.description)
            )
            for _, each in asked
        )
        said = await concurrently(
            run_test_batch(**implicitly({each: TestRequest.Batch, name: EnvironmentName}))
            for (_, each), name in zip(asked, names)
        )
        return _tested(groups, asked, said)

else:

    async def check(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the type checkers say of each group; nothing of those that had nothing to judge.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        places = _places(_checks(groups, tools))
        names = await MultiGet(
            Get(EnvironmentName, EnvironmentNameRequest, EnvironmentNameRequest.from_field_set(each))
            for _, _, each in places
        )
        asked = _once(places, names)
        said = await MultiGet(Get(CheckResults, {each: CheckRequest, name: EnvironmentName}) for _, each, name in asked)
        return _checked(groups, asked, said)

    async def test(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[Verdict, ...], ...]:
        """What the test runners say of each group; nothing of those that had no test.

        Args:
            groups: what to judge.
            tools: the tools at hand.
        """
        wanted = _tests(groups, tools)
        partitions = await MultiGet(Get(Partitions, TestRequest.PartitionRequest, each) for _, _, each in wanted)
        asked = _batches(wanted, partitions, tools)
        names = await MultiGet(
            Get(
                EnvironmentName,
                SingleEnvironmentNameRequest,
                SingleEnvironmentNameRequest.from_field_sets(each.elements, each.description),
            )
            for _, each in asked
        )
        said = await MultiGet(
            Get(TestResult, {each: TestRequest.Batch, name: EnvironmentName}) for (_, each), name in zip(asked, names)
        )
        return _tested(groups, asked, said)
