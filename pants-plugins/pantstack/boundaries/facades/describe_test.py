"""What a facade offers, as its lock would have it."""

from __future__ import annotations

from collections.abc import Mapping

from pantstack.boundaries.facades.describe import describe
from pantstack.boundaries.scanner.definitions.read import definitions
from pantstack.boundaries.testing import project

STOCK = 'pantstack_module(description="Stock")\n'
BUILD = 'pantstack_module(description="Orders", public=["__init__.py", "extra.py"])\n'


def _described(files: Mapping[str, str]) -> dict[str, str]:
    """The lines of the lock of a module, given its files."""
    facts = project({"stock/core.py": "", "orders/BUILD": BUILD, **files, "stock/BUILD": STOCK})
    read = {path: definitions(path, text.encode()) for path, text in files.items() if path.startswith("orders/")}
    (module,) = (each for each in facts.catalog.modules if each.path == "orders")
    return {name: promise.text for name, promise in describe(facts, module, read).items()}


def test_names_are_followed_to_their_definitions() -> None:
    """What is re-exported is described where it is defined, under the name that the facade gives it."""
    assert _described(
        {
            "orders/__init__.py": (
                "import os\nfrom json import loads as parse\nfrom stock.core import Item\nfrom . import inner\n"
                "from .inner import run as start, Hidden as Public\nLIMIT: int = 3\nother = start\n"
                "__all__ = ['LIMIT', 'Item', 'Public', 'inner', 'nowhere', 'os', 'other', 'parse', 'start']\n"
            ),
            "orders/inner.py": "def run(x, /): ...\nclass Hidden: ...\n",
            "orders/extra.py": "from .inner import run\ndef more(): ...\n",
            "stock/core.py": "class Item: ...\n",
        }
    ) == {
        "Item": "re-export of stock.core.Item",
        "LIMIT": "constant: int",
        "Public": "class",
        "extra:more": "def ()",
        "inner": "module orders.inner",
        "nowhere": "opaque (only running the code would tell)",
        "os": "re-export of os",
        "other": "def (x, /)",
        "parse": "re-export of json.loads",
        "start": "def (x, /)",
    }


def test_classes() -> None:
    """A class has its public members, those of internal bases too; a base that is offered itself has its own."""
    assert _described(
        {
            "orders/__init__.py": (
                "from .inner import Internal\nfrom enum import Enum\n"
                "class Base:\n    def b(self): ...\n"
                "class Client(Base, Internal[int], metaclass=Meta):\n"
                "    __slots__ = ()\n    def __init__(self, *, a: 'int' = 3): ...\n    def _c(self): ...\n"
                "    @property\n    def p(self) -> int: ...\n    @p.setter\n    def p(self, new): ...\n"
                "    def i(self, changed): ...\n    def __repr__(self): ...\n"
                "class Color(Enum):\n    RED = 1\n__all__ = ['Base', 'Client', 'Color']\n"
            ),
            "orders/inner.py": "class Deep: x: int\nclass Internal(Deep):\n    def i(self): ...\n    y = 3\n",
        }
    ) == {
        "Base": "class",
        "Base.b": "def (self)",
        "Client": "class (Base, metaclass=Meta)",
        "Client.__init__": "def (self, *, a: int = ...)",
        "Client.i": "def (self, changed)",
        "Client.x": "attribute: int",
        "Client.y": "attribute = ...",
        "Client.p": "@property @setter def (self) -> int",
        "Color": "class (Enum)",
        "Color.RED": "attribute = ...",
    }


def test_models_and_dataclasses() -> None:
    """What one passes to make an object is a field, with a default or without one."""
    assert _described(
        {
            "orders/__init__.py": (
                "from dataclasses import dataclass, field\nfrom typing import ClassVar\n"
                "from .inner import Model\n"
                "class Order(Model):\n    model_config = {}\n    id: str\n    a: int = ...\n    b: int = Field(gt=3)\n"
                "    c: int = Field(3)\n    d: list[int] = Field(default_factory=list)\n    e: ClassVar[int] = 3\n"
                "@dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = field(default=3)\n    z = 3\n"
                "__all__ = ['Order', 'Point']\n"
            ),
            "orders/inner.py": "import pydantic\nclass Model(pydantic.BaseModel):\n    common: str\n",
        }
    ) == {
        "Order": "model class (pydantic.BaseModel)",
        "Order.a": "field: int",
        "Order.b": "field: int",
        "Order.c": "field: int = ...",
        "Order.common": "field: str",
        "Order.d": "field: list[int] = ...",
        "Order.id": "field: str",
        "Point": "@dataclass(frozen=True) class",
        "Point.x": "field: int",
        "Point.y": "field: int = ...",
        "Point.z": "attribute = ...",
    }


def test_what_cannot_be_read_is_opaque() -> None:
    """Unknown decorators, overloads and several definitions are named as such; known decorators are read."""
    assert _described(
        {
            "orders/__init__.py": (
                "@retry(3)\ndef a(x): ...\n@overload\ndef b(x: int): ...\n@overload\ndef b(x: str): ...\n"
                "if X:\n    def c(x): ...\nelse:\n    def c(y): ...\n"
                "@deprecated(until='2027-01-01')\n@contextmanager\ndef d() -> Iterator[int]: ...\n"
                "class E:\n    @classmethod\n    async def make(cls, *args, key: str, **more): ...\n"
            )
        }
    ) == {
        "a": "opaque (@retry)",
        "b": "opaque (@overload)",
        "c": "opaque (several definitions)",
        "d": "@contextmanager def () -> Iterator[int]",
        "E": "class",
        "E.make": "@classmethod async def (cls, *args, key: str, **more)",
    }
