"""Finds the modules and facades of a repository."""

from __future__ import annotations

from collections.abc import Sequence

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.evaluation.values import Declaration
from pantstack.buildfiles.locate import BuildFiles
from pantstack.declarations import generated_code, validation
from pantstack.declarations.generated_code import GeneratedCode
from pantstack.declarations.model import Catalog, Facade
from pantstack.declarations.target_values import field_rules, reading
from pantstack.standalone.files.repository import RepositoryFiles
from pantstack.standalone.targets.fields import Fields, wrong
from pantstack.standalone.targets.read import ReadTargets

_Declared = tuple[Declaration, Fields]


def find(
    files: RepositoryFiles, targets: ReadTargets, located: BuildFiles, layers: Sequence[str], roots: Sequence[str]
) -> tuple[Catalog, tuple[UserError, ...]]:
    """Join modules and facades, and return the errors in them.

    Args:
        layers: the configured ones.
        roots: the source roots.
    """
    errors = tuple(
        wrong(declaration, wrong_value.message, wrong_value.help)
        for declaration, values in (*targets.modules, *targets.facades)
        for wrong_value in (field_rules.wrong_value(name, values.get(name)) for name in _fields(declaration, values))
        if wrong_value is not None
    )
    if errors:
        return Catalog(), tuple(sorted(errors))
    opened = [each for each in targets.modules if reading.declares_facade(each[1])]
    code = _generated(files, targets, [*opened, *targets.facades], roots)
    directories = {declaration.directory for declaration, _ in targets.modules}
    facades = tuple(
        code.owned_by(_facade(files, each, located), reading.globs(each[0].kind, each[1]), directories)
        for each in (*opened, *targets.facades)
    )
    modules = tuple(
        reading.module(declaration.directory, declaration.name, values, _place(declaration, located))
        for declaration, values in targets.modules
    )
    sources = tuple(path for path in files.paths.all if path.endswith((".py", ".pyi")))
    programs = {each.program: tuple(files.paths.below(each.program)) for each in modules if each.program}
    return validation.build(
        validation.Declarations(modules, facades, tuple(layers), sources, programs, code.all_of(facades))
    )


def _fields(declaration: Declaration, values: Fields) -> tuple[str, ...]:
    """List the fields whose values are checked: a module needs a description."""
    needed = ("description",) if declaration.kind == reading.MODULE else ()
    return (*needed, *(name for name in values if name not in needed and values[name] is not None))


def _place(declaration: Declaration, located: BuildFiles) -> SourceLocation:
    return located.find(declaration.kind, declaration.directory, declaration.name)


def _facade(files: RepositoryFiles, declared: _Declared, located: BuildFiles) -> Facade:
    declaration, values = declared
    owned = files.paths.matching(reading.globs(declaration.kind, values), declaration.directory)
    if declaration.kind == reading.FACADE:
        owned = tuple(path for path in owned if path.endswith((".py", ".pyi")))
    place = _place(declaration, located)
    return reading.facade(declaration.kind, (declaration.directory, declaration.name), values, owned, place)


def _generated(
    files: RepositoryFiles, targets: ReadTargets, facades: Sequence[_Declared], roots: Sequence[str]
) -> GeneratedCode:
    folders = {declaration.directory for declaration, _ in facades}
    owners = [owner for owner in targets.owners if owner.root or generated_code.is_below(owner.directory, folders)]
    originals = files.paths.matching(generated_code.GLOBS)
    texts = {path: files.text(path) for path in originals if path.endswith(generated_code.READ_SUFFIX)}
    return generated_code.gather(owners, originals, texts, roots)
