"""Strings that name what is imported, strings that do not, and arguments that nobody can know."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite, UnprovableImport
from pantstack.boundaries.scanner.scan import scan

IM = "from importlib import import_module as im\n"


def strings(source: str, path: str = "acme/a/x.py") -> list[tuple[int, int, str, str]]:
    """The strings of a source text as plain tuples: line, column, what is named (... if in part), what reads it."""
    return [
        (
            each.position.line,
            each.position.column,
            f"{'.' * each.level}{each.module}{' ...' if each.partial else ''}",
            each.call,
        )
        for each in scan(path, source.encode()).imports
        if each.kind == "string"
    ]


def unprovable(source: str) -> list[tuple[int, int, str, str]]:
    """The imports of a source text that cannot be proved, as plain tuples."""
    found = scan("acme/a/x.py", source.encode()).unprovable_imports
    return [(each.position.line, each.position.column, each.call, each.text) for each in found]


@pytest.mark.parametrize(
    ("source", "call"),
    [
        ("import importlib\nimportlib.import_module('a.b')", "importlib.import_module"),
        ("import importlib as il\nil.import_module('a.b')", "importlib.import_module"),
        ("import importlib.util\nimportlib.import_module('a.b')", "importlib.import_module"),
        ("from importlib import import_module\nimport_module(name='a.b')", "importlib.import_module"),
        (IM + "im('a.b')", "importlib.import_module"),
        (IM + "load = im\nload('a.b')", "importlib.import_module"),
        (IM + "def f(im2=im('a.b')): ...", "importlib.import_module"),
        (IM + "with_ = getattr(x, im('a.b').y)", "importlib.import_module"),
        ("from importlib import util\nutil.find_spec('a.b')", "importlib.util.find_spec"),
        ("from importlib.util import find_spec as f\nf('a.b')", "importlib.util.find_spec"),
        ("__import__('a.b')", "__import__"),
        ("import builtins\nbuiltins.__import__('a.b')", "__import__"),
        ("import runpy\nrunpy.run_module('a.b', run_name='x')", "runpy.run_module"),
        ("import runpy\nrunpy.run_module(mod_name='a.b')", "runpy.run_module"),
        ("import pkgutil\npkgutil.get_data('a.b', 'x.txt')", "pkgutil.get_data"),
        ("from pkgutil import resolve_name\nresolve_name('a:b')", "pkgutil.resolve_name"),
        ("from importlib import resources\nresources.files('a.b')", "importlib.resources.files"),
        ("import importlib.resources as r\nr.files(anchor='a.b')", "importlib.resources.files"),
        ("from importlib.resources import path\npath('a.b', 'x')", "importlib.resources.path"),
        ("from importlib.resources import open_text\nopen_text('a.b', 'x')", "importlib.resources.open_text"),
        ("from importlib.resources import read_binary\nread_binary(package='a.b')", "importlib.resources.read_binary"),
        ("import importlib_resources\nimportlib_resources.contents('a.b')", "importlib_resources.contents"),
        ("import pkg_resources as p\np.resource_string('a.b', 'x')", "pkg_resources.resource_string"),
        ("import pytest\npytest.importorskip('a.b', reason='x')", "pytest.importorskip"),
        ("from unittest.mock import patch\nwith patch('a.b'): ...", "unittest.mock.patch"),
        ("from unittest.mock import patch\n@patch('a.b', new=1)\ndef f(): ...", "unittest.mock.patch"),
        ("from unittest import mock\nmock.patch(target='a.b')", "unittest.mock.patch"),
        ("import unittest.mock\nunittest.mock.patch('a.b')", "unittest.mock.patch"),
        ("import unittest.mock as m\nm.patch.dict('a.b', {})", "unittest.mock.patch.dict"),
        ("import mock\n@mock.patch.multiple('a.b', c=1)\nclass T: ...", "mock.patch.multiple"),
        ("from mock import patch as p\np.dict(in_dict='a.b')", "mock.patch.dict"),
        ("def test(mocker): mocker.patch('a.b')", "mocker.patch"),
        ("def test(mocker):\n    patch = mocker.patch\n    patch('a.b')", "mocker.patch"),
        ("def test(mocker): mocker.patch.dict('a.b', {})", "mocker.patch.dict"),
        ("def test(session_mocker): session_mocker.patch('a.b')", "mocker.patch"),
        ("def test(monkeypatch): monkeypatch.setattr('a.b', 1)", "monkeypatch.setattr"),
        ("def test(monkeypatch): monkeypatch.delattr(target='a.b')", "monkeypatch.delattr"),
        ("pytest_plugins = 'a.b'", "pytest_plugins"),
        ("pytest_plugins = ['a.b']", "pytest_plugins"),
        ("pytest_plugins: list[str] = ('a.b',)", "pytest_plugins"),
        ("if x:\n    pytest_plugins = 'a.b',", "pytest_plugins"),
        ("pytest_plugins = []\npytest_plugins += ['a.b']", "pytest_plugins"),
        ("pytest_plugins = [] + ['a.b']", "pytest_plugins"),
    ],
)
def test_every_function_that_imports_by_name(source: str, call: str) -> None:
    """A literal is read wherever something imports what it names."""
    assert [(each[2], each[3]) for each in strings(source)] == [("a.b", call)]
    assert unprovable(source) == []


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("'a.b'", "a.b"),
        ('"""a.b"""', "a.b"),
        ("r'a.b'", "a.b"),
        ("'a\\x2eb'", "a.b"),
        ("'a' '.b'", "a.b"),
        ("('a'  # why\n '.b')", "a.b"),
        ("'a' + '.b' + '.c'", "a.b.c"),
        ("f'a.b'", "a.b"),
        ("f'a.{NAME}.c'", "a.n.c"),
        ("f'a.b{{'", "a.b{"),
        ("NAME + '.b'", "n.b"),
        ("NAMES", "n.m"),
        ("'a.%s' % x", "a ..."),
        ("'a.b.{}'.format(x)", "a.b ..."),
        ("'a.b'.format()", "a.b"),
        ("f'a.b.{x}'", "a.b ..."),
        ("f'a.b.pre_{x}.c'", "a.b ..."),
        ("f'a.b{x}'", "a ..."),
        ("f'a.{NAME!r}'", "a ..."),
        ("'a.b.' + x", "a.b ..."),
        ("'a.b.' + x + '.c'", "a.b ..."),
        ("'a.b.' f'{x}'", "a.b ..."),
        ("'app.migrations.0001_initial'", "app.migrations.0001_initial"),
        ("__name__ + '.c'", ".x.c"),
        ("__package__ + '.c'", ".c"),
        ("__spec__.parent + '.c'", ".c"),
        ("f'{__package__}.c.{x}'", ".c ..."),
        ("f'{__package__}.{x}'", ". ..."),
        ("'a.b.c'.rpartition('.')[0]", "a.b"),
        ("'a.b.c'.rsplit('.', 1)[-1]", "c"),
        ("'a.b.c'.split('.', maxsplit=1)[1]", "b.c"),
        ("__name__.rpartition('.')[0] + '.c'", ".c"),
        ("__package__.rpartition('.')[0] + '.c'", "..c"),
        ("__name__.rsplit('.', 2)[0] + '.c'", "..c"),
        ("'.c', __name__.rpartition('.')[0]", ".c"),
        ("'.c', __package__.rpartition('.')[0]", "..c"),
        ("'.c', 'acme.a'", "acme.a.c"),
        ("'..b.c', package='acme.a'", "acme.b.c"),
        ("'..', package='acme.a'", "acme"),
        ("'..c', __package__", "..c"),
        ("'.c', __package__", ".c"),
        ("'..c', package=__name__", ".c"),
        ("'.c', package=__name__", ".x.c"),
        ("f'.{x}', 'acme.a'", "acme.a ..."),
        ("f'..b.{x}', 'acme.a'", "acme.b ..."),
        ("f'.{x}', __package__", ". ..."),
    ],
)
def test_what_a_string_says(argument: str, expected: str) -> None:
    """A text is put together as far as it is certain, and the certain beginning ends with a full segment."""
    source = IM + f"NAME = 'n'\nNAMES = NAME + '.m'\nim({argument})"

    assert [each[2] for each in strings(source)] == [expected]
    assert unprovable(source) == []


def test_a_text_without_end() -> None:
    """Names that double a text again and again are followed so far only."""
    doubled = "".join(f"n{i + 1} = n{i} + n{i}\n" for i in range(5))
    source = f"{IM}n0 = '{'a' * 100}'\n{doubled}im(n5)"

    assert strings(source) == []
    assert [each[3] for each in unprovable(source)] == ["n5"]


@pytest.mark.parametrize(
    ("setup", "argument", "expected"),
    [
        ("", f"'a.' + '{'b' * 998}'", f"a.{'b' * 998}"),
        ("", f"'a.' + '{'b' * 999}'", "a ..."),
        ("".join(f"n{index + 1} = n{index}\n" for index in range(11)), "n11", "a.b"),
        ("".join(f"n{index + 1} = n{index}\n" for index in range(12)), "n12", ""),
    ],
)
def test_limits_of_evaluation(setup: str, argument: str, expected: str) -> None:
    """A text of a thousand characters and a chain of eleven names are followed, and no more."""
    source = f"{IM}n0 = 'a.b'\n{setup}im({argument})"

    assert [each[2] for each in strings(source)] == ([expected] if expected else [])


def test_names_of_a_package() -> None:
    """In `__init__` the file's own name is that of its folder."""
    source = IM + "im('..c', __name__)\nim(__name__ + '.d')\nim(__package__)\nim(__name__)\nim('.', __name__)"

    assert [each[2] for each in strings(source, "acme/a/__init__.py")] == ["..c", ".d"]


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("x", "x"),
        ("x.y", "x.y"),
        ("f(1,\n   2)", "f(1, 2)"),
        ("x['a.b']", "x['a.b']"),
        ("f'{x}.b'", "f'{x}.b'"),
        ("f'a{x}'", "f'a{x}'"),
        ("x + '.b'", "x + '.b'"),
        ("'%s.b' % x", "'%s.b' % x"),
        ("'a' if x else 'b'", "'a' if x else 'b'"),
        ("*x", "*x"),
        ("**x", "**x"),
        ("b'a.b'", "b'a.b'"),
        ("'.b'", "'.b'"),
        ("'.b', x", "'.b'"),
        ("'...b', 'acme.a'", "'...b'"),
        ("'....b', 'acme.a'", "'....b'"),
        ("TWICE", "TWICE"),
        ("'a' * 2", "'a' * 2"),
        ("'a.b'.split('.')[9]", "'a.b'.split('.')[9]"),
        ("'a.b'.split('')[0]", "'a.b'.split('')[0]"),
        ("'a.b'.rsplit('.', x)[9]", "'a.b'.rsplit('.', x)[9]"),
        ("'a.b'.split('.')[0:1]", "'a.b'.split('.')[0:1]"),
        ("'a.b'.strip('.')[0]", "'a.b'.strip('.')[0]"),
        ("x.rpartition('.')[0]", "x.rpartition('.')[0]"),
        ("__name__.split('.')[0]", "__name__.split('.')[0]"),
        ("__name__.rpartition('.')[2]", "__name__.rpartition('.')[2]"),
        ("__name__.rpartition('/')[0]", "__name__.rpartition('/')[0]"),
        ("__name__.rsplit('.')[0]", "__name__.rsplit('.')[0]"),
        ("'.c', __name__.split('.')[0]", "'.c'"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 57 + "..."),
        ("g('" + "x" * 80 + "')", "g('" + "x" * 54 + "..."),
    ],
)
def test_what_cannot_be_proved(argument: str, text: str) -> None:
    """What only running the code would tell is listed as written, in one short line."""
    source = IM + f"TWICE = 'a'\nTWICE = 'b'\nim({argument})"

    assert unprovable(source) == [(4, 4, "importlib.import_module", text)]
    assert strings(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "import_module('a.b')",
        "x.import_module('a.b')",
        "def import_module(x): ...\nimport_module('a.b')",
        "def f(__import__): __import__('a.b')",
        "from acme import patch\npatch('a.b')",
        "patch('a.b')",
        "class T:\n    def patch(self): self.patch('a.b')",
        "from unittest.mock import patch\npatch.object(x, 'a.b')",
        "from unittest.mock import patch\npatch(x)\npatch(x.y)\npatch(f())\npatch.dict(x)",
        "from unittest.mock import patch\npatch('a b')\npatch('a/b')\npatch('')\npatch('..a')\npatch('.a', 'b')\npatch()",
        "def test(monkeypatch): monkeypatch.setattr(x, 'a.b', 1)",
        "def test(monkeypatch): monkeypatch.setenv('a.b', 1)",
        "def test(mocker): mocker.spy(x, 'a.b'); mocker.Mock('a.b')",
        "import importlib\nimportlib.reload('a.b')\nimportlib.resources.as_file('a.b')",
        "from importlib import resources, import_module\nresources.files(resources)\nresources.files(__package__)\nresources.files()",
        "def f():\n    pytest_plugins = ['a.b']",
        "x.pytest_plugins = ['a.b']\n# pytest_plugins = 'a.b'",
        "x = 'a.b'; print('a.b'); f(name='a.b')\n'''importlib.import_module('a.b')'''",
        IM + "im",
        IM + "im()",
        IM + "im('')",
    ],
)
def test_what_is_no_import(source: str) -> None:
    """A string that merely looks like a module is nothing, and neither is an object that is patched."""
    assert strings(source) == []
    assert unprovable(source) == []


def test_patching_what_is_put_together() -> None:
    """A text whose beginning is unknown is no object, so it is listed."""
    source = "from unittest.mock import patch\npatch(f'{x}.b')\npatch(__name__ + '.f')\npatch(f'acme.b.{x}')\n"

    assert unprovable(source) == [(2, 7, "unittest.mock.patch", "f'{x}.b'")]
    assert [each[:3] for each in strings(source)] == [(3, 7, ".x.f"), (4, 7, "acme.b ...")]


def test_builtin_import() -> None:
    """`__import__` takes names from what it imports, and may go up."""
    source = "__import__('a.b', fromlist=['c', '*', x])\n__import__('d', globals(), None, ('e',), 2)\n"

    assert [each[:3] for each in strings(source)] == [
        (1, 12, "a.b"),
        (1, 29, "a.b.c"),
        (2, 12, "..d"),
        (2, 35, "..d.e"),
    ]


def test_plugins_that_are_not_written_out() -> None:
    """Each plugin is judged by itself."""
    source = "pytest_plugins = ['a.b', x, f'c.d.{x}', *y] + z\n"

    assert strings(source) == [(1, 19, "a.b", "pytest_plugins"), (1, 29, "c.d ...", "pytest_plugins")]
    assert unprovable(source) == [
        (1, 26, "pytest_plugins", "x"),
        (1, 42, "pytest_plugins", "y"),
        (1, 47, "pytest_plugins", "z"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (IM + "im('a.b').internal.x()", {"a.b.internal.x"}),
        (IM + "m = im('a.b')\nm.internal", {"a.b.internal"}),
        (IM + "try:\n    import m\nexcept ImportError:\n    m = im('a.b')\nm.c", {"m.c", "a.b.c"}),
        (IM + "try:\n    import a as _m\nexcept ImportError:\n    _m = im('a.b')\n_m.c()", {"a.c", "a.b.c"}),
        (IM + "def f():\n    m = n = im('a.b').c\n    return n.d", {"a.b.c", "a.b.c.d"}),
        (IM + "m = im(f'a.b.{x}')\nm.internal", set()),
        ("__import__('a.b').b.c", {"a.b.c"}),
        ("__import__('a.b', fromlist=['c']).d", {"a.b.d"}),
        ("import pkgutil\npkgutil.resolve_name('a:b').c", {"a.b.c"}),
        ("import runpy\nrunpy.run_module('a.b').c", set()),
    ],
)
def test_what_is_reached_from_a_module_that_a_string_names(source: str, expected: set[str]) -> None:
    """The module that a call returns is followed like one that a statement imports."""
    found = scan("acme/a/x.py", source.encode(), frozenset({"a", "m"})).imports

    assert {each.module for each in found if each.kind == "attribute"} == expected


def test_the_place_of_a_string() -> None:
    """A site goes from the quote to the quote, columns counted in characters; what is unprovable says where it stands."""
    found = scan("acme/a/x.py", (IM + "x = 'ä', im('a'\n  '.b'), im(y)\n").encode())

    assert found.imports[-1] == ImportSite(Position(2, 13), "a.b", kind="string", call="importlib.import_module")
    assert found.imports[-1].end == Position(3, 7)
    assert found.unprovable_imports == (UnprovableImport(Position(3, 13), "importlib.import_module", "y"),)
