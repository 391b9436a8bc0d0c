"""What a facade offers today, name by name; nothing is run, and what cannot be read is not guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Optional

from pantstack.base.locations import Position
from pantstack.boundaries.facades.model import Promise, Promises
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.python_files import base_of
from pantstack.boundaries.resolver.resolution import Node
from pantstack.boundaries.scanner.definitions.model import Definition, FileDefinitions
from pantstack.declarations.model import Module

# Classes whose annotated attributes are what one passes to make an object.
_MODELS = frozenset({"BaseModel", "BaseSettings", "NamedTuple", "RootModel", "SQLModel", "TypedDict"})
# A class that derives from itself in the end ends somewhere.
_DEEPEST = 20

Definitions = Mapping[str, FileDefinitions]


def describe(project: Project, module: Module, definitions: Definitions) -> Promises:
    """Return what the facade of a module offers: each name, and each public member of its classes.

    Args:
        definitions: of the files of the module, by path.
    """
    return dict(sorted(_Description(project, module, definitions).promises()))


class _Description:
    def __init__(self, project: Project, module: Module, definitions: Definitions) -> None:
        self._project = project
        self._module = module
        self._by_node: dict[Node, list[Definition]] = {}
        self._paths: dict[str, str] = {}
        for path, file in sorted(definitions.items()):
            # A stub describes the same as the file that it is beside.
            base = base_of(path)
            if self._paths.setdefault(base, path) == path:
                for each in file.definitions:
                    self._by_node.setdefault(Node(base, each.name.partition(".")[0]), []).append(each)
        self._offered = dict(self._names())

    def promises(self) -> Iterator[tuple[str, Promise]]:
        for node, name in self._offered.items():
            yield from self._of_name(name, Node(node.base, node.name))

    def _names(self) -> Iterator[tuple[Node, str]]:
        """Every name that is offered, as the file has it, with the name in the lock."""
        facade = self._module.facade
        seen: set[Node] = set()
        for path in () if facade is None else self._project.public_api.files(facade):
            base, scan = base_of(path), self._project.scans.get(path)
            alone = facade is not None and (base == facade.directory or self._module.is_file)
            prefix = "" if alone or facade is None else base[len(facade.directory) + 1 :].replace("/", ".") + ":"
            results: set[Node] = set()
            for name in sorted(() if scan is None else self._project.public_api.offered(scan)):
                steps = self._project.resolver.steps(base, name)
                ends = {step.result for step in steps} or {Node(base, name)}
                # What the package offers already is one name, not two.
                if not (ends <= seen and prefix):
                    yield Node(base, name), prefix + name
                results |= ends
            seen |= results

    def _of_name(self, name: str, node: Node) -> Iterator[tuple[str, Promise]]:
        steps = self._project.resolver.steps(node.base, str(node.name))
        path = self._path(node.base)
        bound = self._project.resolver.names.places(node.base).get(str(node.name), ())
        here = Promise(
            "opaque (only running the code would tell)", path, bound[0][1].position if bound else Position(1, 1)
        )
        if len(steps) != 1:
            yield name, replace(here, text="opaque (several definitions)") if steps else here
            return
        end = steps[0].result
        owner = self._project.owner(end.base)
        if owner != self._module:
            dotted = ".".join(filter(None, (self._project.resolver.dotted(end.base), end.name)))
            yield name, replace(here, text=f"re-export of {dotted}")
        elif end.name is None:
            yield name, replace(here, text=f"module {self._project.resolver.dotted(end.base)}")
        elif end in self._by_node:
            yield from self._of_definition(name, end)
        else:
            foreign = [binding for _, binding in bound if binding.kind == "import" and end == node]
            source = [".".join(filter(None, (each.module, each.source))) for each in foreign]
            yield name, replace(here, text=f"re-export of {source[0]}") if source else here

    def _of_definition(self, name: str, node: Node) -> Iterator[tuple[str, Promise]]:
        own = self._by_node[node]
        first = next((each for each in own if each.name == node.name), None)
        if first is not None and first.kind == "class":
            yield from self._of_class(name, node, first)
        elif first is not None:
            yield name, Promise(first.text, self._path(node.base), first.position)

    def _of_class(self, name: str, node: Node, first: Definition) -> Iterator[tuple[str, Promise]]:
        bases: list[str] = []
        members: dict[str, Promise] = {}
        is_model = self._collect(node, bases, members, 0)
        kind = "model class" if is_model and first.text == "class" else first.text
        text = f"{kind} ({', '.join(dict.fromkeys(bases))})" if bases else kind
        yield name, Promise(text, self._path(node.base), first.position)
        is_model = is_model or "@dataclass" in first.text
        for member, promise in members.items():
            is_field = is_model and promise.text.startswith("attribute:")
            text = f"field{promise.text[len('attribute') :]}" if is_field else promise.text
            yield f"{name}.{member}", replace(promise, text=text)

    def _collect(self, node: Node, bases: list[str], members: dict[str, Promise], depth: int) -> bool:
        """Gather the bases that users see and all members, those of internal bases too; say whether it is a model."""
        own = self._by_node.get(node, ()) if depth < _DEEPEST else ()
        for each in own:
            if each.name != node.name:
                promise = Promise(each.text, self._path(node.base), each.position)
                members.setdefault(each.name.partition(".")[2], promise)
        is_model = False
        for written in (base for each in own if each.name == node.name for base in each.bases):
            reached = self._base(node.base, written)
            public = None if reached is None else self._public.get(reached)
            if reached is None or public is not None:
                bases.append(written if public is None or "[" in written else public)
                is_model = is_model or written.partition("[")[0].rpartition(".")[2] in _MODELS
                # What a class that is offered itself has, is promised by that.
                is_model = is_model or (reached is not None and self._collect(reached, [], {}, depth + 1))
            else:
                is_model = self._collect(reached, bases, members, depth + 1) or is_model
        return is_model

    def _base(self, base: str, written: str) -> Optional[Node]:
        """The class of the module itself that a base is; None for any other."""
        node = Node(base)
        for name in written.partition("[")[0].split("."):
            steps = self._project.resolver.steps(node.base, name) if node.name is None else ()
            if len(steps) != 1:
                return None
            node = steps[0].result
        return node if node in self._by_node and self._project.owner(node.base) == self._module else None

    @cached_property
    def _public(self) -> Mapping[Node, str]:
        """The names by which the facade offers what it offers."""
        steps = (
            (self._project.resolver.steps(node.base, str(node.name)), name) for node, name in self._offered.items()
        )
        return {found[0].result: name for found, name in steps if len(found) == 1}

    def _path(self, base: str) -> str:
        return self._paths.get(base, base)
