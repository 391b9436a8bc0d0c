"""Turns declarations into what the checks need of targets, as Pants generates them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Optional

from pantstack.base.errors import UserError
from pantstack.buildfiles.evaluation.values import Declaration, Made
from pantstack.buildfiles.globs import joined
from pantstack.declarations.generated_code import Owner
from pantstack.declarations.target_values.declared import DeclaredTarget, SourceKind
from pantstack.declarations.target_values.reading import FACADE, MODULE
from pantstack.standalone.files.globs import Paths
from pantstack.standalone.targets import kinds
from pantstack.standalone.targets.entry_points import entry_points
from pantstack.standalone.targets.fields import Fields, expand, known, texts, wrong
from pantstack.standalone.targets.requirement_files import PYPROJECT, of_pip, of_pyproject, requirement

_MATTER: Final = (
    *("name", "source", "sources", "resolve", "dependencies", "overrides", "entry_point", "entry_points"),
    *("provides", "handler", "requirements", "python_source_root", "consumers"),
)
_SOURCE: Final = DeclaredTarget._fields.index("source")
# Reads a file of the repository; None where there is none.
Read = Callable[[str], Optional[bytes]]


@dataclass
class ReadTargets:
    """What was read of all declarations.

    Attributes:
        declared: every target, what is generated beside its generator.
        owners: the targets of files that may not be Python.
        modules: the declarations of modules, each with its fields.
        facades: those of facades.
        unread: the resolves of which requirements are written in files that only Pants reads.
    """

    declared: list[DeclaredTarget] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    modules: list[tuple[Declaration, Fields]] = field(default_factory=list)
    facades: list[tuple[Declaration, Fields]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


class TargetReader:
    """Reads declarations."""

    def __init__(self, paths: Paths, read: Read) -> None:
        """Take the files of the repository."""
        self._paths = paths
        self._read = read
        self.targets = ReadTargets()

    def all(self, declarations: Iterable[Declaration]) -> tuple[UserError, ...]:
        """Read all declarations, and return what is wrong."""
        errors: list[UserError] = []
        places: dict[tuple[str, str], Declaration] = {}
        for declaration in declarations:
            try:
                self._one(declaration)
            except UserError as error:
                errors.append(error)
                continue
            first = places.setdefault((declaration.directory, declaration.name), declaration)
            if first is not declaration:
                message = f"A target with the name `{declaration.name}` is declared already, at {first.location}."
                errors.append(wrong(declaration, message, "Give one of the two another `name`."))
        return tuple(errors)

    def _one(self, declaration: Declaration) -> None:
        if declaration.kind == MODULE:
            known(declaration, declaration.values)
        else:
            known(declaration, _MATTER)
        if not declaration.name:
            message, help = "Targets in the root of the repository need a name.", 'Write one: name="root".'
            raise wrong(declaration, message, help)
        for number, values in enumerate(expand(declaration.values)):
            if declaration.kind == MODULE:
                self.targets.modules += [(declaration, values)] if number == 0 else []
                self.targets.declared.append(DeclaredTarget(declaration.directory, declaration.name, MODULE))
                continue
            if declaration.kind == FACADE and number == 0:
                self.targets.facades.append((declaration, values))
            self._target(declaration, values)

    def _target(self, declaration: Declaration, values: Fields) -> None:
        kind = declaration.kind
        if kind == kinds.REQUIREMENTS or kind in kinds.FOREIGN_REQUIREMENTS:
            self._requirements(declaration, values)
        elif kind in kinds.GENERATORS:
            self._generator(declaration, values, kinds.GENERATORS[kind])
        else:
            self._single(declaration, values)

    def _single(self, declaration: Declaration, values: Fields) -> None:
        kind, directory = declaration.kind, declaration.directory
        source = values.get("source")
        if isinstance(source, Made):
            source = source.values.get("filename")
        path = joined(directory, source) if isinstance(source, str) else None
        required = values.get("requirements") if kind == kinds.REQUIREMENT else None
        self.targets.declared.append(
            DeclaredTarget(
                *(directory, declaration.name, kind, False, path, kinds.SINGLE.get(kind, "")),
                _resolve(kind, values),
                self._dependencies(declaration, values),
                tuple(entry_points(declaration, values)),
                None if required is None else tuple(map(requirement, texts(declaration, "requirements", required))),
            ),
        )
        for fields in _overriding(values) if kind == kinds.BINARIES else ():
            target = DeclaredTarget(directory, declaration.name, kind, generated=True)
            self.targets.declared.append(target._replace(dependencies=self._dependencies(declaration, fields)))
        globs = values.get("sources")
        owned: tuple[str, ...] = () if path is None else (path,)
        if globs is not None:
            owned = self._paths.matching(texts(declaration, "sources", globs), directory)
        self._own(declaration, values, owned)

    def _generator(self, declaration: Declaration, values: Fields, source_kind: SourceKind) -> None:
        kind, directory = declaration.kind, declaration.directory
        globs = values.get("sources")
        patterns = kinds.SOURCES.get(kind, ()) if globs is None else texts(declaration, "sources", globs)
        owned = self._paths.matching(patterns, directory)
        self.targets.declared.append(DeclaredTarget(directory, declaration.name, kind))
        overrides = self._overrides(declaration, values)
        made = (directory, declaration.name, kind, True, None, source_kind, _resolve(kind, values))
        plain = DeclaredTarget(*made, self._dependencies(declaration, values))
        before, after = plain[:_SOURCE], plain[_SOURCE + 1 :]
        for path in owned:
            if path not in overrides:
                self.targets.declared.append(DeclaredTarget._make((*before, path, *after)))
                continue
            for fields in expand({**values, **overrides[path]}):
                self.targets.declared.append(
                    plain._replace(
                        source=path,
                        resolve=_resolve(kind, fields),
                        dependencies=self._dependencies(declaration, fields),
                    )
                )
        if source_kind != "python":
            self._own(declaration, values, owned)

    def _requirements(self, declaration: Declaration, values: Fields) -> None:
        kind, directory = declaration.kind, declaration.directory
        default = kinds.FOREIGN_REQUIREMENTS.get(kind, "requirements.txt")
        path = joined(directory, str(values.get("source") or default))
        resolve = _resolve(kind, values) or ""
        content = self._read(path)
        if content is None:
            raise wrong(declaration, f"There is no file `{path}`.", "Correct `source`, or delete the declaration.")
        text = content.decode("utf-8", "replace")
        found: Optional[Sequence[str]] = None
        if kind == kinds.REQUIREMENTS:
            found = of_pyproject(text) if path.endswith(PYPROJECT) else tuple(of_pip(text))
        if found is None:
            self.targets.unread.add(resolve)
        target = DeclaredTarget(directory, declaration.name, kind, source=path, requirement_file=path)
        self.targets.declared.append(target)
        for each in found or ():
            self.targets.declared.append(target._replace(**_GENERATED, resolve=resolve, requirements=(each,)))
        for fields in _overriding(values):
            dependencies = texts(declaration, "dependencies", fields.get("dependencies"))
            self.targets.declared.append(target._replace(**_GENERATED, dependencies=dependencies))

    def _overrides(self, declaration: Declaration, values: Fields) -> dict[str, dict[str, Any]]:
        """Return the fields that `overrides` set, by the path of a file."""
        overrides: Any = values.get("overrides") or {}
        if not isinstance(overrides, Mapping):
            raise wrong(declaration, "`overrides` is not a dictionary.", "Write one, with names of files as keys.")
        found: dict[str, dict[str, Any]] = {}
        for key, fields in overrides.items():
            for glob in key if isinstance(key, tuple) else (key,):
                for path in self._paths.matching((str(glob),), declaration.directory):
                    found.setdefault(path, {}).update(fields if isinstance(fields, dict) else {})
        return found

    def _dependencies(self, declaration: Declaration, values: Fields) -> tuple[str, ...]:
        if not kinds.has_field(declaration.kind, "dependencies"):
            return ()
        return texts(declaration, "dependencies", values.get("dependencies"))

    def _own(self, declaration: Declaration, values: Fields, owned: tuple[str, ...]) -> None:
        root = values.get("python_source_root")
        place = root.strip("/") if isinstance(root, str) and root != "." else ""
        generates = declaration.kind.startswith(("protobuf_source", "thrift_source"))
        self.targets.owners.append(Owner(declaration.directory, declaration.name, owned, place, generates))


_GENERATED: Final[Mapping[str, Any]] = {
    "kind": kinds.REQUIREMENT,
    "generated": True,
    "source": None,
    "requirement_file": "",
}


def _resolve(kind: str, values: Fields) -> Optional[str]:
    if not kinds.has_field(kind, "resolve"):
        return None
    resolve = values.get("resolve")
    return resolve if isinstance(resolve, str) else ""


def _overriding(values: Fields) -> list[dict[str, Any]]:
    """List the groups of fields that `overrides` sets for some of what is generated."""
    overrides = values.get("overrides")
    return [each for each in (overrides.values() if isinstance(overrides, dict) else ()) if isinstance(each, dict)]
