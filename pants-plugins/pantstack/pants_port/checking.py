"""Runs `pants check` and `pants test` inside of another goal."""

from __future__ import annotations

from typing import Any

from pants.core.goals.check import CheckRequest, CheckResults
from pants.core.goals.test import TestRequest, TestResult
from pants.core.util_rules.partitions import Partitions
from pants.engine.environment import EnvironmentName
from pants.engine.target import FieldSet

from pantstack.pants_port.generation import CALLS_BY_NAME
from pantstack.pants_port.tool_results import Group, ToolResult, Tools, batches, by_group, field_sets

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
    try:
        from pants.core.util_rules.environments import EnvironmentNameRequest, SingleEnvironmentNameRequest
    except ImportError:  # in Pants 2.28
        from pants.core.environments.rules import (  # type: ignore[import-not-found, no-redef]
            EnvironmentNameRequest,
            SingleEnvironmentNameRequest,
        )
    from pants.engine.rules import Get, MultiGet

# A group's number, and something about it.
_Numbered = tuple[int, Any]


def _field_sets(
    base: type, groups: tuple[Group, ...], tools: Tools
) -> tuple[tuple[int, Any, tuple[FieldSet, ...]], ...]:
    """List the field sets of each group and type of request, where there are any."""
    listed = (
        (number, kind, field_sets(kind, group))
        for kind in tools.unions.get(base)
        for number, group in enumerate(groups)
    )
    return tuple(entry for entry in listed if entry[2])


def _checks(groups: tuple[Group, ...], tools: Tools) -> tuple[_Numbered, ...]:
    return tuple((number, kind(sets)) for number, kind, sets in _field_sets(CheckRequest, groups, tools))


def _field_sets_of_checks(checks: tuple[_Numbered, ...]) -> tuple[tuple[int, Any, FieldSet], ...]:
    """List every field set of every check: each may need an environment of its own."""
    return tuple((number, check, field_set) for number, check in checks for field_set in check.field_sets)


def _once(
    checks: tuple[tuple[int, Any, FieldSet], ...], names: tuple[EnvironmentName, ...]
) -> tuple[tuple[int, Any, EnvironmentName], ...]:
    """List every check once per environment that one of its field sets needs."""
    return tuple(dict.fromkeys((number, check, name) for (number, check, _), name in zip(checks, names)))


def _checked(
    groups: tuple[Group, ...], requests: tuple[tuple[int, Any, EnvironmentName], ...], results: tuple[CheckResults, ...]
) -> tuple[tuple[ToolResult, ...], ...]:
    """Group the results by number of the group; a checker that skipped has none."""
    numbered = (
        (number, ToolResult(result.checker_name, result.exit_code == 0))
        for (number, _, _), result in zip(requests, results)
        if result.results
    )
    return by_group(len(groups), numbered)


def _tests(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[int, Any, Any], ...]:
    listed = _field_sets(TestRequest, groups, tools)
    return tuple((number, kind, kind.PartitionRequest(sets)) for number, kind, sets in listed)


def _batches(
    tests: tuple[tuple[int, Any, Any], ...], partitioned: tuple[Partitions[Any, Any], ...], tools: Tools
) -> tuple[_Numbered, ...]:
    return tuple(
        (number, kind.Batch(kind.tool_name, elements, partition.metadata))
        for (number, kind, _), partitions in zip(tests, partitioned)
        for partition in partitions
        for elements in batches(partition.elements, tools.test_batch, 2 * tools.test_batch)
    )


def _tested(
    groups: tuple[Group, ...], requests: tuple[_Numbered, ...], results: tuple[TestResult, ...]
) -> tuple[tuple[ToolResult, ...], ...]:
    """Group the results by number of the group; a runner that found no test has none."""
    numbered = (
        (number, ToolResult(batch.tool_name, result.exit_code == 0))
        for (number, batch), result in zip(requests, results)
        if result.exit_code is not None
    )
    return by_group(len(groups), numbered)


if CALLS_BY_NAME:

    async def check(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the type checkers on each group; those that had nothing to check have no result."""
        checks = _field_sets_of_checks(_checks(groups, tools))
        names = await concurrently(
            resolve_environment_name(EnvironmentNameRequest.from_field_set(field_set), **implicitly())
            for _, _, field_set in checks
        )
        requests = _once(checks, names)
        results = await concurrently(
            run_check(**implicitly({request: CheckRequest, name: EnvironmentName})) for _, request, name in requests
        )
        return _checked(groups, requests, results)

    async def test(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the tests of each group; runners that had no test have no result."""
        tests = _tests(groups, tools)
        partitions = await concurrently(
            partition_tests(**implicitly({request: TestRequest.PartitionRequest})) for _, _, request in tests
        )
        requests = _batches(tests, partitions, tools)
        names = await concurrently(
            resolve_single_environment_name(
                SingleEnvironmentNameRequest.from_field_sets(request.elements, request.description)
            )
            for _, request in requests
        )
        results = await concurrently(
            run_test_batch(**implicitly({request: TestRequest.Batch, name: EnvironmentName}))
            for (_, request), name in zip(requests, names)
        )
        return _tested(groups, requests, results)

else:

    async def check(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the type checkers on each group; those that had nothing to check have no result."""
        checks = _field_sets_of_checks(_checks(groups, tools))
        names = await MultiGet(
            Get(EnvironmentName, EnvironmentNameRequest, EnvironmentNameRequest.from_field_set(field_set))
            for _, _, field_set in checks
        )
        requests = _once(checks, names)
        results = await MultiGet(
            Get(CheckResults, {request: CheckRequest, name: EnvironmentName}) for _, request, name in requests
        )
        return _checked(groups, requests, results)

    async def test(groups: tuple[Group, ...], tools: Tools) -> tuple[tuple[ToolResult, ...], ...]:
        """Run the tests of each group; runners that had no test have no result."""
        tests = _tests(groups, tools)
        partitions = await MultiGet(Get(Partitions, TestRequest.PartitionRequest, request) for _, _, request in tests)
        requests = _batches(tests, partitions, tools)
        names = await MultiGet(
            Get(
                EnvironmentName,
                SingleEnvironmentNameRequest,
                SingleEnvironmentNameRequest.from_field_sets(request.elements, request.description),
            )
            for _, request in requests
        )
        results = await MultiGet(
            Get(TestResult, {request: TestRequest.Batch, name: EnvironmentName})
            for (_, request), name in zip(requests, names)
        )
        return _tested(groups, requests, results)
