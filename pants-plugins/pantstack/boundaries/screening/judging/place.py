"""Where the imports of files are judged alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

from pantstack.boundaries.resolver.crossings.inner_layers import InnerLayers
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.screening.judging.verdict import Verdict
from pantstack.buildfiles.globs import parents
from pantstack.declarations.model import Module


@dataclass(eq=False)
class Place:
    """A folder's files of one module, and of one of its layers.

    Attributes:
        path: of one of the files.
        in_program: whether they belong to an infrastructure program.
        roots: the directories that imports start from, by the number of leading dots.
        verdicts: what is known of import statements there.
        reached: what is known of chains of attributes and of strings there.
        own_files: whether the beginnings of `from` statements name files of the module that are no packages.
    """

    path: str
    owner: Optional[Module]
    layer: Optional[str]
    in_program: bool
    roots: dict[int, tuple[str, ...]] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    reached: dict[tuple[object, ...], Verdict] = field(default_factory=dict)
    own_files: dict[str, bool] = field(default_factory=dict)


class Places:
    """The places of a project."""

    def __init__(self, project: Project, layers: InnerLayers) -> None:
        self._project = project
        self._layers = layers
        self._known: dict[tuple[str, Optional[str], Optional[str]], Place] = {}
        # A folder with a module that is a file, or with a layer that is one, is several places.
        modules = project.catalog.modules
        self._split = {file.rpartition("/")[0] for module in modules for file in module.files}
        self._by_folder: dict[str, Place] = {}

    def of(self, path: str) -> Place:
        """Return the place of a file."""
        folder = path.rpartition("/")[0]
        return self._by_folder.get(folder) or self._find(path, folder)

    def _find(self, path: str, folder: str) -> Place:
        owner, layer = self._project.owner(path), self._layers.of_file(path)
        key = (folder, None if owner is None else owner.path, layer)
        if key not in self._known:
            in_program = self._project.infrastructure_owner(base_of(path)) is not None
            self._known[key] = Place(path, owner, layer, in_program)
        if folder not in self._split and not (owner is not None and (owner.inner_layers or owner.program)):
            self._by_folder[folder] = self._known[key]
        return self._known[key]


def around_modules(project: Project) -> Iterator[str]:
    """Yield the folders around modules and programs: attributes of such a package may lead into them."""
    for module in project.catalog.modules:
        for place in (*module.folders, *module.files, *filter(None, (module.program,))):
            yield from parents(place)
