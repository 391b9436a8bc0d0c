"""Generates a tree from a shape and a seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from benchmarks.checker.trees import imports, texts, violations
from benchmarks.checker.trees.imports import Imports
from benchmarks.checker.trees.layout import ROOT, GeneratedFile, GeneratedModule, lay_out
from benchmarks.checker.trees.model import Manifest, Planted, Shape


@dataclass
class GeneratedTree:
    """A tree whose files are made one after the other.

    Attributes:
        planted: the violations in the files that were made so far.
    """

    shape: Shape
    seed: int
    planted: list[Planted] = field(default_factory=list)
    size: int = 0

    def __post_init__(self) -> None:
        """Lay it out."""
        self.modules = lay_out(self.shape, self.seed)
        self._plans = violations.choose(self.modules, self.shape.planted, self.seed)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of every Python file."""
        for path, text in self._files():
            plan = self._plans.get(path)
            written = text
            if plan is not None:
                written, line = violations.plant(text, plan, len(self.planted))
                self.planted.append(Planted(path, line, plan.target.dotted))
            self.size += len(written.encode())
            yield path, written

    def manifest(self) -> Manifest:
        """Return what it is, after all its files were made."""
        edited = next(
            (module, file)
            for module in reversed(self.modules)
            for file in module.sources
            if module.depends_on and file.path not in self._plans
        )
        used = self.modules[edited[0].depends_on[0]]
        _, fetch = imports.facade_names(used.name)
        return Manifest(
            f"{self.shape.name}, seed {self.seed}",
            self.shape.files,
            self.size,
            (ROOT,),
            tuple(each.declared(self.modules, stars=self.shape.stars) for each in self.modules),
            tuple(sorted(self.planted, key=lambda each: each.path)),
            edited[1].path,
            f"from {used.facade_dotted} import {fetch} as edited\n",
        )

    def _files(self) -> Iterator[tuple[str, str]]:
        stars = "".join(f"from .{module.name} import *\n" for module in self.modules)
        yield f"{ROOT}/__init__.py", f'"""All modules."""\n\n{stars}' if self.shape.stars else ""
        for module in self.modules:
            used = self._used(module)
            for number, file in enumerate(module.files):
                rng = Random(f"{self.seed} {file.path}")
                yield file.path, self._text(file, module, used.get(number, ()), rng)

    def _used(self, module: GeneratedModule) -> dict[int, tuple[GeneratedModule, ...]]:
        """Which files use which modules: each dependency is used at least once."""
        places = [number for number, file in enumerate(module.files) if file.kind in ("source", "test")]
        used: dict[int, list[GeneratedModule]] = {}
        rng = Random(f"{self.seed} uses of {module.name}")
        for number in places:
            for dependency in module.depends_on:
                if rng.random() < 0.25:
                    used.setdefault(number, []).append(self.modules[dependency])
        for turn, dependency in enumerate(module.depends_on):
            other = self.modules[dependency]
            if not any(other in each for each in used.values()):
                used.setdefault(places[turn % len(places)], []).append(other)
        return {number: tuple(each) for number, each in used.items()}

    def _text(
        self, file: GeneratedFile, module: GeneratedModule, used: tuple[GeneratedModule, ...], rng: Random
    ) -> str:
        if file.kind == "facade":
            return texts.facade_text(module, stars=self.shape.stars)
        if file.kind == "schemas":
            return texts.schemas_text(module)
        if file.kind == "package":
            return self._package(file, module)
        if file.kind == "client":
            return texts.client_text(module, self._of_client(file, module, rng))
        chosen = imports.choose(file, module, used, rng, stars=self.shape.stars)
        return texts.source_text(file, module, chosen, self.shape.mean_bytes, rng)

    def _of_client(self, file: GeneratedFile, module: GeneratedModule, rng: Random) -> Imports:
        """A client calls a function of an internal file."""
        other = rng.choice(module.sources)
        _, load, limit = imports.names_of(other)
        line = f"from {imports.relative(file.path, other.dotted)} import {limit}, {load}"
        return Imports(own=[line], calls=[f"{load}({limit})"])

    def _package(self, file: GeneratedFile, module: GeneratedModule) -> str:
        folder = file.path.rpartition("/")[0]
        if not self.shape.stars or file.stem == "tests":
            return texts.package_text(file, [])
        if folder == module.path:
            client, fetch = imports.facade_names(module.name)
            facade = f".{module.facade.replace('.py', '').replace('/', '.')}"
            return f'"""All of {module.name}."""\n\nfrom {facade} import *\n\n__all__ = ["{client}", "{fetch}"]\n'
        own = [each for each in module.sources if each.path.rpartition("/")[0] == folder]
        below = [each for each in module.packages if each.rpartition("/")[0] == folder]
        return texts.package_text(
            file, [*(f".{each.stem}" for each in own), *(f".{each.rpartition('/')[2]}" for each in below)]
        )
