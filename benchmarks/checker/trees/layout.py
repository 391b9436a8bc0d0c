"""Decides which files a generated tree has, and who depends on whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from benchmarks.checker.trees.model import Shape, TreeModule
from benchmarks.checker.trees.words import FOLDERS, module_name, stem

ROOT = "modules"
TESTS = "tests"
# Of a module's files.
_TESTS_PER_CENT = 15
_MOST_DEPENDENCIES = 4
Kind = Literal["package", "facade", "client", "schemas", "source", "test"]


@dataclass(frozen=True)
class GeneratedFile:
    """A file before it has a text.

    Attributes:
        stem: what the names that it defines are made of.
    """

    path: str
    kind: Kind
    stem: str

    @property
    def dotted(self) -> str:
        """Its name in imports."""
        return self.path[: -len(".py")].replace("/", ".").replace(".__init__", "")


@dataclass(frozen=True)
class GeneratedModule:
    """A module of a generated tree, and its files.

    Attributes:
        depends_on: places of the modules that it uses, all before its own.
        packages: folders with internals, each after the one around it.
    """

    name: str
    depends_on: tuple[int, ...]
    facade: str
    packages: tuple[str, ...]
    files: tuple[GeneratedFile, ...]

    @property
    def path(self) -> str:
        """Of its folder."""
        return f"{ROOT}/{self.name}"

    @property
    def facade_dotted(self) -> str:
        """The facade's name in imports."""
        return f"{self.path}/{self.facade}".replace(".py", "").replace("/", ".")

    @property
    def sources(self) -> tuple[GeneratedFile, ...]:
        """The files with internals that define something."""
        return tuple(file for file in self.files if file.kind == "source")

    def declared(self, modules: tuple[GeneratedModule, ...], *, stars: bool) -> TreeModule:
        """Return what is declared of it.

        Args:
            modules: all of the tree.
        """
        # The module's own package re-exports its facade there.
        root = ("__init__.py",) if stars else ()
        alone = self.facade.endswith(".py")
        around = self.facade.rpartition("/")[0]
        inside = f"{self.path}/{around}/" if around else f"{self.path}/"
        below = {file.path[len(inside) :].split("/")[0] for file in self.files if file.path.startswith(inside)}
        children = sorted(child for child in below if child not in ("__init__.py", self.facade.rpartition("/")[2]))
        private = [f"{inside}{child}".replace(".py", "").replace("/", ".") for child in children]
        if around:
            private.append(f"{self.path}/{TESTS}".replace("/", "."))
        return TreeModule(
            self.path,
            tuple(sorted(modules[place].path for place in self.depends_on)),
            (*root, self.facade if alone else f"{self.facade}/*.py"),
            (self.facade_dotted,),
            (self.path.replace("/", "."),) if stars else (),
            tuple(private),
        )


def lay_out(shape: Shape, seed: int) -> tuple[GeneratedModule, ...]:
    """Decide on all modules of a tree; one more file, the root package, belongs to none."""
    share, rest = divmod(shape.files - 1, shape.modules)
    return tuple(
        _module(shape, Random(f"{seed} module {place}"), place, share + (place < rest))
        for place in range(shape.modules)
    )


def _module(shape: Shape, rng: Random, place: int, files: int) -> GeneratedModule:
    name = module_name(place)
    path = f"{ROOT}/{name}"
    dependencies = tuple(sorted(rng.sample(range(place), min(place, rng.randrange(_MOST_DEPENDENCIES + 1)))))
    around = shape.facade.rpartition("/")[0]
    fixed = [*_facade(path, shape.facade, name), GeneratedFile(f"{path}/__init__.py", "package", name)]
    if around:
        fixed.append(GeneratedFile(f"{path}/{around}/__init__.py", "package", name))
    fixed.append(GeneratedFile(f"{path}/{TESTS}/__init__.py", "package", TESTS))
    # At least a source and a test are left.
    number = max(0, min(shape.packages, files - len(fixed) - 2))
    packages = tuple(_packages(f"{path}/{around}".rstrip("/"), number, shape.depth, rng))
    fixed += [GeneratedFile(f"{package}/__init__.py", "package", package.rpartition("/")[2]) for package in packages]
    left = files - len(fixed)
    tests = max(1, left * _TESTS_PER_CENT // 100)
    places = packages or (f"{path}/{around}".rstrip("/"),)
    sources = [_source(rng.choice(places), each) for each in range(left - tests)]
    checked = [GeneratedFile(f"{path}/{TESTS}/test_{stem(each)}.py", "test", stem(each)) for each in range(tests)]
    return GeneratedModule(name, dependencies, shape.facade, packages, (*fixed, *sources, *checked))


def _source(package: str, number: int) -> GeneratedFile:
    return GeneratedFile(f"{package}/{stem(number)}.py", "source", stem(number))


def _facade(path: str, facade: str, name: str) -> Iterator[GeneratedFile]:
    """The files of a facade: what others import, or a package that re-exports it."""
    if facade.endswith(".py"):
        yield GeneratedFile(f"{path}/{facade}", "client", name)
        return
    yield GeneratedFile(f"{path}/{facade}/__init__.py", "facade", name)
    yield GeneratedFile(f"{path}/{facade}/client.py", "client", name)
    yield GeneratedFile(f"{path}/{facade}/schemas.py", "schemas", name)


def _packages(around: str, number: int, depth: int, rng: Random) -> Iterator[str]:
    """Folders within each other, some at every depth."""
    made = [around]
    level = {around: 0}
    for place in range(number):
        turn, word = divmod(place, len(FOLDERS))
        name = f"{FOLDERS[word]}{turn or ''}"
        parent = rng.choice([each for each in made if level[each] < depth])
        # Half of them go on where the last one is, so that some are as deep as they may be.
        parent = made[-1] if place % 2 and level[made[-1]] < depth else parent
        package = f"{parent}/{name}"
        level[package] = level[parent] + 1
        made.append(package)
        yield package
