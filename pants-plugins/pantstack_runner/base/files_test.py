"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.base.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_written(tmp_path: Path) -> None:
    """A file and its folder are made, one that is there is replaced, and nothing else is left."""
    path = tmp_path / "a/b"
    write_atomically(path, b"one")
    (tmp_path / f"a/.b.{os.getpid()}").write_bytes(b"half, of a process that was killed")
    write_atomically(path, b"two", mode=0o600)

    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o600)
    assert [each.name for each in path.parent.iterdir()] == ["b"]


def test_the_first_one_wins(tmp_path: Path) -> None:
    """A file that is not to be replaced stays as it is."""
    write_atomically(tmp_path / "a", b"one", overwrite=False)
    write_atomically(tmp_path / "a", b"two", overwrite=False)

    assert (tmp_path / "a").read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_cannot_be_written(tmp_path: Path) -> None:
    """Where a folder is in the way nothing is left behind."""
    (tmp_path / "a/b").mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path / "a", b"one")

    assert [each.name for each in tmp_path.iterdir()] == ["a"]
