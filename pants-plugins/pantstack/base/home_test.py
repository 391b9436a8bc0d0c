"""The folder `.pantstack` is closed to others, ignored by git, and removed when it is empty."""

from __future__ import annotations

import subprocess
from pathlib import Path

from pantstack.base import home


def test_the_folder(tmp_path: Path) -> None:
    """It is made for its user alone, git sees nothing of it, and once more changes nothing."""
    subprocess.run(("git", "init", "-q", str(tmp_path)), check=True)
    home.make(str(tmp_path))
    (tmp_path / ".pantstack/passphrase").write_text("secret", encoding="ascii")
    home.make(str(tmp_path))
    status = subprocess.run(("git", "status", "--porcelain"), cwd=tmp_path, check=True, capture_output=True, text=True)

    assert status.stdout == ""
    assert (tmp_path / ".pantstack").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / ".pantstack/.gitignore").read_text(encoding="ascii").splitlines()[-1] == "*"


def test_a_folder_that_was_there(tmp_path: Path) -> None:
    """One that was open to others is closed, and a `.gitignore` of the user's stays as it is."""
    (tmp_path / ".pantstack").mkdir(mode=0o755)
    (tmp_path / ".pantstack/.gitignore").write_text("# mine\n", encoding="ascii")
    home.make(str(tmp_path))
    home.remove_empty(str(tmp_path))

    assert (tmp_path / ".pantstack").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / ".pantstack/.gitignore").read_text(encoding="ascii") == "# mine\n"


def test_an_empty_folder(tmp_path: Path) -> None:
    """It is removed with its `.gitignore` once nothing else is in it, and not before."""
    home.make(str(tmp_path))
    (tmp_path / ".pantstack/plans").mkdir()
    home.remove_empty(str(tmp_path))
    assert sorted(path.name for path in (tmp_path / ".pantstack").iterdir()) == [".gitignore", "plans"]

    (tmp_path / ".pantstack/plans").rmdir()
    home.remove_empty(str(tmp_path))
    home.remove_empty(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
