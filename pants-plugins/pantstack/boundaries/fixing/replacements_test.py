"""Which private imports are certain enough to be rewritten."""

from __future__ import annotations

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.fixing.replacements import decide, left_alone, replacements
from pantstack.boundaries.policy.evaluation import evaluate
from pantstack.boundaries.testing import project, settings

SEVERAL = "Import from `modules.orders.public` instead"
FILES = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/posix.py": "def lock(): ...\n",
    "modules/orders/windows.py": "def lock(): ...\n",
    "modules/orders/public/BUILD": "public_facade()\n",
    "modules/orders/public/__init__.py": "from ..posix import lock\n",
    "report.py": "from modules.orders.posix import lock\n",
}


def fixed(files: dict[str, str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The facade and name that the import becomes, and what the findings advise."""
    facts = project({**FILES, **files})
    found = evaluate(facts, CHECKS, settings({**FILES, **files})).findings
    known = decide(facts, found).known
    rewritten = replacements(facts.scans["report.py"], known)
    private = [each for each in found if each.path == "report.py" and each.code == "private-import"]
    assert len(private) == 1
    return [(each.facade, each.name) for each in rewritten], [each.help.partition(" (")[0] for each in private]


@pytest.mark.parametrize(
    "facade",
    [
        "from ..posix import lock\n",
        "from ..posix import lock as lock\n\n__all__ = ['lock']\n",
        "from ..posix import *\n\n__all__ = ['lock']\n",
        "from .inner import lock\n",
        "if x:\n    from .. import windows as _windows\nfrom ..posix import lock\n",
    ],
)
def test_what_the_facade_certainly_offers(facade: str) -> None:
    """A name that is bound once, and always, is the same thing wherever it comes from."""
    inner = {"modules/orders/public/inner.py": "from ..posix import lock\n"}

    assert fixed({**inner, "modules/orders/public/__init__.py": facade}) == (
        [("modules.orders.public", "lock")],
        ["Write: from modules.orders.public import lock"],
    )


@pytest.mark.parametrize(
    "facade",
    [
        "import sys\n\nif sys.platform == 'win32':\n    from ..windows import lock\nelse:\n    from ..posix import lock\n",
        "if x:\n    from ..posix import lock\n",
        "try:\n    from ..posix import lock\nexcept ImportError:\n    from ..windows import lock\n",
        "try:\n    from ..posix import lock\nexcept ImportError:\n    lock = None\n",
        "try:\n    from ..posix import lock\nexcept ImportError:\n\n    def lock(): ...\n",
        "try:\n    from ..posix import lock\nexcept ImportError:\n\n    class lock: ...\n",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from ..posix import lock\n",
        "from ..windows import lock\nfrom ..posix import lock\n",
        "from ..posix import lock\nfrom ..windows import lock\n",
        "from ..posix import lock\n\nlock = traced(lock)\n",
        "from ..posix import lock\n\nlock = lock\n",
        "from ..posix import lock\n\nlock += 1\n",
        "from ..posix import lock\n\n\n@traced\ndef lock(): ...\n",
        "from ..posix import lock\n\ndel lock\n",
        "from ..posix import lock\n\nif x:\n    del lock\n",
        "from ..posix import lock\n\nfor lock in y: ...\n",
        "from ..posix import lock\n\nwith y as lock: ...\n",
        "from ..posix import lock\n\ntry: ...\nexcept E as lock: ...\n",
        "from ..posix import lock\n\nmatch y:\n    case [lock]: ...\n",
        "from ..posix import lock\n\nprint(lock := 1)\n",
        "from ..posix import lock\n\n\ndef swap():\n    global lock\n    from ..windows import lock\n",
        "from ..posix import lock\n\n\ndef swap():\n    global lock\n    lock = 1\n",
        "from ..posix import lock\n\nglobals()['lock'] = 1\n",
        "from ..posix import lock\n\nglobals().update(x)\n",
        "import sys\nfrom ..posix import lock\n\nsys.modules[__name__] = x\n",
        "from ..posix import *\nfrom ..windows import *\n",
        "from ..posix import *\nfrom elsewhere import *\n",
        "from .inner import lock\n",
        "from .. import posix as _posix\n\nlock = _posix.lock\n",
    ],
)
def test_what_the_facade_may_not_offer(facade: str) -> None:
    """A name with several bindings, one that is decorated, rebound or deleted, or bound by condition is left alone."""
    inner = "try:\n    from ..posix import lock\nexcept ImportError:\n    from ..windows import lock\n"
    files = {"modules/orders/public/__init__.py": facade, "modules/orders/public/inner.py": inner}

    assert fixed(files)[0] == []
    assert not fixed(files)[1][0].startswith("Write")


@pytest.mark.parametrize(
    "posix", ["@dataclass\nclass lock: ...\n", "@typing.final\n@dataclass(frozen=True)\nclass lock: ...\n"]
)
def test_decorators_that_return_what_they_are_given(posix: str) -> None:
    """A dataclass is the class that is written there."""
    assert fixed({"modules/orders/posix.py": posix})[0] == [("modules.orders.public", "lock")]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("from .. import posix\n\nposix.lock = traced(posix.lock)\n", True),
        ("import modules.orders.posix as p\n\ndel p.lock\n", True),
        ("import modules.orders.posix as p\n\n(p.lock, x), y = z\n", True),
        ("import modules.orders.posix as p\n\n[x, *p.lock] = z\n", True),
        ("import modules.orders.posix as p\n\nwith x as p.lock: ...\n", True),
        ("import modules.orders.posix as p\n\nx, y = p.lock, 1\n", False),
        ("import modules.orders.public as p\n\np.lock = 1\n", True),
        ("import modules.orders.posix as p\n\np.lock.name = p.lock\n", False),
        ("import modules.orders.posix as p\n\np.unlock = p.lock\n", False),
    ],
)
def test_what_another_file_assigns_to(text: str, stays: bool) -> None:  # noqa: FBT001  a table
    """What is replaced from outside is one thing for who took it before, and another for who takes it after."""
    files = {"modules/orders/patching/__init__.py": text}

    assert fixed(files)[0] == ([] if stays else [("modules.orders.public", "lock")])


@pytest.mark.parametrize(
    "posix",
    [
        "if x:\n\n    def lock(): ...\n\nelse:\n    from .windows import lock\n",
        "if x:\n\n    def lock(): ...\n",
        "def lock(): ...\n\n\nlock = traced(lock)\n",
        "@traced\ndef lock(): ...\n",
        "@functools.cache\ndef lock(): ...\n",
        "@dataclass\n@registry.register('lock')\nclass lock: ...\n",
        "def lock(): ...\n\n\ndef swap():\n    global lock\n    lock = 1\n",
    ],
)
def test_what_is_not_certain_where_it_is_from(posix: str) -> None:
    """What may change where it is defined may differ from what the facade took before."""
    assert fixed({"modules/orders/posix.py": posix}) == ([], [SEVERAL])


IN_TURN = "the facade imports this file in its turn"
UNSURE = "the facade of modules/orders does not certainly offer it"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"modules/orders/public/__init__.py": "from ..posix import lock\nimport report\n"}, IN_TURN),
        ({"modules/orders/public/__init__.py": "from ..posix import lock\nfrom .. import deep as _deep\n"}, IN_TURN),
        ({"modules/orders/__init__.py": "from modules.orders.deep import x\n"}, IN_TURN),
        ({"modules/orders/posix.py": "import tools.other\n\n\ndef lock(): ...\n"}, IN_TURN),
        ({"modules/orders/posix.py": "def lock():\n    from report import x\n"}, IN_TURN),
        ({"modules/orders/other.py": "import report\n"}, "modules.orders.public.lock"),
        (
            {"modules/orders/posix.py": "if TYPE_CHECKING:\n    import report\n\n\ndef lock(): ...\n"},
            "modules.orders.public.lock",
        ),
        ({"modules/orders/posix.py": "import elsewhere\n\n\ndef lock(): ...\n"}, "modules.orders.public.lock"),
        (
            {
                "modules/orders/public/__init__.py": "x = 1\n",
                "modules/orders/public/__init__.pyi": "from ..posix import lock as lock\n",
            },
            UNSURE,
        ),
        ({"modules/orders/public/lock.py": "x = 1\n"}, UNSURE),
        ({"modules/orders/public/__init__.py": "from ..posix import lock\nfrom ..windows import *\n"}, UNSURE),
        ({"modules/orders/public/__init__.py": "from ..posix import lock\nfrom numpy import *\n"}, UNSURE),
        ({"modules/orders/public/__init__.py": "from ..posix import lock\nfrom .stars import *\n"}, UNSURE),
        (
            {"modules/orders/public/__init__.py": "from ..windows import *\nfrom ..posix import lock\n"},
            "modules.orders.public.lock",
        ),
        (
            {"modules/orders/public/__init__.py": "from ..posix import lock\nfrom ..deep import *\n"},
            IN_TURN,
        ),
        (
            {"modules/orders/public/__init__.py": "from ..posix import lock\nfrom .errors import *\n"},
            "modules.orders.public.lock",
        ),
        ({"modules/orders/public/lock/deep.py": "x = 1\n"}, UNSURE),
    ],
)
def test_what_the_facade_gives_at_run_time(files: dict[str, str], expected: str) -> None:
    """An import stays where the facade is not ready for it, has the name in a stub alone, or may hide it."""
    rest = {
        "modules/orders/deep.py": "import report\n\nx = 1\n",
        "modules/orders/public/stars.py": "from numpy import *\n",
        "modules/orders/public/errors.py": "class Missing(Exception): ...\n",
        "tools/__init__.py": "import report\n",
        "tools/other.py": "",
        "elsewhere.py": "import json\n",
    }
    tree = {**FILES, **rest, **files}
    decision = decide(project(tree), evaluate(project(tree), CHECKS, settings(tree)).findings)

    names = [f"{name.facade}.{name.name}" for name in decision.known.values()]
    assert [*names, *(why for path, _, why in decision.left if path == "report.py")] == [expected]


def test_the_source_root_that_an_import_is_from() -> None:
    """What is imported from two roots is loaded twice, and is not the same."""
    tree = {**FILES, "report.py": "from modules.orders.posix import lock\nfrom orders.posix import lock as again\n"}
    facts = project(tree, roots=(".", "modules"))
    decision = decide(facts, evaluate(facts, CHECKS, settings(tree)).findings)

    other = "it is imported from another source root than the facade, so it is another object"
    assert [f"{name.facade}.{name.name}" for name in decision.known.values()] == ["orders.public.lock"]
    assert [(place.line, why) for _, place, why in decision.left] == [(1, other)]


LATE = "def f():\n    from modules.orders.posix import lock\n"
PATCHED = "a test patches it where this import takes it from, each time that it runs"


@pytest.mark.parametrize(
    ("text", "patch", "expected"),
    [
        (LATE, "mock.patch('modules.orders.posix.lock')", PATCHED),
        (LATE, "mock.patch('modules.orders.public.lock')", PATCHED),
        (LATE, "mock.patch('modules.orders.posix.lock.name')", "modules.orders.public.lock"),
        (LATE, "mock.patch('modules.orders.posix.unlock')", "modules.orders.public.lock"),
        (LATE, "mock.patch('other.lock')", "modules.orders.public.lock"),
        (FILES["report.py"], "mock.patch('modules.orders.posix.lock')", "modules.orders.public.lock"),
    ],
)
def test_what_a_test_patches(text: str, patch: str, expected: str) -> None:
    """An import in a function takes what is there when it runs, and that may be what a test put there."""
    test = {"report_test.py": f"from unittest import mock\n\n{patch}\n"}
    tree = {**FILES, "report.py": text, **test, "other.py": "from modules.orders.public import lock\n"}
    decision = decide(project(tree), evaluate(project(tree), CHECKS, settings(tree)).findings)

    names = [f"{name.facade}.{name.name}" for name in decision.known.values()]
    assert [*names, *(why for _, _, why in decision.left)] == [expected]


FIXED = "modules.orders.public.lock"
ASSIGNED = "a file assigns something else to it"


@pytest.mark.parametrize(
    ("patch", "late", "at_once"),
    [
        ("mock.patch.object(posix, 'lock')", PATCHED, FIXED),
        ("mock.patch.object(target=posix, attribute='lock')", PATCHED, FIXED),
        ("mock.patch.object(attribute='lock', target=posix)", PATCHED, FIXED),
        ("mock.patch.object(public, 'lock')", PATCHED, FIXED),
        ("mock.patch.object(posix, name)", PATCHED, FIXED),
        ("mock.patch.multiple(posix, lock=1)", PATCHED, FIXED),
        ("mock.patch(f'modules.orders.posix.{name}')", PATCHED, FIXED),
        ("held = posix\nmock.patch.object(held, 'lock')", PATCHED, FIXED),
        ("mock.patch.object(import_module('modules.orders.posix'), 'lock')", PATCHED, FIXED),
        ("def test(monkeypatch):\n    monkeypatch.setattr(posix, 'lock', 1)", PATCHED, FIXED),
        ("def test(monkeypatch):\n    monkeypatch.delattr(posix, 'lock')", PATCHED, FIXED),
        ("def test(mocker):\n    mocker.spy(posix, 'lock')", PATCHED, FIXED),
        ("@mock.patch.object(posix, 'lock')\ndef test(_): ...", PATCHED, FIXED),
        ("setattr(posix, 'lock', 1)", ASSIGNED, ASSIGNED),
        ("delattr(posix, 'lock')", ASSIGNED, ASSIGNED),
        ("setattr(posix, 'unlock', 1)", FIXED, FIXED),
        ("mock.patch.object(posix, 'unlock')", FIXED, FIXED),
        ("mock.patch.object(posix, 'unlock', posix.lock)", FIXED, FIXED),
        ("mock.patch.object(posix.lock, 'name')", FIXED, FIXED),
        ("mock.patch.object(other, 'lock')", FIXED, FIXED),
        ("mock.patch.object('lock')", FIXED, FIXED),
        ("mock.patch.object()", FIXED, FIXED),
        ("mock.patch.multiple(posix)", FIXED, FIXED),
        ("print(posix, 'lock')", FIXED, FIXED),
    ],
)
def test_what_is_patched_in_an_object(patch: str, late: str, at_once: str) -> None:
    """A test that holds the module patches it as one that names it does."""
    begin = "import sys\nfrom importlib import import_module\nfrom unittest import mock\n\nimport other\n"
    test = {"report_test.py": f"{begin}from modules.orders import posix, public\n\n{patch}\n"}
    for text, expected in ((LATE, late), (FILES["report.py"], at_once)):
        tree = {**FILES, **test, "report.py": text, "other.py": "from modules.orders.public import lock\n"}
        decision = decide(project(tree), evaluate(project(tree), CHECKS, settings(tree)).findings)

        names = [f"{name.facade}.{name.name}" for name in decision.known.values()]
        assert [*names, *(why for path, _, why in decision.left if path == "report.py")] == [expected]


def test_what_has_begun_to_run_is_no_cycle() -> None:
    """A package that imports all of its modules runs before each of them, whatever they import."""
    tree = {
        "shop/__init__.py": "from shop import orders, report\n",
        "shop/orders/BUILD": 'pantstack_module(description="Takes orders", public=["__init__.py"])\n',
        "shop/orders/__init__.py": "from .lock import lock\n",
        "shop/orders/lock.py": "import shop\n\n\ndef lock(): ...\n",
        "shop/report.py": "from shop.orders.lock import lock\n",
    }
    decision = decide(project(tree), evaluate(project(tree), CHECKS, settings(tree)).findings)

    assert [f"{name.facade}.{name.name}" for name in decision.known.values()] == ["shop.orders.lock"]


ONE_FILE = {
    "modules/stock/BUILD": 'pantstack_module(description="Counts", public=["api.py", "more.py"])\n',
    "modules/stock/__init__.py": "",
    "modules/stock/core.py": "def count(): ...\n\n\ndef only(): ...\n\n\ndef both(): ...\n",
    "modules/stock/api.py": "from .core import count\n\nfrom .core import both\n",
    "modules/stock/more.py": "from .core import both\n",
    "modules/bare/BUILD": 'pantstack_module(description="Is bare")\n',
    "modules/bare/core.py": "def x(): ...\n",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from modules.stock.core import count\n", "modules.stock.api.count"),
        ("from modules.stock.core import only\n", "the facade of modules/stock does not certainly offer it"),
        (
            "from modules.stock.core import both\n",
            "the facade offers it as `modules.stock.api.both` and `modules.stock.more.both`",
        ),
        ("from modules.stock.core import nothing\n", "what it takes is not there, or may be one of several things"),
        ("from modules.stock.core import *\n", "a star import takes whatever is there"),
        ("from modules.stock import core\n", "it binds a module, whose uses are elsewhere"),
        ("import modules.stock.core\n", "it binds a module, whose uses are elsewhere"),
        (
            "import modules.stock\n\nmodules.stock.core.x()\n",
            "it is an attribute of a module that is imported elsewhere",
        ),
        ("from modules.bare.core import x\n", "modules/bare has no facade"),
    ],
)
def test_every_private_import_is_rewritten_or_explained(text: str, expected: str) -> None:
    """An import becomes one of the facade, of one file too, or there is a reason why it stays."""
    files = {**ONE_FILE, "report.py": text}
    decision = decide(project(files), evaluate(project(files), CHECKS, settings(files)).findings)

    names = [f"{name.facade}.{name.name}" for name in decision.known.values()]
    assert [*names, *(why for _, _, why in decision.left)] == [expected]
    assert decision.paths == {"report.py"}


def test_the_text_about_what_stays() -> None:
    """Each place has a line, as far as there are not very many."""
    left = [("b.py", Position(1, number), "it is\nodd") for number in range(1, 53)]

    lines = left_alone(left).split("\n")
    assert (lines[0], lines[-1], len(lines)) == ("b.py:1:1 left as it is: it is\\nodd.", "and 2 more", 51)
