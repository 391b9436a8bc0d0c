"""Gates of what was promoted or previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import GatesWantedError, UserError
from pantstack_runner.contract.testing import make_module
from pantstack_runner.records import gates

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Gate
    from pantstack_runner.contract.module import Module

HERE = "c" * 40
THERE = "d" * 40


@pytest.fixture(name="tree")
def _tree(context: Context) -> Context:
    """An environment with two gates."""
    return context.at(context.environment.model_copy(update={"gates": ("lint", "test")}))


def _orders(**fields: Any) -> Module:  # noqa: ANN401 - whatever a module has
    return make_module("orders", **fields)


def test_a_rollback(tree: Context) -> None:
    """What a rollback brings back needs no gates."""
    back = (_orders(restores="x", commit=THERE),)

    assert gates.resolve_gates(tree, (), tree, back) == back


def test_recorded(tree: Context) -> None:
    """Promoted artifacts whose record has all gates pass, from whatever commit."""
    promoted = (_orders(promoted_from="test", commit=THERE, dirty=True, gates=("check", "lint", "test")),)

    assert gates.resolve_gates(tree, (), tree, promoted) == promoted


@pytest.mark.parametrize("recorded", [(), ("lint",)])
def test_judged_here(tree: Context, recorded: tuple[Gate, ...]) -> None:
    """Those of the commit at hand are judged here, if required."""
    promoted = _orders(promoted_from="test", commit=HERE, gates=recorded)
    with pytest.raises(GatesWantedError):
        gates.resolve_gates(tree, (), tree, (promoted,))

    assert gates.resolve_gates(tree, ("lint", "test"), tree, (promoted,)) == (
        promoted.model_copy(update={"gates": ("lint", "test")}),
    )


def test_previewed(tree: Context) -> None:
    """So is what was previewed at the commit at hand."""
    with pytest.raises(GatesWantedError):
        gates.resolve_gates(tree, (), tree, (_orders(),))

    assert gates.resolve_gates(tree, ("lint", "test"), tree, (_orders(),)) == (_orders(gates=("lint", "test")),)


@pytest.mark.parametrize(
    ("mine", "built", "message"),
    [
        (
            {},
            {"promoted_from": "staging", "commit": THERE, "gates": ("lint",)},
            (
                "orders in staging is of commit dddddddddddd without gate `test`, which cannot be run at commit"
                " cccccccccccc.\nDeploy it to staging from here, then promote that."
            ),
        ),
        (
            {},
            {"promoted_from": "staging", "commit": HERE, "dirty": True},
            (
                "orders in staging is of commit cccccccccccc with changes that are not committed without gates `lint`,"
                " `test`, which cannot be run at commit cccccccccccc.\n"
                "Commit, and deploy it to staging from here, then promote that."
            ),
        ),
        (
            {"dirty": True},
            {"promoted_from": "staging", "commit": HERE},
            (
                "orders in staging is of commit cccccccccccc without gates `lint`, `test`, which cannot be run at"
                " commit cccccccccccc with changes that are not committed.\n"
                "Commit, and deploy it to staging from here, then promote that."
            ),
        ),
        (
            {"commit": None},
            {"promoted_from": "staging", "commit": None},
            (
                "orders in staging is of no commit without gates `lint`, `test`, which cannot be run at no commit.\n"
                "Deploy it to staging from here, then promote that."
            ),
        ),
    ],
)
def test_refused(tree: Context, mine: dict[str, Any], built: dict[str, Any], message: str) -> None:
    """What is not exactly what the work tree has is refused, whatever passed here."""
    here = tree.model_copy(update=mine)

    with pytest.raises(UserError) as caught:
        gates.resolve_gates(here, ("lint", "test"), here, (_orders(**built),))

    assert str(caught.value) == message


def test_previewed_elsewhere(tree: Context) -> None:
    """A preview of another commit is refused."""
    with pytest.raises(UserError) as caught:
        gates.resolve_gates(tree, (), tree.model_copy(update={"commit": THERE}), (_orders(),))

    assert str(caught.value) == (
        "orders was previewed at commit dddddddddddd without gates `lint`, `test`, which cannot be run at commit"
        " cccccccccccc.\nPreview again with --plan-out."
    )
