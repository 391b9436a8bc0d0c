"""Gates of what was promoted or previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.errors import GatesWantedError, UserError
from pantstack_runner.records import gates

if TYPE_CHECKING:
    from pantstack_runner.contract.environment import Gate
    from pantstack_runner.contract.plan import Plan

HERE = "c" * 40
THERE = "d" * 40


@pytest.fixture(name="tree")
def _tree(plan: Plan) -> Plan:
    """A plan for orders alone in an environment with two gates."""
    gated = plan.environment.model_copy(update={"gates": ("lint", "test")})
    return plan.at(gated).model_copy(update={"modules": plan.modules[:1]})


def _with(plan: Plan, **fields: Any) -> Plan:  # noqa: ANN401 - whatever a module has
    return plan.model_copy(update={"modules": (plan.modules[0].model_copy(update=fields),)})


def _judged(plan: Plan, *names: Gate) -> Plan:
    return plan.model_copy(update={"gates": names})


@pytest.mark.parametrize("action", ["preview", "destroy"])
def test_not_asked(tree: Plan, action: str) -> None:
    """Only a deploy asks for gates, and a rollback does not."""
    other = tree.model_copy(update={"action": action})
    back = tree.model_copy(update={"rollback": True})

    assert gates.resolve_gates(other, other) == other
    assert gates.resolve_gates(back, _with(back, restores="x", commit=THERE)) == _with(back, restores="x", commit=THERE)


def test_recorded(tree: Plan) -> None:
    """Promoted artifacts whose record has all gates pass, from whatever commit."""
    promoted = _with(tree, promoted_from="test", commit=THERE, dirty=True, gates=("check", "lint", "test"))

    assert gates.resolve_gates(tree, promoted) == promoted


@pytest.mark.parametrize("recorded", [(), ("lint",)])
def test_judged_here(tree: Plan, recorded: tuple[Gate, ...]) -> None:
    """Those of the commit at hand are judged here, once asked for."""
    promoted = _with(tree, promoted_from="test", commit=HERE, gates=recorded)
    with pytest.raises(GatesWantedError):
        gates.resolve_gates(tree, promoted)

    green = _judged(tree, "lint", "test")
    assert gates.resolve_gates(green, _judged(promoted, "lint", "test")).modules == (
        promoted.modules[0].model_copy(update={"gates": ("lint", "test")}),
    )


def test_previewed(tree: Plan) -> None:
    """So is what was previewed at the commit at hand."""
    with pytest.raises(GatesWantedError):
        gates.resolve_gates(tree, tree)

    green = _judged(tree, "lint", "test")
    assert gates.resolve_gates(green, green).modules == _with(tree, gates=("lint", "test")).modules


@pytest.mark.parametrize(
    ("mine", "built", "said"),
    [
        (
            {},
            {"promoted_from": "staging", "commit": THERE, "gates": ("lint",)},
            (
                "orders in staging is of commit dddddddddddd without gate `test`, which cannot be judged at commit"
                " cccccccccccc.\nDeploy it to staging from here, then promote that."
            ),
        ),
        (
            {},
            {"promoted_from": "staging", "commit": HERE, "dirty": True},
            (
                "orders in staging is of commit cccccccccccc with changes that are not committed without gates `lint`,"
                " `test`, which cannot be judged at commit cccccccccccc.\n"
                "Commit, and deploy it to staging from here, then promote that."
            ),
        ),
        (
            {"dirty": True},
            {"promoted_from": "staging", "commit": HERE},
            (
                "orders in staging is of commit cccccccccccc without gates `lint`, `test`, which cannot be judged at"
                " commit cccccccccccc with changes that are not committed.\n"
                "Commit, and deploy it to staging from here, then promote that."
            ),
        ),
        (
            {"commit": None},
            {"promoted_from": "staging", "commit": None},
            (
                "orders in staging is of no commit without gates `lint`, `test`, which cannot be judged at no commit.\n"
                "Deploy it to staging from here, then promote that."
            ),
        ),
    ],
)
def test_refused(tree: Plan, mine: dict[str, Any], built: dict[str, Any], said: str) -> None:
    """What is not exactly what the work tree has is refused, whatever is green here."""
    here = _judged(tree.model_copy(update=mine), "lint", "test")

    with pytest.raises(UserError) as caught:
        gates.resolve_gates(here, _with(here, **built))

    assert str(caught.value) == said


def test_previewed_elsewhere(tree: Plan) -> None:
    """A preview of another commit is refused."""
    with pytest.raises(UserError) as caught:
        gates.resolve_gates(tree, tree.model_copy(update={"commit": THERE}))

    assert str(caught.value) == (
        "orders was previewed at commit dddddddddddd without gates `lint`, `test`, which cannot be judged at commit"
        " cccccccccccc.\nPreview again with --plan-out."
    )
