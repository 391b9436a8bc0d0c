"""What the runner is started with."""

from __future__ import annotations

import pytest
from pants.backend.python.subsystems.setup import PythonSetup
from pants.testutil.option_util import create_subsystem

from pantstack.deploy.pants_rules.run_runner import runner_constraints


@pytest.mark.parametrize(("own", "expected"), [({"infra": ["==3.11.*"]}, "CPython==3.11.*"), ({}, "CPython>=3.9")])
def test_its_constraints(own: dict[str, list[str]], expected: str) -> None:
    """They are those of its lockfile where that has its own, else those of the repository."""
    python = create_subsystem(
        PythonSetup,
        interpreter_constraints=["CPython>=3.9"],
        enable_resolves=True,
        resolves={"infra": "infra.lock"},
        resolves_to_interpreter_constraints=own,
    )

    assert [str(each) for each in runner_constraints(python)] == [expected]
