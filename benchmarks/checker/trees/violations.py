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
    package, _, last = plan.target.dotted.rpartition(".")
    lines = (
        f"from {plan.target.dotted} import {load} as planted",
        f"import {plan.target.dotted} as planted",
        f"def planted() -> None:\n    from {plan.target.dotted} import {load}\n\n    {load}('1')\n",
        f"from {relative(plan.path, plan.target.dotted)} import {load} as planted",
    )
    line = lines[number % len(lines)]
    # Behind the first statement that can only be one: the constant that every source defines.
    head, mark, tail = text.partition(f"\n{names_of_path(plan.path)} = ")
    before = f"{head}\n"
    inside = 1 if line.startswith("def ") else 0
    return f"{before}{line}\n{mark[1:]}{tail}", before.count("\n") + 1 + inside


def names_of_path(path: str) -> str:
    """The constant that the source at a path defines."""
    return f"{path.rpartition('/')[2][: -len('.py')].upper()}_LIMIT"
