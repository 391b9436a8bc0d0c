"""A stack that a program reads is a dependency as an import is."""

from __future__ import annotations

from pantstack.boundaries.fixing import sync_declarations
from pantstack.boundaries.module_graph import project_graph
from pantstack.boundaries.module_graph.model import Edge
from pantstack.boundaries.policy.report import build_report
from pantstack.boundaries.testing import evaluated, project


def shipping(name: str, *depends_on: str) -> dict[str, str]:
    """Two modules, the second one's program with a stack reference."""
    return {
        "modules/orders/BUILD": 'pantstack_module(description="Takes orders", infrastructure="infrastructure")\n',
        "modules/orders/infrastructure/__main__.py": "",
        "modules/shipping/BUILD": (
            f'pantstack_module(depends_on={list(depends_on)}, infrastructure="infrastructure")\n'
        ),
        "modules/shipping/infrastructure/__main__.py": f"import pulumi\n\npulumi.StackReference({name})\n",
    }


def test_a_stack_is_a_use() -> None:
    """The graph counts it, `--sync` declares it, and the summary counts those that are open."""
    declared = project(shipping('"acme/orders/prod"', "modules/orders"))
    opened = project(shipping("name()"))
    everything = build_report(opened, evaluated(shipping("name()")), lambda _: True)

    assert project_graph.graph(declared, ()).edges == (
        Edge("modules/shipping", "modules/orders", declared=True, imports=1),
    )
    (change,) = sync_declarations.plan_project(project(shipping('"acme/orders/prod"'))).changes
    assert change.after == 'pantstack_module(depends_on=["modules/orders"], infrastructure="infrastructure")\n'
    assert sync_declarations.plan_project(opened).changes == ()
    assert (everything.open_stacks, everything.unproven) == (1, 0)
