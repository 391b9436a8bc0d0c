"""The folder `.pantstack`, as the runner makes it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from pantstack_runner.base import home

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder(tmp_path: Path) -> None:
    """It is closed to others, also where it was open before, and git sees nothing of it."""
    subprocess.run(("git", "init", "-q", str(tmp_path)), check=True)
    folder = tmp_path / ".pantstack"
    folder.mkdir(mode=0o755)
    home.make(folder)
    (folder / "passphrase").write_text("secret", encoding="ascii")
    status = subprocess.run(("git", "status", "--porcelain"), cwd=tmp_path, check=True, capture_output=True, text=True)

    assert (status.stdout, folder.stat().st_mode & 0o777) == ("", 0o700)
    assert (folder / ".gitignore").read_text(encoding="ascii").splitlines()[-1] == "*"


def test_a_gitignore_of_the_users(tmp_path: Path) -> None:
    """One that is there stays as it is."""
    folder = tmp_path / ".pantstack"
    folder.mkdir()
    (folder / ".gitignore").write_text("# mine\n", encoding="ascii")
    home.make(folder)

    assert (folder / ".gitignore").read_text(encoding="ascii") == "# mine\n"
