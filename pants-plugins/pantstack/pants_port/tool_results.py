"""What tools of Pants run on, and their results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionMembership
from pants.util.collections import partition_sequentially


@dataclass(frozen=True)
class Group:
    """What is checked together.

    Attributes:
        targets: the targets, generated ones in place of their generators.
        files: paths, for tools that know no targets.
    """

    targets: tuple[Target, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToolResult:
    """The result of a tool on a group; Pants itself shows its output."""

    tool: str
    passed: bool


@dataclass(frozen=True)
class Tools:
    """The active tools and their batch sizes: the same as in Pants' own goals, so that results are cached for both.

    Attributes:
        unions: which tool takes part in which goal.
        lint_batch: files per batch of a linter.
        test_batch: files per batch of a test runner.
    """

    unions: UnionMembership
    lint_batch: int
    test_batch: int


def field_sets(kind: Any, group: Group) -> tuple[FieldSet, ...]:  # noqa: ANN401  each goal has a base class of its own
    """List the field sets of a group for a type of request."""
    field_set = kind.field_set_type
    return tuple(field_set.create(target) for target in group.targets if field_set.is_applicable(target))


def batches(elements: Iterable[Any], size: int, most: int) -> Iterator[tuple[Any, ...]]:
    """Cut the elements of a partition, field sets or paths, as Pants' goals cut them."""
    cut = partition_sequentially(
        elements,
        key=lambda element: str(element.address) if isinstance(element, FieldSet) else str(element),
        size_target=size,
        size_max=most,
    )
    return (tuple(batch) for batch in cut)


def by_group(count: int, numbered: Iterable[tuple[int, ToolResult]]) -> tuple[tuple[ToolResult, ...], ...]:
    """Sort results, each with the number of its group, into as many groups as there are."""
    groups: list[list[ToolResult]] = [[] for _ in range(count)]
    for number, result in numbered:
        groups[number].append(result)
    return tuple(map(tuple, groups))
