"""Decides where violations are planted in a generated tree, and writes them."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from benchmarks.checker.trees.imports import names_of, relative
from benchmarks.checker.trees.layout import GeneratedFile, GeneratedModule


class Plan(NamedTuple):
    """A violation to plant: a file, and what it imports of another module's internals."""

    path: str
    target: GeneratedFile


def choose(modules: tuple[GeneratedModule, ...], number: int, seed: int) -> dict[str, Plan]:
    """Choose files of modules that depend on the module whose internals they import; by path, one a file.

    Raises:
        ValueError: if the tree is too small for that many.
    """
    rng = Random(f"{seed} violations")
    pairs = [
        (source, modules[place])
        for module in modules
        for place in module.depends_on
        for source in module.sources
        if modules[place].sources
    ]
    plans: dict[str, Plan] = {}
    for source, other in rng.sample(pairs, len(pairs)):
        if len(plans) == number:
            break
        plans.setdefault(source.path, Plan(source.path, rng.choice(other.sources)))
    if len(plans) < number:
        raise ValueError(f"A tree of {len(modules)} modules has no room for {number} violations.\nTake a larger one.")
    return plans


def plant(text: str, plan: Plan, number: int) -> tuple[str, int]:
    """Return the text with the violation, and its line.

    Args:
        number: of the plan; by it they are written in different ways.
    """
    _, load, _ = names_of(plan.target)
    target = plan.target.dotted
    ways = (
        (f"from {target} import {load} as planted\n\n\n", "planted"),
        (f"import {target} as planted\n\n\n", f"planted.{load}"),
        ("", load),
        (f"from {relative(plan.path, target)} import {load} as planted\n\n\n", "planted"),
    )
    above, call = ways[number % len(ways)]
    inside = "" if above else f"    from {target} import {load}\n\n"
    line = f"{above}def use_planted() -> object:\n{inside}    return {call}('1')\n\n"
    # Behind the first statement that can only be one: the constant that every source defines.
    head, mark, tail = text.partition(f"\n{limit_of(plan.path)} = ")
    before = f"{head}\n"
    return f"{before}{line}{mark}{tail}", before.count("\n") + 1 + bool(inside)


def limit_of(path: str) -> str:
    """The constant that the source at a path defines."""
    return f"{path.rpartition('/')[2][: -len('.py')].upper()}_LIMIT"
