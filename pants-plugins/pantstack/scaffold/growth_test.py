"""How targets and mypy's partitions grow with the number of modules: counted, not timed."""

from __future__ import annotations

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


def test_growth() -> None:
    """With two dependencies each, every module more is as many targets more, and no partition more for the others."""
    (few, _, _), (more, middle, partitions), (most, same_middle, same_partitions) = map(counts, (4, 10, 20))

    assert (most - more) / 10 == (more - few) / 6
    assert (same_middle, same_partitions) == (middle, partitions)
    assert partitions == 11
