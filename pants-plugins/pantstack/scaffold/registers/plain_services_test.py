"""Services that nobody changed are left out while a compose file is changed, and come back as they were."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.base.errors import UserError
from pantstack.scaffold.registers import compose, plain_services
from pantstack.scaffold.registers.compose_service import HEADER, services
from pantstack.scaffold.registers.entry import Entry
from pantstack.scaffold.registers.plain_services import Shortened

# Each uses the one before it; the third has no port.
MODULES = tuple(
    Entry(f"m{number}", f"modules/m{number}", port=8000 + number if number != 3 else 0, uses=(f"m{number - 1}",))
    for number in range(1, 9)
)
NEW = Entry("newest", "modules/newest", port=9000, uses=("m4",))


def block(entry: Entry) -> str:
    """Return the services of a module."""
    return "".join(f"{line}\n" for line in services(entry, [name for name in entry.uses if name != "m0"], 2))


BLOCKS = tuple(map(block, MODULES))
TEXT = f"{HEADER}  mine: {{image: x}}\n\n" + "\n".join(BLOCKS) + "\nvolumes:\n  m9:\n"


def never(_text: str) -> bool:
    """Keep nothing."""
    return False


def test_left_out_and_back() -> None:
    """All but the first and the last go, and stay what they were whatever is changed around them."""
    short = plain_services.shorten(TEXT, never)
    inner = "\n".join(BLOCKS[1:-1]) + "\n"

    names = tuple(f"{each.name}{suffix}" for each in MODULES[1:-1] for suffix in ("", "-postgres", "-redis"))
    mark = "  # services left out: 0\n"
    assert short == Shortened(TEXT.replace(inner, mark), (inner,), names, (("m1", 10), ("m8", 47)))
    assert short.is_certain
    assert short.restored(short.text.replace("mine:", "ours:")) == TEXT.replace("mine:", "ours:")


def test_what_stays() -> None:
    """Services that are part of the change, or that somebody changed, stay, and so do those beside them."""
    changed = TEXT.replace(BLOCKS[4], BLOCKS[4].replace("retries: 30", "retries: 31", 1))
    short = plain_services.shorten(changed, lambda text: "  m2:\n    build" in text)

    assert short.taken == (f"{BLOCKS[6]}\n",)
    assert plain_services.shorten(changed, never).taken == (f"{BLOCKS[1]}\n{BLOCKS[2]}\n", f"{BLOCKS[6]}\n")


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("services:\n", "x-old: |\n"),
        f"{TEXT}services:\n  m1: {{}}\n  m8: {{}}\n".replace("services:\n", "x-old:\n", 1),
        TEXT.replace("  mine: {image: x}\n", "  m5: {image: x}\n"),
        f"{TEXT.partition('volumes')[0]}{BLOCKS[4]}",
    ],
    ids=["a long text", "elsewhere", "twice by hand", "twice"],
)
def test_what_is_uncertain(text: str) -> None:
    """Where YAML reads no services, or one stands there twice, all of the text counts."""
    seen: list[str] = []

    def note(given: str) -> Optional[str]:
        seen.append(given)
        return f"{given}#\n"

    assert plain_services.edit(text, never, note) == f"{text}#\n"
    assert seen == [text]


def test_errors_have_the_line_of_the_whole_text() -> None:
    """What is wrong behind what was left out is located as if nothing had been."""
    text = f"{TEXT}  m10: [\n"
    with pytest.raises(UserError) as raised:
        compose.add(text, NEW)

    assert raised.value.location.line == len(text.splitlines()) + 1


@pytest.mark.parametrize("number", range(len(MODULES)))
def test_as_if_all_were_read(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """A module is added, renamed and removed as it is when nothing is left out."""
    entry = MODULES[number]

    def removed(text: str) -> object:
        try:
            return compose.remove(text, entry)
        except UserError as error:
            return error

    def results() -> list[object]:
        changed = [compose.add(TEXT, NEW), compose.add(TEXT, entry), compose.rename(TEXT, entry, NEW)]
        return [*changed, removed(TEXT), removed(unused)]

    unused = TEXT.replace("      m", "      n")
    quick = results()
    monkeypatch.setattr(plain_services, "shorten", lambda text, _kept: Shortened(text))

    assert quick == results()
    assert quick[1] == TEXT
    assert quick[4] == unused.replace(f"{BLOCKS[number]}\n".replace("      m", "      n"), "")
