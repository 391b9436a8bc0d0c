"""What outlines say, and where they are not sure."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.boundaries.scanner.outline.agreement import differences
from pantstack.boundaries.scanner.outline.outline import Outline, outline, risky_words

ROOTS = frozenset({"shop"})
WORDS = risky_words()


def read(text: str, path: str = "a/b.py") -> Optional[Outline]:
    """The outline of a text."""
    return outline(path, text.encode(), ROOTS, WORDS)


def known(*statements: str, chains: tuple[str, ...] = (), checking: bool = False) -> Outline:
    """An outline of an ordinary file."""
    return Outline(statements, tuple(sorted(chains)), checking, has_code=True, extends=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", known()),
        ("import os\n", known("import os")),
        ("import  a.b  as c ,\td#e\n", known("import a.b as c, d")),
        ("from .  import y\r\nfrom..x import(a as b,\r  c)", known("from . import y", "from ..x import a as b, c")),
        ("from.import y\nfrom .import z\n", known("from . import y", "from . import z")),
        ("\ufefffrom shop import *\n", known("from shop import *")),
        ("from m import (  # one (two)\n    a,  # three\n    # four\n    b,\n)\n", known("from m import a, b")),
        ("from m import a, \\\n    b\n", known("from m import a, b")),
        ("lazy import a.b\n", known("import a.b")),
        ("import a; x()\n", known("import a")),
        ("try:\n    import a\nexcept ImportError:\n\tfrom b import c\n", known("import a", "from b import c")),
        ('"""\nimport a\n"""\nimport b\n', known("import b")),
        ("'''\nimport a\n\"\"\"'''\nimport b\n", known("import b")),
        ("x = '''\n''' + \"\"\"\nimport a\n\"\"\"\nimport b\n", known("import b")),
        ('# """\nimport b\nx = \'"""\'\nimport c\n', known("import b", "import c")),
        ("x = 'import a'  # import b: import c\n", known()),
        ("import_x = important(reimport)\n", known()),
        ("x = 1. + y != z  # deprecated? (\n...\n", known()),
        ("@x\ndef f(): 'deprecated'\n", known()),
        ("import sys\nsys.path = [modules]\n", known("import sys")),
        ("from importlib import import_module\n", known("from importlib import import_module")),
        ("import importlib\nimportlib.reload(import_module)\n", known("import importlib")),
        ("# \\\nz\nx = 1 \\\n    + y\nimport a\n", known("import a")),
        ("raise X(\n) from y\n", known()),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\nclass B: ...\n",
            known("from typing import TYPE_CHECKING", "import a", checking=True),
        ),
        ("class A:\n    def f(self):\n        import a\n", known("import a")),
        (
            "class A:\n    def f(\n        self,\n    ):\n        try:\n            import a\n",
            known("import a"),
        ),
    ],
)
def test_statements(text: str, expected: Outline) -> None:
    """Statements are found wherever a line begins with them, and not in strings and comments."""
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        ("import shop.a\nshop.a.b(shop.c)\n", ("shop.a.b", "shop.c")),
        ("from shop import a as b\nx.b.c\nab.c\nb_.c\na.c\n", ()),
        ("from shop import a\n(a).b\n", ("a",)),
        ("from shop import a\nx = a\n", ("a",)),
        ("from shop import a\nx: 'list[a.b]'  # type: a.c\n# a.d", ("a.b", "a.c")),
        ("from shop import a\nx = a# That stands right behind it.\n", ("a",)),
        ("from . import a\na.b\n", ("a.b",)),
        ("from shop import a\nx = '''a'''", ()),
        ("from shop import a\nx = '''a.b'''", ("a.b",)),
        ("import os\nos.path.join()\n", ()),
    ],
)
def test_chains(text: str, chains: tuple[str, ...]) -> None:
    """The names of what may be a module's are followed through the text."""
    outlined = read(text)
    assert outlined is not None
    assert outlined.chains == tuple(sorted(chains))


@pytest.mark.parametrize(
    "text",
    [
        "from importlib import import_module\nimport_module('shop')\n",
        "import importlib\nimportlib.import_module('shop')\n",
        "import sys\nsys.modules['shop']\n",
        "from unittest.mock import patch\n@patch(f'shop.{x}')\ndef f(): ...\n",
        "from unittest.mock import patch\nreplace = patch\nreplace('shop.x')\n",
        "from unittest.mock import patch\nx = f\"{patch('shop.x')}\"\n",
        "from unittest.mock import patch\nx = f'''{patch('shop.x')}'''\n",
        "from unittest.mock import patch\npatch.multiple('shop.x', a=1)\n",
        "from unittest import mock\n(mock).patch('shop.x')\n",
        "from unittest import mock\nmock.patch(target='shop.x')\n",
        "from unittest import mock\nmock.patch('shop' '.x')\n",
        "import importlib\nx = importlib\nx.import_module('shop')\n",
        "import importlib\ngetattr(importlib, 'import' '_module')('shop')\nimport_module\n",
        "from pulumi import StackReference as S\nS('x')\n",
        "import pulumi.stack_reference\npulumi.stack_reference.StackReference('x')\n",
        "from pytest import MonkeyPatch as M\nwith M.context() as m:\n    m.setattr('shop.x', 1)\n",
        "from importlib import *\nimport_module('shop')\n",
        "def test(mocker):\n    mocker.patch(TARGET)\n",
        "def test(monkeypatch):\n    with monkeypatch.context() as m:\n        m.setattr('shop.x', 1)\n",
        "def test(monkeypatch):\n    x = 'shop.x'\n    monkeypatch.setattr(x, 1)\n",
        "pytest_plugins = ['shop.x']\n",
        "__import__('shop')\n",
        "INSTALLED_APPS = ['shop']\n",
        "x(_target_='shop')\n",
        "from shop import a\npatch.object(a, b)\n",
        "from shop import a\nsetattr(a.b, 'c', 1)\n",
        "import shop  # pantstack: ignore[private-import] why\n",
        "import pulumi\npulumi.StackReference('x')\n",
        "# coding: latin-1\n",
        "x = '\0'\n",
        "class A:\n    import a\n",
        "class A:\n    if x:\n        import a\n",
        "class A:\n    x = (1\nif y else 2)\n    import a\n",
        "if x: import a\n",
        "import a; import b\n",
        "import ä\n",
        "from a import b,\n",
        "from a import (b c)\n",
        "from a.import b\n",
        "# \\\nimport a\n",
        'x = f"""{ g("""\nimport a\n""") }"""\n',
        'x = """\nimport a\n',
        "x = f\"{'a'}\" + '''b'''\n",
        "def broken(:\n    pass\n",
        "class = 2\n",
        "x = = 1\n",
        "x = 'a\n",
        'x = "a\ny = b"\n',
        "<<<<<<< HEAD\nx = 1\n",
        "x = 1\n=======\n",
        "{% if x %}\n{% endif %}\n",
        "x = {{ y }}\n",
        "This is no Python.  # at all\n",
        "x = y.\n",
        "x = y ? 1\n",
        "x = !y\n",
        "from a.b\nimport c\n",
        "import a as\n",
        "import a b\n",
        "@x.deprecated(until='2027-01-01')\ndef f(): ...\n",
    ],
)
def test_not_sure(text: str) -> None:
    """What only parsing tells is left to the scan."""
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "strings", "replaced"),
    [
        ("from unittest.mock import patch as p\n@p('shop.x.y', new=1)\ndef f(): ...\n", {"shop.x.y"}, {"y"}),
        ("from unittest import mock\nx = mock.patch('lib.x'), mock.Mock()\n", set(), {"x"}),
        ("import unittest.mock\nunittest.mock.patch.dict(\n    'shop.x.y', {}\n)\n", {"shop.x.y"}, {"y"}),
        ("import mock, os\nmock.patch.dict(os.environ, x='y')\n", set(), set()),
        ("import mock\nmock.patch('no name'), mock.patch('x')  # mock.patch(y)\n", set(), {"x"}),
        ("def test(mocker, x):\n    mocker.patch('shop.x')\n    helper(mocker, x)\n", {"shop.x"}, {"x"}),
        ("def test(monkeypatch):\n    monkeypatch.setattr('shop.x', 1)\n", {"shop.x"}, {"x"}),
        ("from shop import a\ndef test(monkeypatch):\n    monkeypatch.setattr(a, 'x', 1)\n", set(), {"x"}),
        ("from shop import a\nfrom unittest import mock\nmock.patch.object(a.b, 'x')\n", set(), {"x"}),
        ("from shop import a\na.x = 1\na.y += 1\ndel a.z, a.w\na.v: int = 1\n", set(), set("vwxyz")),
        ("from shop import a\nfor a.x in y: ...\nwith b as a.z: ...\na.w, y = 1, 2\n", set(), set("wxz")),
        ("from shop import a\n(\n    a.x,\n    y,\n) = 1, 2\nelse: a.y = 1\n", set(), set("xy")),
        ("from shop import a\nc = a\nc.x, y = 1, 2\nself.z = c\nself.y = 1\n", set(), {"x"}),
        ("from shop import a\nc = d = (a)\nd.x: int = 1\n(a).y = f(c := a)\nc.z += 1\n", set(), set("xyz")),
        ("from shop import a\nf(a.x, b=a.y)\nx: a.z = a.w == a.v\ndef f(x: a.z = 1): ...\n", set(), set()),
        ("from shop import a\ny = [x for x in a.x if a.y]\nf(\n    a.z,\n    x=a.x.y[1],\n)\n", set(), set()),
    ],
)
def test_replacements(text: str, strings: set[str], replaced: set[str]) -> None:
    """What is patched or assigned to is found where it is written out."""
    outlined = read(text)
    assert outlined is not None
    assert (set(outlined.strings), set(outlined.replaced)) == (strings, replaced)
    assert differences("a/b.py", text.encode(), ROOTS) == []


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("a.x = 1", {"a"}),
        ("if (b\nand 1):\n    a[0] = b", {"a"}),
        ("if (\n    b\n):\n    a += b", {"a", "b"}),
        ("try: b.append(a)\nexcept E: a.update(\n    x=b\n)", {"a", "b"}),
        ("x = a = b", {"a"}),
        ("x, a = [b], a", {"a"}),
        ("(\n    x,\n    a,\n) = b", {"a"}),
        ("f(x), b.add(a)", {"b"}),
        ("a: int = b\nf(b)", {"a"}),
        ("def f(\n    x,\n):\n    a.x = b\n\n    a[0] = b\nclass A:\n    a.append(b)", set()),
        ("a.f(b)\nx = [a, b]\nif a == b: f(a)", set()),
        ("@a(b)\ndef f(): a.x = 1\nasync def f():\n    a[0] = 1", set()),
    ],
)
def test_names_that_something_is_put_into(code: str, given: set[str]) -> None:
    """Statements of the top level may put something into what a name stands for; those of functions do not count."""
    text = f"from shop import a, b\n{code}\n"
    outlined = read(text)
    assert outlined is not None
    assert outlined.given == given
    assert differences("a/b.py", text.encode(), ROOTS) == []


def test_names_that_a_star_may_bring() -> None:
    """What a star brings may be given something, too."""
    outlined = read("from shop import *\nx.append(1)\n")
    assert outlined is not None
    assert outlined.given == {"x"}


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("import pytest\nx = pytest.importorskip('json', minversion='1')\nx.y\n", True),
        ("from pytest import importorskip as skip\nskip(\n    'json.x'\n)  # skip('shop.a')\n", True),
        ("import importlib\nimportlib.import_module('json')\nf(importlib.import_module, 'shop.a')\n", True),
        ("import sys\nfor x in sys.modules: sys.modules.copy(), f(sys)\ndel sys.modules['json']\n", True),
        ("import sys\npass\nsys.modules[__name__].x = sys.modules.get('json')\n", True),
        ("x = '__import__', __import__('json').x\n", True),
        ("import pytest\nx = pytest.importorskip('shop.a')\n", False),
        ("import pytest\nx = pytest.importorskip('json' '.x')\n", False),
        ("import pytest\nx = pytest.importorskip(modname='json')\n", False),
        ("import pytest\nskip = pytest.importorskip\nskip('shop.a')\n", False),
        ("import pytest as p\nq = p\nq.importorskip('shop.a')\n", False),
        ("import pytest\n(pytest.importorskip)('shop.a')\n", False),
        ("import pytest\ngetattr(pytest, 'importorskip')('shop.a')\n", False),
        ("import pytest\nx = f'{pytest.importorskip(\"shop.a\")}'\n", False),
        ("import importlib\nimportlib.import_module('.x', 'shop')\n", False),
        ("import sys\nx = sys.modules\nx['shop.a']\n", False),
        ("import sys\nsys.modules[name], (sys.modules)['shop.a']\n", False),
        ("import sys\nsys.modules['shop.a']\n", False),
        ("__import__('a', globals(), locals(), [], 1)\n", False),
        ("x = __import__\nx('shop')\n", False),
    ],
)
def test_functions_that_import_by_name(text: str, *, certain: bool) -> None:
    """What is imported by a name that is written out and not of the repository changes nothing."""
    outlined = read(text)
    assert (outlined is not None) == certain
    assert outlined is None or outlined.loads
    assert differences("a/b.py", text.encode(), ROOTS) == ([] if certain else None)


def test_bytes_that_are_no_text() -> None:
    """A file that is not UTF-8 is not read."""
    assert outline("a.py", b"x = '\xff'\n", ROOTS, WORDS) is None


def test_words_of_a_repository() -> None:
    """What a repository adds to the functions and settings that import by name counts, also where it is relative."""
    words = risky_words(("shop.loading.load(path)", "plugin_class"))
    texts = (
        *("from shop.loading import load\nload('x')\n", "from .loading import load as x\nx('x')\n"),
        *("from . import loading\nloading.load('x')\n", "plugin_class = 'x'\n"),
    )
    assert [outline("shop/a.py", text.encode(), ROOTS, words) for text in texts] == [None] * len(texts)
    assert [text for text in texts if read(text, "shop/a.py") is None] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (False, False)),
        ('# x\nr"""Doc."""\n', (False, False)),
        ("from __future__ import annotations\n", (False, False)),
        ("from shop import a\n", (True, False)),
        ("x = 1\n", (True, False)),
        ("__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n", None),
        ("pass\n", None),
    ],
)
def test_packages(text: str, expected: Optional[tuple[bool, bool]]) -> None:
    """An `__init__` file is a mark where that is plain to see."""
    outlined = read(text, "shop/__init__.py")
    assert (outlined and (outlined.has_code, outlined.extends)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a\nfrom shop import b\nb.c\n", []),
        ("import importlib\nimportlib.import_module(x)\n", None),
    ],
)
def test_comparison(text: str, expected: Optional[list[str]]) -> None:
    """An outline is compared with a scan where it is certain."""
    assert differences("a.py", text.encode(), ROOTS) == expected
