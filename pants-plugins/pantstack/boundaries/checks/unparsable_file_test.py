"""Files that could not be read whole."""

from __future__ import annotations

from typing import Union

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.testing import evaluated

ORDERS: dict[str, Union[str, bytes]] = {
    "modules/orders/BUILD": 'pantstack_module(description="Takes orders")\n',
    "modules/orders/core.py": "",
}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"import json\nx = (\n", (2, 1)),
        (b"x = 1\0\n", (1, 6)),
        (b"# -*- coding: none-such -*-\n", (1, 1)),
        (b"\xff = 1\n", (1, 1)),
        (b"\xef\xbb\xbfx = 1\n", None),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", None),
        (b"match x:\n    case [*_]: ...\ntype X[T] = list[T]\nlazy import json\n", None),
        (b"", None),
    ],
)
def test_contents(content: bytes, expected: object) -> None:
    """The finding lies where reading ends; newer syntax and other encodings are read."""
    found = evaluated({**ORDERS, "report.py": content}).findings

    places = [(each.path, each.code, (each.position.line, each.position.column)) for each in found]
    assert places == ([] if expected is None else [("report.py", "unparsable-file", expected)])


def test_the_rest_is_judged() -> None:
    """The finding says why, and the imports that could be read are judged all the same."""
    files = {**ORDERS, "report.py": "import modules.orders.core\ndef broken(:\n"}
    found = evaluated(files).findings

    assert [each.code for each in found] == ["private-import", "unparsable-file"]
    assert found[1] == Finding(
        "report.py",
        Position(2, 12),
        "unparsable-file",
        "This file could not be parsed completely: it is not Python.",
        "Its imports were checked only as far as it could be parsed.",
        "Fix the file; if it is data, let a files() or resources() target own it, and no Python target.",
    )
