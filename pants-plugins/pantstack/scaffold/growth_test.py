"""How targets and mypy's partitions grow with the number of modules: counted, not timed."""

from __future__ import annotations

import pytest
from pants.backend.docker.target_types import DockerImageTarget
from pants.engine.rules import QueryRule
from pants.engine.target import AllUnexpandedTargets

from pantstack.boundaries.pants_rules.testing import make_runner
from pantstack.scaffold.testing import services

TOML = '[python]\ndefault_resolve = "stack"\n\n[python.resolves]\nstack = "stack.lock"\ninfra = "infra.lock"\n'


def counts(number: int) -> tuple[int, int, int]:
    """Count the targets of so many services, those of one in the middle, and the partitions of its `check`."""
    runner = make_runner((QueryRule(AllUnexpandedTargets, ()),), types=[DockerImageTarget])
    runner.write_files({path: text for path, text in services(number, TOML).items() if not path.endswith(".lock")})
    targets = runner.request(AllUnexpandedTargets, [])
    middle = [each for each in targets if each.address.spec_path.split("/")[1] == f"service{number // 2}"]
    resolves = {each.address.parameters.get("resolve") for each in middle}
    return len(targets), len(middle), len(resolves)


@pytest.mark.parametrize(("number", "expected"), [(4, (504, 85, 8)), (10, (1284, 103, 11)), (20, (2584, 103, 11))])
def test_growth(number: int, expected: tuple[int, int, int]) -> None:
    """With two dependencies each, every module more is 130 targets more, and no partition more for the others."""
    assert counts(number) == expected
