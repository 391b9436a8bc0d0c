"""Writing into the repository."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pants.engine.fs import Workspace

from pantstack.base.errors import UserError
from pantstack.pants_port.workspace import present, write


class FakeWorkspace:
    """A workspace that belongs to no goal."""

    def side_effected(self) -> None:
        """Tell nobody."""


WORKSPACE = cast("Workspace", FakeWorkspace())
ADVICE = (
    "; nothing was written.\n  Make its folder writable, or move away what is there, then run the same command again."
)


def tree(root: Path) -> dict[str, str]:
    """Every path below a folder, with the text of files."""
    return {str(path.relative_to(root)): path.read_text() if path.is_file() else "" for path in root.rglob("*")}


def test_new_and_old_files(tmp_path: Path) -> None:
    """Folders are made, old files keep their rights and their links, and line ends stay."""
    (tmp_path / "old").write_text("old")
    (tmp_path / "old").chmod(0o640)
    (tmp_path / "link").symlink_to("old")
    write(WORKSPACE, str(tmp_path), {"link": "new\r\n", "a/b/c": "made\n"}, fresh=["a/b/c"])

    assert (tmp_path / "old").read_bytes() == b"new\r\n"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o640
    assert tree(tmp_path) == {"old": "new\n", "link": "new\n", "a": "", "a/b": "", "a/b/c": "made\n"}


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("there", "File exists"),
        ("there/b", "Not a directory"),
        ("dangling", "File exists"),
        ("dangling/b", "File exists"),
        ("z" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_created(tmp_path: Path, path: str, why: str) -> None:
    """A file in the way, a link to nothing or a name that is too long: nothing of the call is left."""
    (tmp_path / "there").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = tree(tmp_path)
    with pytest.raises(UserError) as caught:
        write(WORKSPACE, str(tmp_path), {"a/new": "", path: "", "there": "edited"}, fresh=["a/new", path])

    assert (str(caught.value), tree(tmp_path)) == (f"Cannot write `{path}`: {why}{ADVICE}", before)


def test_what_cannot_be_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the last of several files cannot be replaced, those before it have their old text again."""
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    replace = Path.replace

    def refuse(source: Path, target: Path) -> Path:
        if target.name == "b":
            raise OSError(28, "No space left on device")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UserError) as caught:
        write(WORKSPACE, str(tmp_path), {"a": "new", "b": "new", "c/d": "new"}, fresh=["c/d"])

    assert (str(caught.value), tree(tmp_path)) == (
        f"Cannot write `b`: No space left on device{ADVICE}",
        {"a": "old a", "b": "old b"},
    )


def test_what_is_present(tmp_path: Path) -> None:
    """Files, folders and links to nothing are there; what is below a file is not."""
    (tmp_path / "a").write_text("")
    (tmp_path / "b").mkdir()
    (tmp_path / "c").symlink_to("nowhere")

    assert present(str(tmp_path), ["a", "a/x", "b", "c", "c/x", "d"]) == ["a", "b", "c"]
