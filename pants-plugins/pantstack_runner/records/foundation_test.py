"""The foundation of an environment, from the records of what stands on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pantstack_runner import paths
from pantstack_runner.contract.testing import make_artifact
from pantstack_runner.errors import UserError
from pantstack_runner.records import foundation
from pantstack_runner.records.testing import write_record

if TYPE_CHECKING:
    from pantstack_runner.contract.plan import Plan


@pytest.fixture(name="down")
def _down(plan: Plan) -> Plan:
    """A plan that takes the foundation down alone."""
    base = plan.modules[0].model_copy(update={"name": "base", "path": "stack/base"})
    founded = plan.at(plan.environment.model_copy(update={"foundation": "stack/base"}))
    return founded.model_copy(update={"action": "destroy", "modules": (base,)})


def _record(plan: Plan, module: str, action: str = "up", result: str = "succeeded", **outputs: str) -> None:
    write_record(plan.context, module, action=action, result=result, outputs=outputs)


def _refused(plan: Plan) -> str:
    with pytest.raises(UserError) as caught:
        foundation.check_destroy(plan)
    return str(caught.value)


def test_nothing_stands_on_it(down: Plan) -> None:
    """Modules that were taken down do not hold it back, nor does the foundation itself."""
    _record(down, "base")
    _record(down, "orders")
    _record(down, "orders", "destroy")

    foundation.check_destroy(down)


def test_modules_stand_on_it(down: Plan) -> None:
    """Those that are up, or may have left something, are named; those that go in the same run are not."""
    _record(down, "inventory")
    _record(down, "inventory", "destroy", "failed")
    assert _refused(down) == (
        "inventory is not known to be down in test, and is built on its foundation, stack/base.\n"
        "Take it down as well: name all of them beside the foundation."
    )
    _record(down, "orders", result="failed")
    _record(down, "shipping")
    (down.root / paths.records_folder(down.context) / "shipping" / "20261124T000000.000000Z.json").write_text(
        "{", encoding="utf-8"
    )
    assert _refused(down) == (
        "inventory, orders, shipping are not known to be down in test, and are built on its foundation, stack/base.\n"
        "Take them down as well: name all of them beside the foundation."
    )

    all_of_them = tuple(down.modules[0].model_copy(update={"name": each}) for each in ("orders", "inventory"))
    assert _refused(down.model_copy(update={"modules": (*all_of_them, *down.modules)})) == (
        "shipping is not known to be down in test, and is built on its foundation, stack/base.\n"
        "Take it down as well: name all of them beside the foundation."
    )


@pytest.fixture(name="cloud")
def _cloud(plan: Plan) -> Plan:
    """A plan that deploys an image of orders to AWS, where a foundation makes the registry."""
    image = make_artifact(kind="docker", name="docker")
    there = {"platform": "aws", "foundation": "stack/base", "runs": "docker"}
    module = plan.modules[0].model_copy(update={"artifacts": (image,)})
    return plan.at(plan.environment.model_copy(update=there)).model_copy(update={"modules": (module,)})


def _no_registry(plan: Plan) -> str:
    with pytest.raises(UserError) as caught:
        foundation.check_registry(plan)
    return str(caught.value)


def test_registry(cloud: Plan) -> None:
    """It is what the newest good deploy of the foundation gave, until that is taken down."""
    _record(cloud, "base", registry="1.dkr.ecr.us-east-1.amazonaws.com/test")
    _record(cloud, "base", registry="2.dkr.ecr.us-east-1.amazonaws.com/test")
    _record(cloud, "base", result="failed")
    foundation.check_registry(cloud)
    assert foundation.registry(cloud.context) == "2.dkr.ecr.us-east-1.amazonaws.com/test"

    _record(cloud, "base", "destroy", "failed")
    assert foundation.registry(cloud.context) == "2.dkr.ecr.us-east-1.amazonaws.com/test"
    _record(cloud, "base", "destroy")
    assert foundation.registry(cloud.context) is None


@pytest.mark.parametrize("said", ["", "x y", "--flag", "https://x", None])
def test_no_registry(cloud: Plan, said: str | None) -> None:
    """Without one, or with what cannot be one, the message says to deploy the foundation."""
    if said is not None:
        _record(cloud, "base", registry=said)

    assert _no_registry(cloud) == (
        'Environment "test" has no registry for images yet: it is an output of its foundation.\n'
        "Deploy the foundation first: ./pants deploy stack/base --env=test"
    )


def test_registry_of_the_environment(cloud: Plan) -> None:
    """What the environment says comes first; with nothing to say and no foundation the message names both."""
    named = cloud.at(cloud.environment.model_copy(update={"registry": "registry.example.com"}))
    bare = cloud.at(cloud.environment.model_copy(update={"foundation": None}))

    assert foundation.require_registry(named.context) == "registry.example.com"
    assert _no_registry(bare) == (
        'Environment "test" has no `registry` for images, nor a `foundation` that makes one.\n'
        'Add for instance `foundation="stack/infra/foundation"` to it in BUILD at the root.'
    )


def test_registry_not_needed(cloud: Plan) -> None:
    """Nobody asks for one where nothing is pushed, or where the foundation is laid in the same run."""
    base = cloud.modules[0].model_copy(update={"name": "base", "artifacts": ()})
    local = cloud.at(cloud.environment.model_copy(update={"platform": "local"}))

    foundation.check_registry(cloud.model_copy(update={"modules": (base,)}))
    foundation.check_registry(cloud.model_copy(update={"modules": (base, *cloud.modules)}))
    foundation.check_registry(cloud.model_copy(update={"action": "destroy"}))
    foundation.check_registry(local)
    assert foundation.require_registry(local.context) is None


def test_other_actions(down: Plan) -> None:
    """A deploy of it, and taking down something else, are not refused."""
    _record(down, "orders")
    elsewhere = down.at(down.environment.model_copy(update={"foundation": None}))

    foundation.check_destroy(down.model_copy(update={"action": "up"}))
    foundation.check_destroy(elsewhere)
