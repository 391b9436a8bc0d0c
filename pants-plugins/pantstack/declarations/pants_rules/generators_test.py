"""Facades and modules of code that is generated, as Pants finds them."""

from __future__ import annotations

import pytest
from pants.backend.codegen.protobuf.python import additional_fields
from pants.backend.codegen.protobuf.target_types import ProtobufSourcesGeneratorTarget, ProtobufSourceTarget
from pants.backend.codegen.protobuf.target_types import rules as protobuf_rules
from pants.backend.codegen.thrift.target_types import ThriftSourcesGeneratorTarget, ThriftSourceTarget
from pants.backend.codegen.thrift.target_types import rules as thrift_rules
from pants.backend.python import target_types_rules
from pants.backend.python.target_types import PythonSourceField, PythonSourcesGeneratorTarget
from pants.core.target_types import FilesGeneratorTarget, ResourcesGeneratorTarget
from pants.engine.rules import QueryRule, rule
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    Dependencies,
    GeneratedSources,
    GenerateSourcesRequest,
    MultipleSourcesField,
    SingleSourceField,
    Target,
    TargetFilesGenerator,
)
from pants.engine.unions import UnionRule
from pants.source import source_root
from pants.testutil.rule_runner import RuleRunner

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.declarations import targets
from pantstack.declarations.pants_rules import rules
from pantstack.declarations.pants_rules.rules import CatalogRequest, FoundCatalog


class SchemaField(SingleSourceField):
    """A schema that somebody's own rule makes Python of."""


class SchemasField(MultipleSourcesField):
    """Such schemas."""

    default = ("*.schema",)


class Schema(Target):
    """A target of one schema."""

    alias = "schema"
    core_fields = (*COMMON_TARGET_FIELDS, Dependencies, SchemaField)
    help = "A schema."


class Schemas(TargetFilesGenerator):
    """A target of many schemas."""

    alias = "schemas"
    core_fields = (*COMMON_TARGET_FIELDS, Dependencies, SchemasField)
    generated_target_cls = Schema
    copied_fields = COMMON_TARGET_FIELDS
    moved_fields = (Dependencies,)
    help = "Schemas."


class GenerateFromSchema(GenerateSourcesRequest):
    """Somebody's own generator: what its modules are called only running it tells."""

    input = SchemaField
    output = PythonSourceField


@rule
async def generate(_: GenerateFromSchema) -> GeneratedSources:
    """Fail: to know what is public, nothing is generated."""
    raise AssertionError


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with the backends for protobuf and thrift, and a generator of its own."""
    runner = RuleRunner(
        rules=[
            *rules.rules(),
            *source_root.rules(),
            *target_types_rules.rules(),
            *protobuf_rules(),
            *additional_fields.rules(),
            *thrift_rules(),
            generate,
            UnionRule(GenerateSourcesRequest, GenerateFromSchema),
            QueryRule(FoundCatalog, (CatalogRequest,)),
        ],
        target_types=[
            *targets.target_types(),
            FilesGeneratorTarget,
            ProtobufSourceTarget,
            ProtobufSourcesGeneratorTarget,
            PythonSourcesGeneratorTarget,
            ResourcesGeneratorTarget,
            Schema,
            Schemas,
            ThriftSourceTarget,
            ThriftSourcesGeneratorTarget,
        ],
    )
    runner.set_options(['--source-root-patterns=["/", "/src", "/gen"]'])
    return runner


def find(runner: RuleRunner, files: dict[str, str]) -> FoundCatalog:
    """Write files and find the catalog."""
    runner.write_files(files)
    return runner.request(FoundCatalog, [CatalogRequest()])


MODULE = "pantstack_module(description='Takes orders')\n"


@pytest.mark.parametrize(
    ("declaration", "path", "text", "generated", "generators"),
    [
        ("protobuf_sources(name='p')", "o-r.proto", "", ("o_r_grpc", "o_r_pb2", "o_r_pb2_grpc"), ("public:p",)),
        (
            "protobuf_source(name='p', source='o.proto')",
            "o.proto",
            "",
            ("o_grpc", "o_pb2", "o_pb2_grpc"),
            ("public:p",),
        ),
        ("", "o.proto", "", ("o_grpc", "o_pb2", "o_pb2_grpc"), ()),
        ("resources(name='r', sources=['*.pyx'])", "fast.pyx", "", ("fast",), ("public:r",)),
        ("thrift_sources(name='t')", "o.thrift", "service Shop {}", None, ("public:t",)),
        ("schemas(name='s')", "o.schema", "", ("*",), ("public:s",)),
        ("schema(name='s', source='o.schema')", "o.schema", "", ("*",), ("public:s",)),
    ],
)
def test_a_facade_of_what_is_generated_only(  # noqa: PLR0913, PLR0917  a table
    runner: RuleRunner,
    declaration: str,
    path: str,
    text: str,
    generated: tuple[str, ...] | None,
    generators: tuple[str, ...],
) -> None:
    """A facade owns what the targets of its directory make, and its globs match; it needs no Python file."""
    found = find(
        runner,
        {
            "a/BUILD": MODULE,
            "a/core.py": "",
            "a/public/BUILD": f"public_facade()\n{declaration}\n",
            f"a/public/{path}": text,
        },
    )

    names = {f"a/public/{name}" for name in generated} if generated else {"o/ttypes", "o/constants", "o/Shop"}
    own = {f"a/{address}" for address in generators} | ({f"a/public/{path}"} - {"a/public/o.schema"})
    assert found.errors == ()
    facade = found.catalog.modules[0].facade
    assert facade is not None
    assert (set(facade.generated), set(facade.generators)) == (names, own)
    assert set(found.catalog.generated) == names


def test_another_source_root(runner: RuleRunner) -> None:
    """What a target of protobuf puts below another source root is looked for there; who declared it, owns it."""
    found = find(
        runner,
        {
            "src/a/BUILD": MODULE,
            "src/a/core.py": "",
            "src/a/public/BUILD": "public_facade()\nprotobuf_sources(name='p', python_source_root='gen')\n",
            "src/a/public/o.proto": "",
            "src/a/rows/BUILD": "protobuf_sources(python_source_root='gen', sources=['*.proto', '!other.proto'])\n",
            "src/a/rows/rows.proto": "",
            "src/a/rows/other.proto": "",
        },
    )

    assert found.errors == ()
    own = tuple(f"gen/a/public/o_{name}" for name in ("grpc", "pb2", "pb2_grpc"))
    facade = found.catalog.modules[0].facade
    assert facade is not None
    assert facade.generated == own
    rows = [
        f"{folder}_{name}" for folder in ("gen/a/rows/rows", "src/a/rows/other") for name in ("grpc", "pb2", "pb2_grpc")
    ]
    assert found.catalog.generated == (*own, *rows)


def test_a_module_of_what_is_generated(runner: RuleRunner) -> None:
    """A module needs no Python file, and opens what `public` matches; a facade of nothing is a mistake."""
    found = find(
        runner,
        {
            "a/BUILD": "pantstack_module(description='A', public=['v1/*.py'])\nprotobuf_sources(name='p', sources=['*/*.proto'])\n",
            "a/v1/o.proto": "",
            "a/v2/o.proto": "",
            "b/BUILD": "pantstack_module(description='B')\n",
            "b/core.py": "",
            "b/public/BUILD": "public_facade()\nresources(name='r', sources=['*.txt'])\nfiles(name='f', sources=['*'])\n",
            "b/public/readme.txt": "",
        },
    )

    facade = found.catalog.modules[0].facade
    assert facade is not None
    assert facade.generated == ("a/v1/o_grpc", "a/v1/o_pb2", "a/v1/o_pb2_grpc")
    assert found.errors == (
        UserError(
            "This public_facade owns no file.",
            "Add its sources, or delete the declaration.",
            SourceLocation("b/public/BUILD", 1),
        ),
    )


def test_targets_below_a_facade(runner: RuleRunner) -> None:
    """The globs of a facade reach what targets in folders below it make, and those are public with it."""
    found = find(
        runner,
        {
            "a/BUILD": MODULE,
            "a/core.py": "",
            "a/public/BUILD": "public_facade(sources=['**/*.py', '!v2/**'])\n",
            "a/public/v1/BUILD": "protobuf_sources()\nschemas(name='s')\n",
            "a/public/v1/o.proto": "",
            "a/public/v1/o.schema": "",
            "a/public/v2/BUILD": "protobuf_sources()\nschemas(name='s')\n",
            "a/public/v2/o.proto": "",
            "a/public/v2/o.schema": "",
        },
    )

    facade = found.catalog.modules[0].facade
    assert facade is not None
    assert (found.errors, facade.files) == ((), ())
    assert facade.generated == tuple(f"a/public/v1/{name}" for name in ("*", "o_grpc", "o_pb2", "o_pb2_grpc"))
    assert facade.generators == ("a/public/v1/o.proto", "a/public/v1:s", "a/public/v1:v1")
