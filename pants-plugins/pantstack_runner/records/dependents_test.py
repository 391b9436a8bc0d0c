"""What is beneath modules that stay is not destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.records import dependents
from pantstack_runner.records.testing import write_old_record, write_record

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context

BOTH = {"billing": ("inventory", "orders"), "shipping": ("orders",)}


def _refused(context: Context) -> str:
    with pytest.raises(UserError) as caught:
        dependents.check_destroy(context, BOTH)
    return str(caught.value)


def test_nothing_runs_on_it(context: Context) -> None:
    """Modules that were never deployed, or taken down since, hold nothing back."""
    write_record(context, "shipping")
    write_record(context, "shipping", action="destroy")

    dependents.check_destroy(context, BOTH)


@pytest.mark.parametrize("last", [{}, {"result": "failed"}, {"action": "destroy", "result": "started"}])
def test_one_runs_on_it(context: Context, last: dict[str, str]) -> None:
    """A module that is up, or of which a deploy or a destroy that failed may have left something, is named."""
    write_record(context, "shipping", action="destroy")
    write_record(context, "shipping", **last)

    assert _refused(context) == (
        "shipping is not known to be down in test, and depends on orders.\n"
        "Take it down as well, by naming it too, or add --force."
    )


def test_several_run_on_it(context: Context) -> None:
    """All are named, also one of whose records none can be read."""
    write_old_record(context, "billing")
    write_record(context, "shipping")

    assert _refused(context) == (
        "billing, shipping are not known to be down in test, and depend on inventory, orders.\n"
        "Take them down as well, by naming them too, or add --force."
    )
