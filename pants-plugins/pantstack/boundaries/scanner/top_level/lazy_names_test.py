"""The names that a module's `__getattr__` gives."""

from __future__ import annotations

import pytest

from pantstack.boundaries.scanner.scan import scan

IMPORT = "from importlib import import_module\n"


def given(source: str, path: str = "a/__init__.py") -> list[str]:
    """The lazy names of a source text with what they are."""
    return [
        f"{each.name}: {'.' * each.level}{each.module}" + (f" {each.source}" if each.source else "")
        for each in scan(path, source.encode()).bindings
        if each.when == "lazily"
    ]


def function(*lines: str) -> str:
    """A module's `__getattr__`."""
    return "\n    ".join((IMPORT + "def __getattr__(name):", *lines)) + "\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (function("if name == 'x':", "    from .. import b", "    return b"), ["x: .. b"]),
        (function("if 'x' == name:", "    from .b import c as d", "    return d.e"), ["x: .b.c e"]),
        (function("if name == 'x':", "    import b.c", "    return b.c"), ["x: b c"]),
        (function("if name == 'x':", "    import b.c as d", "    return d"), ["x: b.c"]),
        (function("if name == 'x': return _b.c"), ["x: _b.c"]),
        (function("if name == 'x' and y: return _b", "elif name == 'z': return _c"), ["x: _b", "z: _c"]),
        (function("if name == 'x' or name == 'y': return _b"), ["x: _b", "y: _b"]),
        (function("if name != 'x': raise AttributeError", "return _b"), ["x: _b"]),
        (function("if name not in ('x', 'y'): raise AttributeError", "return _b"), ["x: _b", "y: _b"]),
        (function("if name in {'x'}: return _b if y else _c"), ["x: _b", "x: _c"]),
        (function("if name == 'x': return _b", "else: return _c"), ["x: _b"]),
        (function("if name == 'x': return import_module('.b', __name__)"), ["x: .b"]),
        (function("if name == 'x': return import_module('b.c').d"), ["x: b.c d"]),
        (function("if name in ('x', 'y'): return import_module(f'.{name}', __package__)"), ["x: .x", "y: .y"]),
        (function("if name in ('x',): return import_module('b.' + name)"), ["x: b.x"]),
        (function("if name in ('x',): return import_module(f'{__name__}.{name}')"), ["x: .x"]),
        (function("if name in ('x',): return import_module('.' + name, package=__name__)"), ["x: .x"]),
        (function("if name in ('x',): return getattr(_b, name)"), ["x: _b.x"]),
        (function("if name in ('x',): return getattr(import_module('b'), name)"), ["x: b x"]),
        ("_L = {'x': '.b'}\n" + function("return import_module(_L[name], __name__)"), ["x: .b"]),
        ("_L = {'x': '.b'}\n" + function("return import_module(_L.get(name), __name__)"), ["x: .b"]),
        ("_L = {'x': ('b', 'c')}\n" + function("m, a = _L[name]", "return getattr(import_module(m), a)"), ["x: b c"]),
        ("_L = {'x': ['b']}\n" + function("m = _L[name]", "return import_module(m[0])"), ["x: b"]),
        ("_L = {'x': _b}\n" + function("value = globals()[name] = _L[name]", "return value"), ["x: _b"]),
        ("_L = {'x': lambda: _b.c}\n" + function("return _L[name]()"), ["x: _b.c"]),
        ("_L = frozenset({'x'})\n" + function("if name in _L: return _b"), ["x: _b"]),
        ("_L = ['x']\n" + function("if name in _L: return import_module('.' + name, __name__)"), ["x: .x"]),
        ("__all__ = ['x', 'y']\ny = 1\n" + function("return import_module(f'.{name}', __name__)"), ["x: .x"]),
        (
            function("match name:", "    case 'x' | 'y': return _b", "    case 'z': return _c"),
            ["x: _b", "y: _b", "z: _c"],
        ),
        (function("try:", "    if name == 'x': return _b", "finally: ..."), ["x: _b"]),
        (
            "import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(__name__, ['b'], {'c': ['d', 'e']})",
            ["b: .b", "d: .c d", "e: .c e"],
        ),
        (
            "import lazy_loader\n__getattr__, *_ = lazy_loader.attach(__name__, submod_attrs={'c': ['d']}, submodules={'b'})",
            ["b: .b", "d: .c d"],
        ),
    ],
)
def test_what_is_given(source: str, expected: list[str]) -> None:
    """Names that are compared, matched, listed or keys are known, and so is what is returned for each."""
    assert sorted(given(source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        function("raise AttributeError(name)"),
        function("return getattr(_b, name)"),
        function("if name == 'x': return import_module(y)"),
        function("if name == 'x': return 1", "if name == 'y': return f(_b)"),
        function("if name == 'x': return import_module('..', __name__)"),
        function("if name == 'x':", "    def f(): return _b"),
        "_L = f()\n" + function("return import_module(_L[name])"),
        "x = 1\n" + function("if name == 'x': return _b"),
        "class A:\n    def __getattr__(self, name):\n        if name == 'x': return _b\n",
        "def __getattr__(): return _b\n__getattr__ = 1\n",
        "_L = {'x': _L}\n" + function("y = z", "z = y", "if name == 'x': return y", "return _L[_L[name]]"),
    ],
)
def test_what_is_not_known(source: str) -> None:
    """What is computed is not guessed, nor is a name that the file has itself."""
    assert given(source) == []


def test_a_file_that_is_no_package() -> None:
    """Only what is relative to the file's package is known."""
    source = function("if name == 'x': return import_module('.b', __name__)", "return import_module('.c', __package__)")

    assert given("__all__ = ['x', 'y']\n" + source, "a/b.py") == ["y: .c"]
