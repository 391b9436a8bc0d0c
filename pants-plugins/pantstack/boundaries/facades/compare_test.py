"""What breaks the users of a facade: the table of the page, line by line."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.boundaries.facades.compare import Change, changes
from pantstack.boundaries.facades.signatures import same_type

FUNCTION = "def (a: int, b: str = ...) -> str"


@pytest.mark.parametrize(
    ("before", "after", "breaks"),
    [
        (FUNCTION, "def (a: int, b: str = ..., c: int = ...) -> str", None),
        (FUNCTION, "def (a: int = ..., b: str = ...) -> str", None),
        (FUNCTION, "def (a: int, b: str = ..., *args: int, c=..., **more) -> str", None),
        (FUNCTION, "def (a: int, b: str = ..., c: int) -> str", "was `{0}`, and is `{1}`"),
        (FUNCTION, "def (a: int, b: str = ..., *, c: int) -> str", "needs a new parameter, `c`"),
        (FUNCTION, "def (a: int, *, b: str = ...) -> str", "takes `b` by its name only"),
        (FUNCTION, "def (a: int, /, b: str = ...) -> str", "no longer takes `a` by its name"),
        (FUNCTION, "def (a: int, b: str) -> str", "has no default for `b` any more"),
        (FUNCTION, "def (a: int) -> str", "has lost its parameter `b`"),
        (FUNCTION, "def (a: int, c: str = ...) -> str", "has its parameter `b` renamed to `c`"),
        (FUNCTION, "def (b: str = ..., a: int = ...) -> str", "takes `a` in another place"),
        (FUNCTION, "def (a: float, b: str = ...) -> str", "takes `a` as `float`, no longer `int`"),
        (FUNCTION, "def (a, b: str = ...) -> str", "takes `a` as something without a type, no longer `int`"),
        (FUNCTION, "def (a: int, b: str = ...) -> bytes", "returns `bytes`, no longer `str`"),
        ("def (a)", "def (a: int) -> str", None),
        ("def (a, /)", "def (b)", None),
        ("def (*, a)", "def (a)", None),
        ("def (*names)", "def ()", "has lost its parameter `names`"),
        ("def ()", "async def ()", "is now a coroutine"),
        ("async def ()", "def ()", "is no longer a coroutine"),
        ("@staticmethod def ()", "def ()", "was `@staticmethod def`, and is `def`"),
        (
            "def (self) -> int",
            "@property def (self) -> int",
            "was `def (self) -> int`, and is `@property def (self) -> int`",
        ),
        ("@property @setter def (self) -> int", "@property def (self) -> int", "can no longer be set"),
        ("@property def (self) -> int", "@property @setter def (self) -> int", None),
        ("attribute: int", "@property @setter def (self) -> int", None),
        ("attribute: int", "@property def (self) -> int", "can no longer be set"),
        ("attribute: int", "@property @setter def (self) -> str", "was `int`, and is `str`"),
        ("@property def (self) -> int", "attribute: int", None),
        ("class", "def ()", "was `class`, and is `def ()`"),
        ("class (A, B[int, str])", "class (B[int, str], C)", "no longer derives from `A`"),
        ("class (A)", "class (A, B)", None),
        ("model class (BaseModel)", "class", "no longer derives from `BaseModel`"),
        ("@dataclass class", "class", "is no longer a dataclass"),
        ("@dataclass class", "@dataclass(frozen=True) class", "now has `frozen=True`"),
        ("field: int = ...", "field: int", "has lost its default, so that whoever makes one has to pass it"),
        ("field: int", "field: int = ...", None),
        ("field: int", "field: str", "was `int`, and is `str`"),
        ("constant: int", "constant", "was `int`, and is `without a type`"),
        ("constant", "constant: int", None),
        ("def (a)", "opaque (@retry)", None),
        ("re-export of json", "re-export of yaml", "was re-export of json, and is re-export of yaml"),
    ],
)
def test_what_breaks(before: str, after: str, breaks: Optional[str]) -> None:
    """Each change of one line breaks what it breaks, and nothing else."""
    expected = None if breaks is None else breaks.format(before, after)

    assert changes({"X": before}, {"X": after}) == (Change("X", expected, after),)


def test_names_that_come_and_go() -> None:
    """A new name breaks nobody, a lost one does, and a class that is lost is one loss."""
    before = {"A": "class", "A.x": "attribute: int", "B": "class", "B.x": "attribute: int", "same": "constant"}

    assert changes(before, {"B": "class", "C": "class", "C.x": "field: int", "same": "constant"}) == (
        Change("A", "is no longer there", None),
        Change("B.x", "is no longer there", None),
        Change("C", None, "class"),
        Change("C.x", None, "field: int"),
    )


def test_models_that_are_passed_and_models_that_are_returned() -> None:
    """A field that has to be passed breaks those who make the model, and nobody where it is only returned."""
    before = {"In": "model class", "Out": "model class", "Part": "model class", "In.part": "field: Part"}
    before["make"] = "def (one: In) -> Out"
    after = {**before, "In.new": "field: int", "Out.new": "field: int", "Part.new": "field: int"}

    required = "is new and has no default, so that whoever makes one has to pass it"
    assert changes(before, after) == (
        Change("In.new", required, "field: int"),
        Change("Out.new", None, "field: int"),
        Change("Part.new", required, "field: int"),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Optional[int]", "int | None", True),
        ("t.Union[int, 'str', None]", "None | str | int", True),
        ("List[Dict[str, Order]]", "list[dict[str, 'Order']]", True),
        ("Literal['a', 'b']", 'Literal["a", "b"]', True),
        ("Literal['a']", "Literal[a]", False),
        ("typing.Sequence[int]", "Sequence[int]", True),
        ("tuple[int, str]", "tuple[str, int]", False),
        ("Callable[[int], str]", "Callable[[int], bytes]", False),
        ("int |", "int", False),
    ],
)
def test_spellings_of_types(one: str, other: str, same: bool) -> None:  # noqa: FBT001  a row of a table
    """A type is the same however it is written, and another one is not."""
    assert same_type(one, other) is same
