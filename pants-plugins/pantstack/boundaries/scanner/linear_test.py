"""A file of twice the length is twice the work."""

from __future__ import annotations

import sys
from types import BuiltinMethodType, FrameType

import pytest
from tree_sitter import TreeCursor

from pantstack.base.locations import Position
from pantstack.boundaries.scanner.model import ImportSite
from pantstack.boundaries.scanner.scan import scan

SHAPES = {
    "imports in functions": "def f{0}():\n    from shop.x{0} import y{0}\n    y{0}.foo()\n",
    "imports of one name in functions": "def f{0}():\n    import shop.x{0}\n    shop.x{0}.foo()\n",
    "imports at the top": "import shop.x{0}\ndef f{0}():\n    return shop.x{0}.foo()\n",
    "one name for many things": "import shop.x{0} as x\nx.foo{0}()\n",
    "strings": "from importlib import import_module\nm{0} = import_module('shop.x{0}')\nm{0}.foo()\n",
    "names of names": "import shop as y0\ny{1} = y{0}\ny{1}.foo()\n",
    "types in quotes": "import shop.x{0}\ndef f{0}(y: 'list[shop.x{0}.foo]'): ...\n",
    "assignments": "y{1} = y{0} if z else x.y{0}\nT{0} = list[T{1}]\n",
    "assignments by functions": "def f{0}():\n    global y{0}\n    y{0} = x\nglobals()['z{0}'] = x\n",
    "an error per function": "def f{0}(:\n    from shop.x{0} import y{0}\n    y{0}.foo()\n",
    "an error per class": "import shop.x{0}\nclass A{0}(:\n  x = shop.x{0}.foo(\n",
    "merge conflicts": "<<<<<<< HEAD\nimport shop.x{0}\n=======\nimport shop.y{0}\n>>>>>>> main\n",
}


class Meter:
    """Counts calls, and the children of errors that a cursor passes."""

    def __init__(self) -> None:
        self.work = 0

    def __call__(self, _: FrameType, event: str, function: BuiltinMethodType) -> None:
        """Count what a call does, within C too."""
        self.work += event in ("call", "c_call")
        if event == "c_call" and function.__name__ == "goto_first_child_for_byte":
            node = function.__self__.node if isinstance(function.__self__, TreeCursor) else None
            self.work += node.child_count if node is not None and node.type == "ERROR" else 0


def measure(text: str) -> int:
    """Count the work of a scan."""
    meter = Meter()
    sys.setprofile(meter)
    try:
        scan("shop/x.py", text.encode())
    finally:
        sys.setprofile(None)
    return meter.work


def repeated(shape: str, times: int) -> str:
    """A file that has a shape several times."""
    return "".join(shape.format(number, number + 1) for number in range(times))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_work_grows_as_the_file_does(shape: str) -> None:
    """Twice the imports, whole or broken, are about twice the work."""
    measure(repeated(shape, 200))
    assert measure(repeated(shape, 400)) < 2.3 * measure(repeated(shape, 200))


def test_a_name_for_many_things() -> None:
    """Where a name stands for very many things one after another, each place reads the one before it."""
    text = "".join(f"import shop.x{number} as x\nx.foo\n" for number in range(100))
    chains = [
        site for site in scan("a.py", text.encode()).imports if site.kind == "attribute" and site.position.line < 9
    ]
    last = "shop.x99"
    assert chains == [
        ImportSite(Position(line, 1), f"{module}.foo", kind="attribute", base=module)
        for line, first in ((2, 0), (4, 1), (6, 2), (8, 3))
        for module in (f"shop.x{first}", last)
    ]
