"""Plain lines of `[python.resolves]`, taken out and put back."""

from __future__ import annotations

import pytest

from pantstack.declarations.plain_resolves import Shortened, shorten, without

HEAD = '[GLOBAL]\nx = ["a"]\n\n[python.resolves]\n'
LINES = tuple(f'm{number} = "m{number}.lock"\n' for number in range(4))
TAIL = '\n# more\n"m9" = "x.lock"  # mine\n\n[test]\na = "b"\nc = "d"\n'


def test_taken_out_and_put_back() -> None:
    """All lines of the longest run go but the last, and come back where they were, whatever was added behind them."""
    text = f'{HEAD}# one\na = "b"\n# two\n{"".join(LINES)}{TAIL}'
    short = shorten(text)

    assert short == Shortened(text.replace("".join(LINES[:3]), ""), ("m0", "m1", "m2"), LINES[:3], LINES[3])
    assert short.restored(short.text) == text
    assert short.restored(short.text.replace(TAIL, f"new\n{TAIL}")) == text.replace(TAIL, f"new\n{TAIL}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[python]\nresolves = {}\n",
        f"{HEAD}",
        f"{HEAD}{LINES[0]}",
        f"{HEAD}{''.join(LINES)}{HEAD}{''.join(LINES)}",
        f'a = """\n{HEAD}{"".join(LINES)}"""\n',
        f"{HEAD}m0 = 'x'\nm1 = {{}}\nm2.x = \"y\"\n[other]\n{''.join(LINES)}",
        f"{HEAD}{''.join(LINES)}".replace("\n", "\r"),
    ],
)
def test_what_stays(text: str) -> None:
    """Where nothing is plain, or nothing certain, the text stays as it is."""
    assert shorten(text) == Shortened(text)
    assert shorten(text).restored("anything") == "anything"


def test_other_line_ends() -> None:
    """They stay."""
    text = f"{HEAD}{''.join(LINES)}{TAIL}".replace("\n", "\r\n")

    assert shorten(text).keys == ("m0", "m1", "m2")
    assert shorten(text).restored(shorten(text).text) == text


def test_lockfiles() -> None:
    """What was taken out is known by name and path, quoted or not."""
    text = f'{HEAD}"m.0" = "m0.lock"\nm1="m1.lock" \n{LINES[3]}'

    assert shorten(text).lockfiles == {"m.0": "m0.lock", "m1": "m1.lock"}


def test_without() -> None:
    """Plain lines of some resolves go, wherever they stand in the table, and lines of any other kind stay."""
    own = 'm1 = "elsewhere.lock"\n'
    text = f"{own}{HEAD}{LINES[0]}{LINES[1]}# mine\n{LINES[2]}{TAIL}{own}"

    assert without(text, ["m1", "m2", "m9"]) == text.replace(LINES[1], "").replace(LINES[2], "")
    assert without(text, ["m5"]) == text
    assert without(f'a = """\n{text}"""\n', ["m1"]) == f'a = """\n{text}"""\n'
