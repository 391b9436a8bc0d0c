"""Python that is made of other files when it is built, so that no file of the repository has it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pantstack.buildfiles.globs import below, joined, matches, parent, parents, relative
from pantstack.declarations.model import Facade

_PROTO, _THRIFT, _CYTHON = ".proto", ".thrift", ".pyx"
GLOBS = tuple(f"**/*{suffix}" for suffix in (_PROTO, _THRIFT, _CYTHON))
# Those whose content decides.
READ_SUFFIX = _THRIFT
READ = (f"**/*{READ_SUFFIX}",)
# The name of what only its generator knows, in a directory.
UNKNOWN = "*"
# What the compilers of protobuf and gRPC add to the name of a file; grpclib has one of its own.
PROTOBUF = ("_pb2", "_pb2_grpc")
_ADDED = (*PROTOBUF, "_grpc")
_NAMESPACE = re.compile(r"^[ \t]*namespace[ \t]+(py3?|\*|py\.\w+)[ \t]+([\w.]+)", re.MULTILINE)
_SERVICE = re.compile(r"^[ \t]*service[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Original:
    """A file that Python is made of.

    Attributes:
        text: its content where that decides about names, or nothing.
        root: the source root of what is made, if it is not the file's own.
    """

    path: str
    text: str = ""
    root: str = ""

    def made(self, source_roots: Iterable[str]) -> tuple[str, ...]:
        """List what is made of it: paths without suffix."""
        own = _root_of(self.path, source_roots)
        root = self.root or own
        if self.path.endswith(_THRIFT):
            return tuple(joined(root, name) for name in self._thrift(own))
        stem, _, suffix = joined(root, relative(own, self.path)).rpartition(".")
        if f".{suffix}" == _CYTHON:
            return (stem,)
        folder, name = parent(stem), stem.rpartition("/")[2].replace("-", "_")
        return tuple(joined(folder, f"{name}{added}") for added in _ADDED) if f".{suffix}" == _PROTO else ()

    def _thrift(self, root: str) -> Iterator[str]:
        """The modules of a package that the file names, or that is named like it."""
        spelled = sorted(_NAMESPACE.findall(self.text), key=lambda each: each[0] == "*")
        stem = relative(root, self.path)[: -len(_THRIFT)].rpartition("/")[2]
        package = spelled[0][1].replace(".", "/") if spelled else stem
        yield from (f"{package}/{name}" for name in ("ttypes", "constants", *_SERVICE.findall(self.text)))


@dataclass(frozen=True)
class Generator:
    """A target that makes Python of files.

    Attributes:
        directory: of its BUILD file.
        files: what it makes it of, by path.
        unknown: whether only running it tells what it makes.
    """

    directory: str
    name: str
    files: tuple[str, ...]
    unknown: bool = False

    @property
    def address(self) -> str:
        """The address of the target."""
        return f"{self.directory}:{self.name}"


@dataclass(frozen=True)
class Owner:
    """A target of files that may not be Python.

    Attributes:
        directory: of its BUILD file.
        paths: what it owns.
        root: the source root of what is made of it, if it is not that of its files.
        generates: whether Pants makes Python of it.
    """

    directory: str
    name: str
    paths: tuple[str, ...]
    root: str = ""
    generates: bool = False

    def generator(self, made: Mapping[str, Sequence[str]]) -> Generator:
        """Return what it makes Python of; that has no files where it makes none."""
        known = tuple(path for path in self.paths if path in made)
        unknown = self.generates and len(known) < len(self.paths)
        return Generator(self.directory, self.name, self.paths if unknown else known, unknown=unknown)


@dataclass(frozen=True)
class GeneratedCode:
    """What is made of which files, by which targets.

    Attributes:
        made: paths without suffix, by the path of the file that they are made of.
    """

    made: Mapping[str, tuple[str, ...]]
    generators: tuple[Generator, ...] = ()

    def owned_by(self, facade: Facade, globs: Sequence[str], modules: Container[str]) -> Facade:
        """Give a facade what it owns of it: what its globs match, and what the targets of its directory make.

        Args:
            modules: the paths of all modules: what targets in the directory of one make may be internal.
        """
        inside = [each for each in self.generators if below(facade.directory, each.directory)]
        own = [each for each in inside if each.directory == facade.directory and facade.directory not in modules]
        found = {base for bases in self.made.values() for base in bases if _matches(globs, facade.directory, base)}
        found.update(base for each in own for path in each.files for base in self.made.get(path, ()))
        unknown = {each: joined(each.directory, UNKNOWN) for each in inside if each.unknown}
        own += [each for each, name in unknown.items() if _matches(globs, facade.directory, name)]
        found.update(name for each, name in unknown.items() if each in own)
        files = {path for path, bases in self.made.items() if bases and found.issuperset(bases)}
        public = {each.address for each in inside if each in own or files.issuperset(each.files)}
        return replace(facade, generated=tuple(sorted(found)), generators=tuple(sorted(public | files)))

    def all_of(self, facades: Iterable[Facade]) -> tuple[str, ...]:
        """List all that is made, and what facades own besides."""
        made = {base for bases in self.made.values() for base in bases}
        return tuple(sorted(made.union(*(facade.generated for facade in facades))))


def gather(
    owners: Sequence[Owner], originals: Iterable[str], texts: Mapping[str, str], source_roots: Sequence[str]
) -> GeneratedCode:
    """Find what is made of which files, and by which targets.

    Args:
        owners: those below the folders of facades, and those that have a root of their own.
        originals: the paths of all files that Python is made of.
        texts: of those whose content decides.
    """
    roots = {path: owner.root for owner in owners for path in owner.paths}
    made = {path: Original(path, texts.get(path, ""), roots.get(path, "")).made(source_roots) for path in originals}
    found = (owner.generator(made) for owner in owners)
    return GeneratedCode(made, tuple(each for each in found if each.files))


def is_below(directory: str, folders: Container[str]) -> bool:
    """Return whether a directory is one of several, or below one."""
    return directory in folders or any(folder in folders for folder in parents(directory))


def _matches(globs: Sequence[str], directory: str, base: str) -> bool:
    return below(directory, base) and matches(globs, relative(directory, f"{base}.py"))


def _root_of(path: str, source_roots: Iterable[str]) -> str:
    """The nearest source root above a file."""
    roots = ("" if root == "." else root.strip("/") for root in source_roots)
    return max((root for root in roots if below(root, path)), key=len, default="")
