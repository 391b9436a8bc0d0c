"""What tools of Pants are asked to judge, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionMembership
from pants.util.collections import partition_sequentially


@dataclass(frozen=True)
class Group:
    """What is judged together.

    Attributes:
        targets: the targets, generated ones in place of their generators.
        files: paths, for tools that know no targets.
    """

    targets: tuple[Target, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What a tool says of a group; Pants shows the user its output by itself.

    Attributes:
        tool: its name.
        is_green: whether it found nothing.
    """

    tool: str
    is_green: bool


@dataclass(frozen=True)
class Tools:
    """The tools at hand, and how much each is given at once: the same as in Pants' own goals, for the same results.

    Attributes:
        unions: who takes part in which goal.
        lint_batch: how many files a linter is given.
        test_batch: how many files a test runner is given.
    """

    unions: UnionMembership
    lint_batch: int
    test_batch: int


def field_sets(kind: Any, group: Group) -> tuple[FieldSet, ...]:  # noqa: ANN401  each goal has a base class of its own
    """The field sets of a group that a request is about.

    Args:
        kind: the request's type.
        group: the group.
    """
    wanted = kind.field_set_type
    return tuple(wanted.create(target) for target in group.targets if wanted.is_applicable(target))


def batches(elements: Iterable[Any], size: int, most: int) -> Iterator[tuple[Any, ...]]:
    """Elements of a partition, cut as Pants' goals cut them.

    Args:
        elements: field sets, or paths.
        size: how many are wanted in one.
        most: how many it has at most.
    """
    cut = partition_sequentially(
        elements,
        key=lambda each: str(each.address) if isinstance(each, FieldSet) else str(each),
        size_target=size,
        size_max=most,
    )
    return (tuple(batch) for batch in cut)


def by_group(count: int, said: Iterable[tuple[int, Verdict]]) -> tuple[tuple[Verdict, ...], ...]:
    """The verdicts on each group.

    Args:
        count: how many groups there are.
        said: numbers of groups, with a verdict each.
    """
    known = tuple(said)
    return tuple(tuple(verdict for place, verdict in known if place == number) for number in range(count))
