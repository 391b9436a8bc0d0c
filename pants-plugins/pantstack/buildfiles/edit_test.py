"""Lists in BUILD files change, and nothing else does."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.locations import SourceLocation
from pantstack.buildfiles import edit
from pantstack.buildfiles.parse import BuildFile, NotEditableError

LINES = """\
# Who we are.
pantstack_module(
    description="x",
    layer="domain",
    depends_on=[
        # heading

        # about common
        "libs/common",  # beside
        "libs/database",
    ],
)

python_sources(name="lib", depends_on=["z"])
"""
SHORT = 'pantstack_module(description="x", depends_on=["a", "c"])\n'
HANGING = """\
pantstack_module(description="x",
                 depends_on=["a",  # about a
                             "c"])
"""
LONG = "modules/" + "m" * 40


def edited(text: str, add: str = "", remove: str = "", field: str = "depends_on", name: Optional[str] = None) -> str:
    """The text once the words of two texts are added and removed."""
    return set_items(text, "pantstack_module", name, field, add.split(), remove.split())


def set_items(  # noqa: PLR0913, PLR0917  the address of a field, and what to do there
    text: str, kind: str, name: Optional[str], field: str, add: list[str], remove: list[str]
) -> str:
    """The text of a BUILD file after an edit of a list."""
    return edit.set_items(BuildFile("a/BUILD", text), kind, name, field, add, remove).text


def items(text: str, kind: str, name: Optional[str], field: str) -> tuple[str, ...]:
    """The strings of a list in the text of a BUILD file."""
    build = BuildFile("a/BUILD", text)
    return edit.items(build, build.declaration(kind, name), field)


CASES = {
    "nothing": (LINES, "", "", LINES),
    "what is so already": (LINES, "libs/common", "libs/a", LINES),
    "both requested": (SHORT, "c", "c", SHORT),
    "a line between": (LINES, "libs/d", "", LINES.replace('"libs/database",', '"libs/d",\n        "libs/database",')),
    "a line before a comment": (
        LINES,
        "libs/a",
        "",
        LINES.replace("# about common", '"libs/a",\n        # about common'),
    ),
    "a line at the end": (LINES, "z", "", LINES.replace("    ],", '        "z",\n    ],')),
    "a comment goes with its entry": (
        LINES,
        "",
        "libs/common",
        LINES.replace('        # about common\n        "libs/common",  # beside\n', ""),
    ),
    "a comment of the whole stays": (
        "pantstack_module(\n    depends_on=[  # whole\n        # heading\n\n        'a',\n    ],\n)\n",
        "",
        "a",
        "pantstack_module(\n    depends_on=[  # whole\n        # heading\n\n    ],\n)\n",
    ),
    "a line after comments alone": (
        "pantstack_module(\n    depends_on=[\n        # none yet\n    ],\n)\n",
        "a",
        "",
        'pantstack_module(\n    depends_on=[\n        # none yet\n        "a",\n    ],\n)\n',
    ),
    "one for another": (
        "pantstack_module(\n    depends_on=[\n        'a',\n    ],\n)\n",
        "b",
        "a",
        "pantstack_module(\n    depends_on=[\n        'b',\n    ],\n)\n",
    ),
    "no last comma": (
        "pantstack_module(\n    depends_on=[\n        'a'  # a\n    ]\n)\n",
        "b",
        "",
        "pantstack_module(\n    depends_on=[\n        'a',  # a\n        'b'\n    ]\n)\n",
    ),
    "tabs": (
        "pantstack_module(\n\tdepends_on=[\n\t\t'a',\n\t],\n)\n",
        "b",
        "",
        "pantstack_module(\n\tdepends_on=[\n\t\t'a',\n\t\t'b',\n\t],\n)\n",
    ),
    "a short list": (SHORT, "b d", "", SHORT.replace('"a", "c"', '"a", "b", "c", "d"')),
    "the first of a short list": (SHORT, "", "a", SHORT.replace('"a", "c"', '"c"')),
    "the last of a short list": (SHORT, "", "c", SHORT.replace('"a", "c"', '"a"')),
    "all of a short list": (SHORT, "", "c a", SHORT.replace('"a", "c"', "")),
    "into an empty list": (SHORT.replace('"a", "c"', ""), "b", "", SHORT.replace('"a", "c"', '"b"')),
    "the comma of a short list": (SHORT.replace('"c"', '"c",'), "", "c", SHORT.replace('"a", "c"', '"a",')),
    "an unsorted list": (SHORT.replace('"a", "c"', '"c", "a"'), "b", "", SHORT.replace('"a", "c"', '"c", "a", "b"')),
    "an entry that is there twice": (SHORT.replace('"c"', '"a", "c"'), "", "a", SHORT.replace('"a", "c"', '"c"')),
    "too long for a line": (
        SHORT,
        LONG,
        "",
        f'pantstack_module(\n    description="x",\n    depends_on=["a", "c", "{LONG}"],\n)\n',
    ),
    "a list too long for a line": (
        SHORT,
        f"{LONG}1 {LONG}2",
        "",
        f'pantstack_module(\n    description="x",\n    depends_on=[\n        "a",\n        "c",\n        "{LONG}1",\n        "{LONG}2",\n    ],\n)\n',
    ),
    "a hanging list": (
        HANGING,
        "b",
        "",
        HANGING.replace('["a"', '[\n                     "a"').replace(
            '        "c"]', '"b",\n                     "c",\n                 ]'
        ),
    ),
    "from a hanging list without comments": (
        HANGING.replace("  # about a", ""),
        "",
        "a",
        'pantstack_module(description="x",\n                 depends_on=["c"])\n',
    ),
    "a long line that is no list": (
        LINES.replace("depends_on=[\n", f"depends_on=[  # {LONG * 2}\n"),
        "z",
        "",
        LINES.replace("depends_on=[\n", f"depends_on=[  # {LONG * 2}\n").replace("    ],", '        "z",\n    ],'),
    ),
    "a missing field": (
        "pantstack_module(\n    layer='x',  # why\n    owners=['me'],\n)\n",
        "a",
        "",
        "pantstack_module(\n    layer='x',  # why\n    depends_on=['a'],\n    owners=['me'],\n)\n",
    ),
    "a missing field at the end": (
        "pantstack_module(\n    description='x'\n)\n",
        "a b",
        "",
        "pantstack_module(\n    description='x',\n    depends_on=['a', 'b']\n)\n",
    ),
    "a missing field at the beginning": (
        "pantstack_module(owners=['me'])\n",
        "a",
        "",
        "pantstack_module(depends_on=['a'], owners=['me'])\n",
    ),
    "a missing field of all": ("pantstack_module()", "a", "", 'pantstack_module(depends_on=["a"])'),
    "a list in parentheses": (
        SHORT.replace('["a", "c"]', '(["a", "c"])'),
        "b",
        "a",
        SHORT.replace('["a", "c"]', '(["b", "c"])'),
    ),
    "a missing field of nothing": (SHORT.replace("depends_on", "tags"), "", "a", SHORT.replace("depends_on", "tags")),
}


@pytest.mark.parametrize("case", CASES)
def test_set_items(case: str) -> None:
    """Entries come and go, with their comments, in the layout that the list has."""
    text, add, remove, expected = CASES[case]

    assert edited(text, add, remove) == expected


@pytest.mark.parametrize("case", CASES)
def test_line_ends_and_mark(case: str) -> None:
    """The same with carriage returns and a mark of byte order, which are kept."""
    text, add, remove, expected = (each.replace("\n", "\r\n") for each in CASES[case])

    assert edited(f"\ufeff{text}", add, remove) == f"\ufeff{expected}"


def test_other_declarations() -> None:
    """The name chooses among declarations; any field of any target type is edited."""
    two = 'public_facade(name="a")\npublic_facade(name="b", consumers=["x"])\npublic_facade()\n'

    assert set_items(two, "public_facade", "b", "consumers", ["y"], ["x"]) == two.replace('"x"', '"y"')
    assert set_items(two, "public_facade", "c", "consumers", ["y"], []) == two.replace("()", '(consumers=["y"])')
    assert set_items(two, "public_facade", None, "tags", ["y"], []) == two.replace("()", '(tags=["y"])')
    assert set_items('f(name="a")', "f", None, "tags", ["y"], []) == 'f(name="a", tags=["y"])'


@pytest.mark.parametrize(
    ("text", "line", "message", "help"),
    [
        (
            "\npantstack_module(depends_on=DEPENDS)\n",
            2,
            "`depends_on` of this pantstack_module is not a plain list of strings: `DEPENDS`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=[\n  'b',\n  *MORE])\n",
            3,
            "`depends_on` of this pantstack_module is not a plain list of strings: `*MORE`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=['b'] + ['a long list of other names that is written down here'])\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `['b'] + ['a long list of other names that is written down...`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=['b' 'c'])\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `'b' 'c'`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=[f'b'])\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `f'b'`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=['\\x62'])\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `'\\x62'`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=[x for x in y])\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `[x for x in y]`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(depends_on=('b', 'c'))\n",
            1,
            "`depends_on` of this pantstack_module is not a plain list of strings: `('b', 'c')`.",
            "Write it as a list of string literals, or edit it by hand.",
        ),
        (
            "pantstack_module(layer='x', **COMMON)\n",
            1,
            "This pantstack_module takes fields from `**COMMON`, and `depends_on` may be one of them.",
            "Write `depends_on` in the declaration itself.",
        ),
        (
            "if x:\n    pantstack_module(depends_on=['b'])\n",
            2,
            "This pantstack_module is part of another statement, which decides whether and how it counts.",
            "Write it as a statement of its own, or edit it by hand.",
        ),
        (
            "y = pantstack_module(depends_on=['b'])\n",
            1,
            "This pantstack_module is part of another statement, which decides whether and how it counts.",
            "Write it as a statement of its own, or edit it by hand.",
        ),
        (
            "# pantstack_module()\n'pantstack_module()'\nmacro()\n",
            1,
            "The file declares no pantstack_module.",
            "Write a plain call of pantstack_module there.",
        ),
        (
            "pantstack_module()\n\npantstack_module()\n",
            3,
            "The file may declare pantstack_module 2 times; the second time is here.",
            "Keep one, or give each a name of its own.",
        ),
        ("pantstack_module()\nx = (\n", 2, "The file is not Python.", "Correct its syntax first."),
        ("pantstack_module()\rx = 1\r", 1, "The file is not Python.", "Correct its syntax first."),
        ("pantstack_module()\ud800", 1, "The file is not Python.", "Correct its syntax first."),
    ],
)
def test_not_editable(text: str, line: int, message: str, help: str) -> None:
    """What would have to be guessed is refused, with its line."""
    with pytest.raises(NotEditableError) as caught:
        edited(text, "a")

    assert caught.value == NotEditableError(message, help, SourceLocation("a/BUILD", line))
    assert str(caught.value) == f"a/BUILD:{line} {message}\n  {help}"


@pytest.mark.parametrize("item", ['a"b', "a\\b", "a\nb"])
def test_what_no_plain_string_holds(item: str) -> None:
    """A string that needs escapes is refused."""
    with pytest.raises(NotEditableError) as caught:
        set_items(SHORT, "pantstack_module", None, "depends_on", [item], [])

    assert caught.value.message == f"{item!r} cannot be written as a plain string."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('x(description="y")\n', 'x(description="y", deployed_as="z")\n'),
        (
            'x(\n    description="y",\n    infrastructure=".",  # here\n    owners=["a"],\n)\n',
            'x(\n    description="y",\n    infrastructure=".",  # here\n    deployed_as="z",\n    owners=["a"],\n)\n',
        ),
    ],
)
def test_set_string(before: str, after: str) -> None:
    """A field comes behind those that it belongs to, and goes without a trace."""
    once = edit.set_string(BuildFile("a/BUILD", before), "x", None, "deployed_as", "z")
    back = edit.set_string(once, "x", None, "deployed_as", None)

    assert (once.text, back.text) == (after, before)
    assert edit.set_string(back, "x", None, "deployed_as", None) == back


def test_an_unknown_name() -> None:
    """A declaration that spells another name is another one."""
    with pytest.raises(NotEditableError) as caught:
        edited('pantstack_module(name="a")\n', "x", name="b")

    assert caught.value.message == "The file declares no pantstack_module `b`."


def test_items() -> None:
    """A field is read in its order; a missing one is empty."""
    assert items(LINES, "pantstack_module", None, "depends_on") == ("libs/common", "libs/database")
    assert items(LINES, "pantstack_module", "x", "owners") == ()


FACADE = 'public_facade(name="lib", resolve=consumer_resolves())\n'
ARGUMENTS = {
    "the first": (FACADE, 0, "a b", "", FACADE.replace("()", '("a", "b")')),
    "sorted": ('f(x=consumer_resolves("a", "c"))\n', 0, "b", "", 'f(x=consumer_resolves("a", "b", "c"))\n'),
    "all gone": ("f(x=consumer_resolves('a'))\n", 0, "", "a", "f(x=consumer_resolves())\n"),
    "the second call": (FACADE + FACADE, 1, "a", "", FACADE + FACADE.replace("()", '("a")')),
    "before a keyword": (
        'f(x=consumer_resolves("a", kinds=["api"]))\n',
        0,
        "b",
        "a",
        'f(x=consumer_resolves("b", kinds=["api"]))\n',
    ),
    "the first before a keyword": (
        'f(x=consumer_resolves(kinds=["api"]))\n',
        0,
        "b",
        "",
        'f(x=consumer_resolves("b", kinds=["api"]))\n',
    ),
    "the last before a keyword": (
        'f(x=consumer_resolves("b", kinds=["api"]))\n',
        0,
        "",
        "b",
        'f(x=consumer_resolves(kinds=["api"]))\n',
    ),
    "two lines": (
        FACADE,
        0,
        f"{LONG} z",
        "",
        f'public_facade(\n    name="lib",\n    resolve=consumer_resolves("{LONG}", "z"),\n)\n',
    ),
    "a line each": (
        'f(\n    x=consumer_resolves(\n        "a",\n        "b",  # why\n    ),\n)\n',
        0,
        "c",
        "a",
        'f(\n    x=consumer_resolves(\n        "b",  # why\n        "c",\n    ),\n)\n',
    ),
    "too long for one line": (
        f'f(\n    x=consumer_resolves("{LONG}"),\n)\n',
        0,
        LONG.replace("m", "n"),
        "",
        f'f(\n    x=consumer_resolves(\n        "{LONG}",\n        "{LONG.replace("m", "n")}",\n    ),\n)\n',
    ),
}


@pytest.mark.parametrize("case", list(ARGUMENTS))
def test_set_arguments(case: str) -> None:
    """The strings of a call inside of a declaration change, and nothing else but lines that get too long."""
    text, number, add, remove, expected = ARGUMENTS[case]
    build = BuildFile("a/BUILD", text)

    assert edit.set_arguments(build, "consumer_resolves", number, add.split(), remove.split()).text == expected


def test_arguments_that_are_not_plain() -> None:
    """A call with anything but strings is refused with its line."""
    with pytest.raises(NotEditableError) as caught:
        edit.set_arguments(BuildFile("a/BUILD", "f(\n  x=consumer_resolves(*ALL))\n"), "consumer_resolves", 0, "a", "")

    assert (caught.value.message, str(caught.value.location)) == (
        "`consumer_resolves` is not called with plain strings: `*ALL`.",
        "a/BUILD:2",
    )
