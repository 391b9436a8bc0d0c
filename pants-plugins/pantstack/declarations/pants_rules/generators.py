"""Finds out what Pants, and tools beside it, make Python of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pants.backend.python.target_types import PythonGeneratingSourcesBase, PythonSourceField
from pants.engine.target import GenerateSourcesRequest, SourcesField, Target
from pants.engine.unions import UnionMembership

from pantstack.declarations import generated_code
from pantstack.declarations.fields import ModuleSourcesField
from pantstack.declarations.generated_code import GeneratedCode, Owner
from pantstack.pants_port import files, targets

# The field by which targets of protobuf say where their Python goes.
_ROOT = "python_source_root"


async def find(declared: Sequence[Target], folders: Collection[str], unions: UnionMembership) -> GeneratedCode:
    """Find what is made of the repository's files, and by which targets below the folders of facades."""
    # Targets of one type have the same fields; most of a repository's are Python.
    kinds = {kind for kind, target in {type(target): target for target in declared}.items() if _may_generate(target)}
    others = (target for target in declared if type(target) in kinds)
    chosen = tuple(
        target for target in others if generated_code.is_below(target.address.spec_path, folders) or _root(target)
    )
    owned = await targets.source_paths(tuple(target[SourcesField] for target in chosen))
    source_roots = await targets.source_roots()
    (originals,) = await files.paths((generated_code.GLOBS,))
    (read,) = await files.read((generated_code.READ,))
    texts = {file.path: file.content.decode("utf-8", "replace") for file in read}
    inputs = tuple(_inputs(unions))
    owners = [_owner(target, paths, inputs) for target, paths in zip(chosen, owned)]
    return generated_code.gather(owners, originals, texts, source_roots)


def _may_generate(target: Target) -> bool:
    plain = (PythonSourceField, PythonGeneratingSourcesBase, ModuleSourcesField)
    return target.has_field(SourcesField) and not any(target.has_field(field) for field in plain)


def _root(target: Target) -> str:
    """The source root of what a target makes, where that is not the one of its files."""
    value = next((field.value for field in target.field_values.values() if field.alias == _ROOT), None)
    return value.strip("/") if isinstance(value, str) and value != "." else ""


def _inputs(unions: UnionMembership) -> Iterator[type[SourcesField]]:
    """The fields that Pants makes Python of."""
    for request in unions.get(GenerateSourcesRequest):
        if issubclass(request.output, PythonSourceField):
            yield request.input


def _owner(target: Target, paths: tuple[str, ...], inputs: Sequence[type[SourcesField]]) -> Owner:
    generates = any(target.has_field(field) for field in inputs)
    return Owner(target.address.spec_path, target.address.target_name, paths, _root(target), generates)
