"""With which interpreter Pants is started, and with which packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness import ROOT

sys.path.insert(0, str(ROOT / "build-support"))

from bootstrap import SERVER
from start_pants import isolate


def _start(folder: Path, python: str = sys.executable) -> str:
    """Start a script by what is written for Pants, and return the interpreter that it runs with."""
    script = folder.with_name("script.py")
    script.write_text("import sys\nprint(sys.executable, *sys.argv[1:])\n", encoding="utf-8")
    server = folder.with_name("server")
    server.write_text(SERVER.format(python=python, folder=folder, name="cpython", script=script), encoding="utf-8")
    server.chmod(0o755)
    return subprocess.run((str(server), "a b"), capture_output=True, text=True, check=True).stdout


def test_a_path_that_says_nothing(tmp_path: Path) -> None:
    """The interpreter runs by a link in a folder of this user's, which is made when it is missing or leads nowhere."""
    folder = tmp_path / "interpreters"

    assert _start(folder) == f"{folder}/cpython a b\n"
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "cpython").unlink()
    (folder / "cpython").symlink_to(tmp_path / "gone")
    assert _start(folder) == f"{folder}/cpython a b\n"


def test_what_is_in_use_stays(tmp_path: Path) -> None:
    """A link to another interpreter stays as it is, and the interpreter runs by its own path."""
    folder = tmp_path / "interpreters"
    folder.mkdir(mode=0o700)
    (folder / "cpython").symlink_to("/bin/sh")

    assert _start(folder) == f"{sys.executable} a b\n"
    assert str((folder / "cpython").readlink()) == "/bin/sh"


def test_a_folder_of_others(tmp_path: Path) -> None:
    """A folder that is a link may lead to a folder of somebody else's, so it is not used."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "interpreters").symlink_to(tmp_path / "theirs")

    assert _start(tmp_path / "interpreters") == f"{sys.executable} a b\n"
    assert list((tmp_path / "theirs").iterdir()) == []


def test_packages_of_the_interpreter_stay_out(tmp_path: Path) -> None:
    """Of a search path, the standard library and what the user named are left."""
    paths = [str(tmp_path), "/named", "/usr/lib/python3.9", "/usr/lib/python3/dist-packages", "/home/me/site-packages"]

    assert isolate(paths, tmp_path) == ["/named", "/usr/lib/python3.9"]
