"""What Python is made of files that are none."""

from __future__ import annotations

import pytest

from pantstack.base.locations import SourceLocation
from pantstack.declarations.generated_code import GeneratedCode, Generator, Original
from pantstack.declarations.model import Facade

ROOTS = (".", "src", "src/deep")
THRIFT = """
// namespace py wrong
namespace java com.acme
namespace * any.where
namespace py acme.shop
service Shop {}
  service Stock extends Shop {}
"""


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        (Original("a/o.proto"), ("a/o_pb2", "a/o_pb2_grpc", "a/o_grpc")),
        (Original("o-p.proto"), ("o_p_pb2", "o_p_pb2_grpc", "o_p_grpc")),
        (Original("a-b/o.proto"), ("a-b/o_pb2", "a-b/o_pb2_grpc", "a-b/o_grpc")),
        (Original("src/a/o.proto", root="gen"), ("gen/a/o_pb2", "gen/a/o_pb2_grpc", "gen/a/o_grpc")),
        (Original("src/deep/o.proto", root="src"), ("src/o_pb2", "src/o_pb2_grpc", "src/o_grpc")),
        (Original("a/fast.pyx"), ("a/fast",)),
        (Original("src/a/o.thrift"), ("src/o/ttypes", "src/o/constants")),
        (
            Original("src/a/o.thrift", THRIFT),
            ("src/acme/shop/ttypes", "src/acme/shop/constants", "src/acme/shop/Shop", "src/acme/shop/Stock"),
        ),
        (Original("o.thrift", "namespace * a.b"), ("a/b/ttypes", "a/b/constants")),
        (Original("o.thrift", "namespace cpp a.b"), ("o/ttypes", "o/constants")),
        (Original("a/o.avsc"), ()),
    ],
)
def test_what_is_made(original: Original, expected: tuple[str, ...]) -> None:
    """The names are those that the compilers give, below the source root of the file or another one."""
    assert original.made(ROOTS) == expected


CODE = GeneratedCode(
    {"a/x.proto": ("a/x_pb2",), "a/b/y.proto": ("a/b/y_pb2",), "a/b/z.proto": ("gen/z_pb2",)},
    (
        Generator("a", "x", ("a/x.proto",)),
        Generator("a", "xy", ("a/x.proto", "a/b/y.proto")),
        Generator("a/b", "z", ("a/b/z.proto",)),
        Generator("a/b", "own", ("a/b/o.schema",), unknown=True),
        Generator("a/d/e", "own", ("a/d/e/o.schema",), unknown=True),
    ),
)


@pytest.mark.parametrize(
    ("directory", "globs", "generated", "generators"),
    [
        ("a", ("*.py",), ("a/x_pb2",), ("a/x.proto", "a:x")),
        (
            "a",
            ("**/*.py",),
            ("a/b/*", "a/b/y_pb2", "a/d/e/*", "a/x_pb2"),
            ("a/b/y.proto", "a/b:own", "a/d/e:own", "a/x.proto", "a:x", "a:xy"),
        ),
        ("a", ("*.py", "!x_*"), (), ()),
        ("a", (), (), ()),
        ("a/b", ("*.py",), ("a/b/*", "a/b/y_pb2", "gen/z_pb2"), ("a/b/y.proto", "a/b/z.proto", "a/b:own", "a/b:z")),
        ("a/b", (), ("a/b/*", "gen/z_pb2"), ("a/b/z.proto", "a/b:own", "a/b:z")),
        ("a/c", ("*.py",), (), ()),
        ("a/d", ("*.py",), (), ()),
        ("a/d", ("e/*.py",), ("a/d/e/*",), ("a/d/e:own",)),
    ],
)
def test_what_a_facade_owns(
    directory: str, globs: tuple[str, ...], generated: tuple[str, ...], generators: tuple[str, ...]
) -> None:
    """A facade owns what its globs match, and apart from its module's own directory all that targets there make."""
    facade = CODE.owned_by(Facade(directory, SourceLocation(f"{directory}/BUILD", 1)), globs, ("a",))

    assert (facade.generated, facade.generators) == (generated, generators)


def test_all_of_it() -> None:
    """All that is made is listed once, and the unknown part of facades with it."""
    facade = CODE.owned_by(Facade("a/b", SourceLocation("a/b/BUILD", 1)), (), ())

    assert CODE.all_of((facade,)) == ("a/b/*", "a/b/y_pb2", "a/x_pb2", "gen/z_pb2")
