"""The targets whose resolves `consumer_resolves()` lists, and the files that are in resolves of modules otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pantstack.base.locations import Position
from pantstack.buildfiles.edit import arguments
from pantstack.buildfiles.globs import is_build_file
from pantstack.buildfiles.parse import BuildFile, Call, NotEditableError
from pantstack.declarations.module_resolves import ModuleResolves
from pantstack.syntax import source_edits

CONSUMER_RESOLVES = "consumer_resolves"


@dataclass(frozen=True)
class OwnedFile:
    """A Python file of a target, in one resolve.

    Attributes:
        directory: of the target's BUILD file.
        target: its name.
    """

    directory: str
    target: str
    path: str
    resolve: str


@dataclass(frozen=True)
class ConsumerTarget:
    """A target that is parametrized by `consumer_resolves()`.

    Attributes:
        path: of its BUILD file.
        number: of the call among those of `consumer_resolves` in that file.
        position: of the call.
        listed: the modules that it lists, as written.
        around: the names of the modules around it, whose resolves it is in without being listed.
        files: its Python files, sorted.
    """

    path: str
    number: int
    position: Position
    listed: tuple[str, ...]
    around: frozenset[str]
    files: tuple[str, ...]


@dataclass(frozen=True)
class FileResolves:
    """Which modules' resolves the files of the repository are in.

    Attributes:
        isolated: the names of the modules with resolves of their own.
        targets: those that list their consumers plainly.
        fixed: by path of a file of any other target, the names of the modules in whose resolves it is.
    """

    isolated: frozenset[str] = frozenset()
    targets: tuple[ConsumerTarget, ...] = ()
    fixed: Mapping[str, frozenset[str]] = field(default_factory=dict)


def gather(owned: Iterable[OwnedFile], builds: Mapping[str, str], known: ModuleResolves) -> FileResolves:
    """Tell the targets that list their consumers from all others.

    Args:
        owned: what all targets own.
        builds: the texts of BUILD files, by path.
    """
    owned = tuple(owned)
    files: dict[tuple[str, str], set[str]] = {}
    for each in owned:
        files.setdefault((each.directory, each.target), set()).add(each.path)
    targets = {
        key: ConsumerTarget(
            build.path,
            number,
            source_edits.position(build.data, call.node.start_byte),
            arguments(build, call),
            known.around(build.directory),
            tuple(sorted(files[key])),
        )
        for build, number, call, key in _calls(builds)
        # Who needs something else, such as requirements, no import tells.
        if key in files
    }
    names, fixed = known.users(), dict[str, set[str]]()
    for each in owned:
        if (each.directory, each.target) not in targets and each.resolve in names:
            # Of modules that share a resolve, each is in it for itself.
            sharing = names[each.resolve]
            fixed.setdefault(each.path, set()).update(sharing & known.around(each.directory) or sharing)
    ordered = sorted(targets.values(), key=lambda target: (target.path, target.number))
    isolated = {path: frozenset(modules) for path, modules in sorted(fixed.items())}
    return FileResolves(known.names, tuple(ordered), isolated)


def _calls(builds: Mapping[str, str]) -> Iterator[tuple[BuildFile, int, Call, tuple[str, str]]]:
    """Yield the calls that can be judged and edited: plain ones that are the `resolve` of a plain declaration."""
    for path, text in sorted(builds.items()):
        if CONSUMER_RESOLVES not in text or not is_build_file(path):
            continue
        build = BuildFile(path, text)
        for number, call in enumerate(build.calls_of(CONSUMER_RESOLVES)):
            target = build.statement_of(call)
            if target is None or target.fields.get("resolve") != call.node or not target.plain or target.name == "":
                continue
            try:
                arguments(build, call)
            except NotEditableError:
                continue
            yield build, number, call, (build.directory, target.name or _default_name(build.directory))


def _default_name(directory: str) -> str:
    """Return the name of a target that spells none."""
    return directory.rpartition("/")[2]
