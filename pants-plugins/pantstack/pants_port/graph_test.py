"""The port to the graph of targets, one test a function."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pants.core.target_types import FilesGeneratorTarget, FileTarget
from pants.engine.addresses import Address
from pants.engine.rules import QueryRule, collect_rules, rule
from pants.testutil.rule_runner import RuleRunner

from pantstack.pants_port import graph


@dataclass(frozen=True)
class Owners:
    """Asks who owns files."""

    files: tuple[str, ...]


@dataclass(frozen=True)
class Closures:
    """Asks what targets need, group by group."""

    groups: tuple[tuple[Address, ...], ...]


@dataclass(frozen=True)
class Response:
    """Addresses, group by group, sorted."""

    groups: tuple[tuple[str, ...], ...]


@rule
async def ask_owners(request: Owners) -> Response:
    """Call the function, as a feature's rule would."""
    return Response((tuple(sorted(map(str, await graph.owners(request.files)))),))


@rule
async def ask_closures(request: Closures) -> Response:
    """Call the function, as a feature's rule would."""
    found = await graph.closures(request.groups)
    return Response(tuple(tuple(sorted(str(target.address) for target in each)) for each in found))


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository in which one target needs another."""
    runner = RuleRunner(
        rules=[*collect_rules(globals()), QueryRule(Response, (Owners,)), QueryRule(Response, (Closures,))],
        target_types=[FileTarget, FilesGeneratorTarget],
    )
    runner.write_files(
        {
            "a/BUILD": "files(name='texts', sources=['*.txt'], dependencies=['b:one'])\n",
            "a/x.txt": "",
            "a/y.md": "",
            "b/BUILD": "file(name='one', source='z.txt')\nfile(name='other', source='z.txt')\n",
            "b/z.txt": "",
        }
    )
    return runner


@pytest.mark.parametrize(
    ("files", "owners"),
    [
        (("a/x.txt",), ("a/x.txt:texts",)),
        (("a/gone.txt", "b/gone.txt"), ("a:texts",)),
        (("b/z.txt",), ("b:one", "b:other")),
        (("b/BUILD",), ("b:one", "b:other")),
        (("a/y.md", "nowhere/x"), ()),
        ((), ()),
    ],
)
def test_owners(runner: RuleRunner, files: tuple[str, ...], owners: tuple[str, ...]) -> None:
    """A file has its target, one that is gone its generator, a BUILD file its targets, others nobody."""
    assert runner.request(Response, [Owners(files)]) == Response((owners,))


def test_closures(runner: RuleRunner) -> None:
    """A target stands in its own closure, with all that it depends on."""
    groups = ((Address("a", target_name="texts", relative_file_path="x.txt"),), (Address("b", target_name="one"),), ())

    assert runner.request(Response, [Closures(groups)]) == Response((("a/x.txt:texts", "b:one"), ("b:one",), ()))
