"""The foundation of an environment, from the records of what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.contract.testing import make_artifact, make_environment, make_module
from pantstack_runner.records import foundation
from pantstack_runner.records.testing import write_record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module


@pytest.fixture(name="founded")
def _founded(context: Context) -> Context:
    """An environment with a foundation."""
    return context.at(context.environment.model_copy(update={"foundation": "stack/base"}))


def _record(context: Context, module: str, action: str = "up", result: str = "succeeded", **outputs: str) -> None:
    write_record(context, module, action=action, result=result, outputs=outputs)


def _refused(context: Context, *more: str) -> str:
    with pytest.raises(UserError) as caught:
        foundation.check_destroy(context, {"base", *more})
    return str(caught.value)


def test_nothing_stands_on_it(founded: Context) -> None:
    """Modules that were taken down do not hold it back, nor does the foundation itself."""
    _record(founded, "base")
    _record(founded, "orders")
    _record(founded, "orders", "destroy")

    foundation.check_destroy(founded, {"base"})


def test_modules_stand_on_it(founded: Context) -> None:
    """Those that are up, or may have left something, are named; those that go in the same run are not."""
    _record(founded, "inventory")
    _record(founded, "inventory", "destroy", "failed")
    assert _refused(founded) == (
        "inventory is not known to be down in test, and is built on its foundation, stack/base.\n"
        "Take it down as well: name all of them beside the foundation."
    )
    _record(founded, "orders", result="failed")
    _record(founded, "shipping")
    (founded.root / paths.records_folder(founded) / "shipping" / "20261124T000000.000000Z.json").write_text(
        "{", encoding="utf-8"
    )
    assert _refused(founded) == (
        "inventory, orders, shipping are not known to be down in test, and are built on its foundation, stack/base.\n"
        "Take them down as well: name all of them beside the foundation."
    )

    assert _refused(founded, "orders", "inventory") == (
        "shipping is not known to be down in test, and is built on its foundation, stack/base.\n"
        "Take it down as well: name all of them beside the foundation."
    )


@pytest.fixture(name="cloud")
def _cloud(context: Context) -> Context:
    """A cloud where a foundation makes the registry."""
    return context.at(make_environment(platform="aws", foundation="stack/base", runs="docker"))


@pytest.fixture(name="modules")
def _modules() -> tuple[Module, ...]:
    """A module that runs from an image."""
    return (make_module("orders", artifacts=(make_artifact(kind="docker", name="docker"),)),)


def _no_registry(context: Context, modules: tuple[Module, ...]) -> str:
    with pytest.raises(UserError) as caught:
        foundation.check_registry(context, modules)
    return str(caught.value)


def test_registry(cloud: Context, modules: tuple[Module, ...]) -> None:
    """It is what the newest good deploy of the foundation gave, until that is taken down."""
    _record(cloud, "base", registry="1.dkr.ecr.us-east-1.amazonaws.com/test")
    _record(cloud, "base", registry="2.dkr.ecr.us-east-1.amazonaws.com/test")
    _record(cloud, "base", result="failed")
    foundation.check_registry(cloud, modules)
    assert foundation.registry(cloud) == "2.dkr.ecr.us-east-1.amazonaws.com/test"

    _record(cloud, "base", "destroy", "failed")
    assert foundation.registry(cloud) == "2.dkr.ecr.us-east-1.amazonaws.com/test"
    _record(cloud, "base", "destroy")
    assert foundation.registry(cloud) is None


@pytest.mark.parametrize("output", ["", "x y", "--flag", "https://x", None])
def test_no_registry(cloud: Context, modules: tuple[Module, ...], output: str | None) -> None:
    """Without one, or with what cannot be one, the message says to deploy the foundation."""
    if output is not None:
        _record(cloud, "base", registry=output)

    assert _no_registry(cloud, modules) == (
        'Environment "test" has no registry for images yet: it is an output of its foundation.\n'
        "Deploy the foundation first: ./pants deploy stack/base --env=test"
    )


def test_registry_of_the_environment(cloud: Context, modules: tuple[Module, ...]) -> None:
    """What the environment says comes first; with nothing to say and no foundation the message names both."""
    named = cloud.at(cloud.environment.model_copy(update={"registry": "registry.example.com"}))
    bare = cloud.at(cloud.environment.model_copy(update={"foundation": None}))

    assert foundation.require_registry(named) == "registry.example.com"
    assert _no_registry(bare, modules) == (
        'Environment "test" has no `registry` for images, nor a `foundation` that makes one.\n'
        'Add for instance `foundation="stack/infra/foundation"` to it in BUILD at the root.'
    )


def test_registry_not_needed(cloud: Context, modules: tuple[Module, ...]) -> None:
    """Nobody asks for one where nothing is pushed, or where the foundation is deployed in the same run."""
    base = make_module("base")
    local = cloud.at(make_environment(foundation="stack/base"))

    foundation.check_registry(cloud, (base,))
    foundation.check_registry(cloud, (base, *modules))
    foundation.check_registry(local, modules)
    assert foundation.require_registry(local) is None


def test_other_modules(founded: Context) -> None:
    """Taking down something else, or where there is no foundation, is not refused."""
    _record(founded, "orders")
    elsewhere = founded.at(founded.environment.model_copy(update={"foundation": None}))

    foundation.check_destroy(founded, {"shipping"})
    foundation.check_destroy(elsewhere, {"base"})
