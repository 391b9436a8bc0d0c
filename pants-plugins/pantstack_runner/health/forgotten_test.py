"""What runs and no state knows of, from real processes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.testing import make_environment, write_file
from pantstack_runner.health import forgotten, testing
from pantstack_runner.storage import paths
from pantstack_runtime import marks
from pantstack_runtime.process_identity import ProcessIdentity

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context


def test_besides_what_a_state_knows(context: Context) -> None:
    """A second process of a module is forgotten, the one in its state is not; nor is another module's."""
    with (
        testing.running(context, "orders") as known,
        testing.running(context, "orders") as other,
        testing.running(context, "shipping"),
    ):
        identity = ProcessIdentity.of(known.pid)
        assert identity is not None
        outputs = {"pid": float(known.pid), "started": identity.started}
        state = {"checkpoint": {"latest": {"resources": [{"outputs": outputs}]}}}
        path = context.home / "state/test" / paths.state_files(context, "orders")[0]
        write_file(path, json.dumps(state))

        found = forgotten.find_forgotten(context, "orders")
        places = [context, context.at(make_environment("local"))]
        everywhere = forgotten.find_all_forgotten(marks.started_from(str(context.home)), places)
        path.write_text("{", encoding="utf-8")
        damaged = forgotten.find_all_forgotten(marks.started_from(str(context.home)), places)
        with pytest.raises(FailedError, match="the state of orders in test is damaged"):
            forgotten.find_forgotten(context, "orders")

    assert [each.title for each in found] == [f"process {other.pid}"]
    assert sorted(each.mark.module for each in everywhere) == ["orders", "shipping"]
    # Of a state that cannot be read nothing is known, and so nothing is forgotten.
    assert [each.mark.module for each in damaged] == ["shipping"]


def test_another_environment(context: Context) -> None:
    """What runs elsewhere is not of this environment."""
    with testing.running(context, "orders", "local"):
        assert forgotten.find_forgotten(context, "orders") == []
        assert [
            each.mark.module for each in forgotten.find_all_forgotten(marks.started_from(str(context.home)), [context])
        ] == []
