"""How options are put together, compared with Pants."""

from __future__ import annotations

import pytest
from pants.option.custom_types import DictValueComponent, ListValueComponent

from pantstack.standalone.options import values
from pantstack.standalone.options.values import WrongValueError


@pytest.mark.parametrize(
    "text",
    ["x", "['a']", "('a', 'b')", "+['c']", "-['a']", "+['c'],-['a']", "-['a'], +['d', 'e']", "[]", "+[]", "a,b", "[1]"],
)
def test_lists(text: str) -> None:
    """Every form of a flag or a variable has the value that it has in Pants."""
    before = ["a", "b"]
    pants = ListValueComponent.merge([ListValueComponent.create(before), ListValueComponent.create(text)])

    assert values.add_to_list(before, text) == [str(each) for each in pants.val]


@pytest.mark.parametrize("text", ["{'b': 'c'}", "+{'b': 'c'}", "{}", "+{'a': 'x'}"])
def test_tables(text: str) -> None:
    """Every form of a table has the value that it has in Pants."""
    before = {"a": "b"}
    pants = DictValueComponent.merge([DictValueComponent.create(before), DictValueComponent.create(text)])

    assert values.add_to_table(before, text) == pants.val


@pytest.mark.parametrize("text", ["[", "['a'", "+['a'] b", "{"])
def test_what_is_none(text: str) -> None:
    """What is no list is an error, not an item."""
    with pytest.raises(WrongValueError):
        values.add_to_list([], text) if text != "{" else values.add_to_table({}, text)
