"""Tests of what is shown before anything happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.contract.testing import make_artifact
from pantstack_runner.pulumi import preview

if TYPE_CHECKING:
    from pantstack_runner.contract.plan import Plan

SAID = """\
Previewing update (local):
warning: using pulumi-resource-pulumi-python from $PATH at /bin/pulumi-resource-pulumi-python
~ pulumi:pulumi:Stack: (refresh)
    [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]
  pulumi:pulumi:Stack: (same)
    [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]
warning: using pulumi-resource-pulumi-python from $PATH at /bin/pulumi-resource-pulumi-python
    +-pulumi-python:dynamic/pantstack:Process: (replace)
        [id=orders-11562]
        port    : 21374
      ~ env     : {
          + GREETING        : "hello"
        }
Resources:
    +-1 to replace
    3 unchanged

"""


def test_difference() -> None:
    """Pulumi's own account stays as it is, without what says nothing of a change."""
    assert "\n".join(preview.difference([SAID])) == (
        "    pulumi:pulumi:Stack: (same)\n"
        "      [urn=urn:pulumi:local::orders::pulumi:pulumi:Stack::orders-local]\n"
        "      +-pulumi-python:dynamic/pantstack:Process: (replace)\n"
        "          [id=orders-11562]\n"
        "          port    : 21374\n"
        "        ~ env     : {\n"
        '            + GREETING        : "hello"\n'
        "          }"
    )


def test_sources(plan: Plan) -> None:
    """What is not built now is named, with where it comes from; what was built the goal has named already."""
    artifact = make_artifact()
    orders, shipping = (each.model_copy(update={"artifacts": (artifact,)}) for each in plan.modules)
    modules = (
        orders.model_copy(update={"promoted_from": "local"}),
        shipping.model_copy(update={"restores": "20261124T000000.000000Z"}),
    )
    told = plan.model_copy(update={"modules": modules})

    assert preview.sources(told) == (
        "orders  from local  api  sha256:aaaaaaaaaaaa\nshipping  as on 20261124T000000.000000Z  api  sha256:aaaaaaaaaaaa\n"
    )
    assert preview.sources(told.model_copy(update={"plan_in": "plan.json"})) == (
        "orders  as previewed  api  sha256:aaaaaaaaaaaa\nshipping  as previewed  api  sha256:aaaaaaaaaaaa\n"
    )
    assert preview.sources(plan.model_copy(update={"modules": (orders, shipping)})) == ""
