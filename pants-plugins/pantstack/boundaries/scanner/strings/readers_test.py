"""The table of what reads a string as an import."""

from __future__ import annotations

import pytest

from pantstack.boundaries.scanner.scan import scan
from pantstack.boundaries.scanner.strings.readers import FUNCTIONS, NAMES, Reader, parse, patches, readers

CALLED = [(kind, text) for kind, texts in FUNCTIONS.items() for text in texts]
FIXTURES = ("mocker.", "monkeypatch.", "__import__(")


def named(source: str) -> list[tuple[str, str]]:
    """What strings of a source text name, and what reads them."""
    found = scan("acme/a/x.py", source.encode()).imports
    return [(each.module, each.call) for each in found if each.kind == "string"]


@pytest.mark.parametrize(("kind", "text"), CALLED, ids=[text for _, text in CALLED])
def test_each_function(kind: str, text: str) -> None:
    """Whatever stands in the table is read as it says, by place and by name."""
    entry = parse(text)
    assert entry is not None
    name, reader = entry
    assert reader is not None
    start = "" if text.startswith(FIXTURES) else f"import {name.partition('.')[0]}\n"
    given = {"file": "'acme/b/c.py'", "tree": "{'x': {'class': 'acme.b.c'}}"}.get(kind, "'acme.b.c'")
    called = text != "sys.modules(key)" and kind != "attribute"
    by_name = [f"{start}{name}({parameter}={given})" for parameter in reader.keywords if called]
    by_place = [
        f"{start}{name}({', '.join([*['1'] * index, given])})"
        for index, parameter in enumerate(reader.positional)
        if parameter != "_" and called
    ]
    around = {"item": f"{start}{name}[{given}]", "attribute": f"{start}{name} = [{given}]"}
    uncalled = [] if called else [around[kind]]

    expected = "acme.models" if kind == "app" else "acme.b.c"
    found = [named(source) for source in (*by_name, *by_place, *uncalled)]

    assert found == [[(expected, name.replace("builtins.", ""))]] * len(found)
    assert len(found) >= len(reader.keywords)


@pytest.mark.parametrize("name", [name for names in NAMES.values() for name in names])
def test_each_name(name: str) -> None:
    """A setting is read where a file, a class or a call gives it, and where it is a key."""
    value = "{'class': ['acme.b.c']}"
    source = f"{name} = {value}\nclass C:\n    {name}: dict = {value}\nf({name}={value})\nx = {{'{name}': {value}}}\n"

    assert named(source) == [("acme.b.c", name)] * 4


def test_parameters() -> None:
    """A signature says which parameters are read: by place, or by name only."""
    both = frozenset({"b", "c"})

    assert parse("m.f(_, b, *, c)") == ("m.f", Reader("text", ("_", "b"), both))
    assert parse("f(a)", "file") == ("f", Reader("file", ("a",), frozenset({"a"})))
    assert parse("NAME") == ("NAME", None)
    assert parse("m.NAME") is None


def test_own_readers_stay_their_own() -> None:
    """What one repository adds is unknown to others."""
    added = readers(("acme.load(name)", "ACME"))

    assert ("acme.load" in added.functions, "ACME" in added.names) == (True, True)
    assert ("acme.load" in readers().functions, "ACME" in readers().names) == (False, False)


def test_what_patches() -> None:
    """Only what puts something else in a name's place leaves the name to its file."""
    assert [patches(name) for name in ("mock.patch", "uvicorn.run", "unknown")] == [True, False, False]
