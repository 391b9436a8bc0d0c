"""The port to files and targets, one test a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pants.core.target_types import FilesGeneratorTarget, FileTarget
from pants.engine.fs import EMPTY_DIGEST, FileContent
from pants.engine.rules import QueryRule, collect_rules, rule
from pants.engine.target import SourcesField
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.pants_port import files, targets


@dataclass(frozen=True)
class Request:
    """Asks for one function of the port."""

    function: str


@dataclass(frozen=True)
class Response:
    """What the function returned."""

    value: Any


@rule
async def ask(request: Request) -> Response:
    """Call a function of the port, as a feature's rule would."""
    globs = (("a/**/*.txt", "!a/no.txt"), ("nothing/*",))
    if request.function == "read":
        return Response(await files.read(globs))
    if request.function == "paths":
        return Response(await files.paths(globs))
    if request.function == "digests":
        return Response(await files.digests((*globs, globs[0])))
    if request.function == "source_roots":
        return Response(await targets.source_roots())
    declared = await targets.declared()
    if request.function == "declared":
        return Response(tuple(str(target.address) for target in declared))
    return Response(await targets.source_paths(tuple(target[SourcesField] for target in declared)))


def answer(function: str) -> object:
    """The answer in a repository of a few files."""
    runner = RuleRunner(
        rules=[*collect_rules(), *source_root.rules(), QueryRule(Response, (Request,))],
        target_types=[FileTarget, FilesGeneratorTarget],
    )
    runner.write_files(
        {
            "a/BUILD": "files(name='texts', sources=['*.txt', 'b/*.txt'])\n",
            "a/x.txt": "x",
            "a/no.txt": "no",
            "a/b/y.txt": "y",
            "src/BUILD": "file(name='one', source='z.txt')\n",
            "src/z.txt": "z",
        }
    )
    runner.set_options(['--source-root-patterns=["/", "/src"]'])
    return runner.request(Response, [Request(function)]).value


def test_read() -> None:
    """Files come with their content, by set of globs; exclusions hold, and no match is no error."""
    assert answer("read") == ((FileContent("a/b/y.txt", b"y"), FileContent("a/x.txt", b"x")), ())


def test_paths() -> None:
    """Paths come by set of globs."""
    assert answer("paths") == (("a/b/y.txt", "a/x.txt"), ())


def test_digests() -> None:
    """Each set of globs has a digest, the same for the same files, an empty one for none."""
    found = answer("digests")

    assert isinstance(found, tuple)
    one, nothing, again = found
    assert (one == again, one == nothing, nothing == EMPTY_DIGEST) == (True, False, True)


def test_source_roots() -> None:
    """All source roots are found."""
    assert answer("source_roots") == (".", "src")


def test_declared() -> None:
    """All targets come, a generator beside what it generates."""
    generated = ("a/b/y.txt:../texts", "a/no.txt:texts", "a/x.txt:texts")

    assert answer("declared") == ("a:texts", *generated, "src:one")


def test_source_paths() -> None:
    """The files of sources fields come in the order of the fields."""
    generated = (("a/b/y.txt",), ("a/no.txt",), ("a/x.txt",))

    assert answer("source_paths") == (("a/b/y.txt", "a/no.txt", "a/x.txt"), *generated, ("src/z.txt",))
