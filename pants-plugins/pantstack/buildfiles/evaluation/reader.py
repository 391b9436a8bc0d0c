"""Reads the BUILD files of a repository: what each declares, with the defaults of the directories above."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Callable, Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.evaluation.containers import Scope
from pantstack.buildfiles.evaluation.defaults import Defaults, HasField
from pantstack.buildfiles.evaluation.statements import Statements
from pantstack.buildfiles.evaluation.values import Declaration, Made, Parametrized, Unknown
from pantstack.buildfiles.globs import parent, parents
from pantstack.buildfiles.parse import syntax_error

# Declares a target: its kind and fields.
Create = Callable[..., Any]
# Makes what BUILD files call by a name, for a directory.
Macro = Callable[[str, Create], Callable[..., Any]]
# Functions of Pants whose results are no targets.
_OBJECTS: Final = frozenset({"http_source", "per_platform", "python_artifact", "setup_py", "stevedore_namespace"})
_RULES: Final = frozenset({"__dependencies_rules__", "__dependents_rules__"})


class Reader:
    """Reads BUILD files.

    Attributes:
        declarations: what was read, in the order of files and lines.
    """

    def __init__(self, macros: Mapping[str, Macro], has_field: HasField) -> None:
        """Take what BUILD files may call beside what Pants has, and which kinds of targets have which fields."""
        self._macros = macros
        self._has_field = has_field
        self._prelude: Scope = {}
        self._defaults: dict[str, Defaults] = {}
        self.declarations: list[Declaration] = []

    def read(self, builds: Mapping[str, bytes], preludes: Mapping[str, bytes]) -> tuple[UserError, ...]:
        """Read all files, given by path; each must be Python.

        Returns:
            What is wrong, one error for each file at most.
        """
        errors = [*self._files(preludes, self._read_prelude), *self._files(builds, self._read_build)]
        return tuple(sorted(errors))

    def _files(self, texts: Mapping[str, bytes], read: Callable[[str, ast.Module], None]) -> Iterable[UserError]:
        # A directory's defaults come before those of the directories in it.
        for path in sorted(texts, key=lambda path: (path.count("/"), path)):
            wrong = syntax_error(texts[path], path)
            if wrong is not None:
                place = SourceLocation(path, wrong[0])
                yield UserError(f"This BUILD file cannot be read: {wrong[1]}.", "Correct it there.", place)
                continue
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    module = ast.parse(texts[path], path)
                read(path, module)
            except UserError as error:
                yield error

    def _read_prelude(self, path: str, module: ast.Module) -> None:
        statements = Statements(path, lambda _: None, self._refuse)
        statements.run(module.body, self._prelude)

    def _read_build(self, path: str, module: ast.Module) -> None:
        directory = parent(path)
        if directory not in self._defaults:
            above = next((self._defaults[each] for each in parents(directory) if each in self._defaults), None)
            self._defaults[directory] = Defaults({} if above is None else above.values, self._has_field)
        defaults = self._defaults[directory]

        def declare(kind: str, values: Mapping[str, Any], call: Unknown) -> Unknown:
            fields = {**defaults.of(kind), **values}
            self.declarations.append(Declaration(kind, directory, fields, call.location))
            return call

        def create(kind: str, **values: Any) -> Unknown:  # noqa: ANN401  whatever a macro makes
            return declare(kind, values, Unknown(SourceLocation(path, 1)))

        def known(name: str) -> Optional[Callable[..., Any]]:
            if name == "__defaults__":
                return defaults.set
            if name == "build_file_dir":
                return lambda _: PurePosixPath(directory or ".")
            if name == "env":
                return lambda call, *_, **__: call
            macro = self._macros.get(name)
            return _plain(macro(directory, create)) if macro is not None else _OF_PANTS.get(name)

        Statements(path, known, declare).run(module.body, dict(self._prelude))

    def _refuse(self, kind: str, _: Mapping[str, Any], call: Unknown) -> Unknown:
        help = "Put it into a function that BUILD files call."
        raise UserError(f"A prelude declares a {kind}, which only BUILD files may.", help, call.location)


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Call a function without the place of the call."""

    def call(_: Unknown, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  whatever a BUILD file holds
        return function(*arguments, **named)

    return call


def _parametrize(call: Unknown, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as above
    if any(not isinstance(each, str) for each in arguments):
        return call
    return Parametrized({**dict(zip(arguments, arguments)), **named})


def _object(kind: str) -> Callable[..., Made]:
    def make(_: Unknown, *__: Any, **named: Any) -> Made:  # noqa: ANN401  as above
        return Made(kind, named)

    return make


_OF_PANTS: Final[Mapping[str, Callable[..., Any]]] = {
    "parametrize": _parametrize,
    **{name: _object(name) for name in _OBJECTS},
    **{name: lambda *_, **__: None for name in _RULES},
}
