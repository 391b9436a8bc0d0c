"""Three-way merges, whatever is in the files."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.scaffold.updating.merge import Merged, has_markers, is_text, merge

BASE = "".join(f"{number}\n" for number in range(10))
THEIRS = BASE.replace("8\n", "theirs\n")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (BASE.replace("1\n", "mine\n"), THEIRS, Merged(THEIRS.replace("1\n", "mine\n"))),
        (BASE.replace("\n", "\r\n"), THEIRS, Merged(THEIRS.replace("\n", "\r\n"))),
        (f"{BASE}mine", THEIRS, Merged(f"{THEIRS}mine")),
        (BASE.replace("8\n", "theirs\n"), THEIRS, Merged(THEIRS)),
        (
            BASE.replace("8\n", "mine\n"),
            THEIRS,
            Merged(BASE.replace("8\n", "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template\n"), 1),
        ),
        ("", THEIRS, Merged(f"<<<<<<< yours\n=======\n{THEIRS}>>>>>>> template\n", 1)),
    ],
)
def test_merges(ours: str, theirs: str, expected: Merged) -> None:
    """Lines apart are merged, line ends and a missing last one stay, and the same lines conflict."""
    assert merge(BASE, ours, theirs, "template") == expected


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported in two lines."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError) as caught:
        merge("a\n", "b\n", "c\n", "template")

    assert str(caught.value) == (
        "git cannot merge: No such file or directory; nothing was written.\n  Install git, then run the same command again."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", True),
        ("<<<<<<< a\r\nx\r\n=======\r\ny\r\n>>>>>>> b\r\n", True),
        ("Title\n=======\n", False),
        ("x <<<<<<< a\n", False),
        ("", False),
    ],
)
def test_conflict_markers(text: str, *, expected: bool) -> None:
    """All three of them, at the start of lines, are an unresolved conflict; a title of a page is not."""
    assert has_markers(text) == expected


@pytest.mark.parametrize(
    ("content", "expected"), [(b"x\xc3\xa9", True), (b"x\0", False), (b"\xff", False), (b"", True)]
)
def test_what_is_text(content: bytes, *, expected: bool) -> None:
    """Whatever is UTF-8 without zero bytes."""
    assert is_text(content.decode("utf-8", "surrogateescape")) == expected
