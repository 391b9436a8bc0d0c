"""Reads Polylith workspaces: `workspace.toml`, or `[tool.polylith]` of pyproject.toml.

| Polylith | becomes | not carried over |
|---|---|---|
| a component, a base | a module that may use any other | |
| its interface: `__init__.py` | `public=["__init__.py"]` | |
| bases above components | `[pantstack].layers`: bases, components | |
| tests of a brick, by the theme | `tests` of its module | |
| theme and namespace | the source roots of the bricks | |
| projects, and the bricks of each | | `python_distribution`, `pex_binary` or `docker_image` say it |
| `development` | | code in no module |
| tags, resources, commands, test | | settings of Polylith's own commands |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Optional

from pantstack.adopt.sources.documents import Value, parse_toml
from pantstack.adopt.sources.model import EVERYTHING, ForeignDeclarations, ForeignFiles, ForeignModule, Note
from pantstack.buildfiles.globs import below, joined, parent, relative
from pantstack.text.counting import count

TOOL = "polylith"
_WORKSPACE = "workspace.toml"
_SHARED = "pyproject.toml"
READS = (f"**/{_WORKSPACE}", f"**/{_SHARED}")
# Outermost first: a base uses components, and no component uses a base.
_LAYERS = ("bases", "components")
_PROJECTS, _DEVELOPMENT = "projects", "development"
_KEYS = ("namespace", "git_tag_pattern", "structure", "tag", "resources", "test", "commands", "info", "build", "bricks")
_NAMESPACE = re.compile(r"[^\W\d]\w*(?:[./][^\W\d]\w*)*")


@dataclass(frozen=True)
class _Theme:
    """Where a brick and its tests are, below the directory of the workspace; a source root ends at the namespace."""

    brick: str
    tests: str


_THEMES: Final = {
    "loose": _Theme("{kind}/{namespace}/{name}", "test/{kind}/{namespace}/{name}"),
    "tdd": _Theme("{kind}/{name}/src/{namespace}/{name}", "{kind}/{name}/test/{namespace}/{name}"),
}


@dataclass
class _Workspace:
    """A workspace and what was found in it."""

    value: Value
    folder: str
    namespace: str
    theme: _Theme
    python: frozenset[str]
    roots: set[str] = field(default_factory=set)
    notes: list[Note] = field(default_factory=list)

    def names(self, kind: str) -> list[str]:
        """Return the names of all bricks of a kind that have Python files."""
        around, _, rest = self.theme.brick.format(kind=kind, namespace=self.namespace, name="*").partition("*")
        found = set()
        for path in self.python:
            start = joined(self.folder, around)
            name, _, inner = path[len(start) :].partition("/") if path.startswith(start) else ("", "", "")
            tail = rest.replace("*", name).lstrip("/")
            if name and inner.startswith(f"{tail}/" if tail else ""):
                found.add(name)
        return sorted(name for name in found if not name.endswith((".py", ".pyi")))

    def brick(self, kind: str, name: str) -> ForeignModule:
        """Return the module that a brick becomes."""
        path = joined(self.folder, self.theme.brick.format(kind=kind, namespace=self.namespace, name=name))
        tests = joined(self.folder, self.theme.tests.format(kind=kind, namespace=self.namespace, name=name))
        self.roots.add(path[: -len(f"/{self.namespace}/{name}")])
        interface = any(f"{path}/__init__{suffix}" in self.python for suffix in (".py", ".pyi"))
        if not interface:
            text = f"{path} has no `__init__.py`, so it has no interface: all of it is public."
            self.notes.append(Note(self.value.location, f"{text} Add one, and name it in `public`."))
        return ForeignModule(
            path=path,
            location=self.value.location,
            layer=kind,
            public=("__init__.py",) if interface else EVERYTHING,
            tests=(tests,) if any(below(tests, each) for each in self.python) else (),
        )

    def left_out(self, texts: dict[str, Value]) -> Iterator[Note]:
        """Note what is no brick."""
        for path, value in sorted(texts.items()):
            if relative(self.folder, parent(parent(path))) == _PROJECTS and below(self.folder, path):
                text = "Which bricks this project has is not carried over: its deployable takes what it imports."
                yield Note(value.location, f"{text} Declare a pex_binary, docker_image or python_distribution for it.")
        development = joined(self.folder, _DEVELOPMENT)
        own = [path for path in self.python if below(development, path)]
        if own:
            files = count(len(own), "Python file")
            text = f"Code in {development} ({files}) is in no module, so it may use facades alone."
            yield Note(self.value.location, f"{text} What it uses besides gets into the baseline.")


def read(files: ForeignFiles) -> Optional[ForeignDeclarations]:
    """Read a Polylith workspace; None where there is none.

    Raises:
        UserError: if its configuration cannot be read.
    """
    value = _configuration(files)
    if value is None:
        return None
    workspace = _workspace(value, files)
    modules = [workspace.brick(kind, name) for kind in _LAYERS for name in workspace.names(kind)]
    projects = {
        path: Value({}, path, {}) for path in files.texts if path.rpartition("/")[2] == _SHARED and path != value.file
    }
    if not modules:
        text = f"There are no bricks of the namespace `{workspace.namespace}` where the theme has them."
        raise value.error(text, "Correct `namespace` or `theme`, or leave Polylith out: --source=none.")
    return ForeignDeclarations(
        tool=TOOL,
        path=value.file,
        modules=tuple(sorted(modules, key=lambda module: module.path)),
        layers=_LAYERS,
        source_roots=tuple(sorted(workspace.roots)),
        notes=tuple(sorted({*workspace.notes, *workspace.left_out(projects)})),
    )


def _configuration(files: ForeignFiles) -> Optional[Value]:
    """Find the workspace nearest to the root of the repository."""
    paths = sorted(files.texts, key=lambda path: (path.count("/"), path.rpartition("/")[2] != _WORKSPACE, path))
    for path in paths:
        if path.rpartition("/")[2] in (_WORKSPACE, _SHARED) and TOOL in files.texts[path]:
            tool = parse_toml(path, files.texts[path]).get("tool")
            value = tool.get(TOOL) if tool is not None else None
            # A project of a workspace has its bricks there.
            if value is not None and "namespace" in value.table():
                return value
    return None


def _workspace(value: Value, files: ForeignFiles) -> _Workspace:
    value.table(_KEYS)
    namespace = value.get("namespace")
    if namespace is None or not _NAMESPACE.fullmatch(namespace.text()):
        place = namespace or value
        raise place.error("The namespace is not the name of a package.", "Write it as an import does, such as acme.")
    structure = value.get("structure")
    if structure is not None:
        structure.table(("theme",))
    theme = structure.get("theme") if structure is not None else None
    # Polylith's own default.
    chosen = _THEMES[theme.one_of(_THEMES)] if theme is not None else _THEMES["tdd"]
    return _Workspace(value, parent(value.file), namespace.text().replace(".", "/"), chosen, frozenset(files.python))
