"""What PEX writes is the same on every machine."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

import pytest
from harness import ROOT

sys.path.insert(0, str(ROOT / "build-support"))

from reproducible_pex import normalize, output_of

PROGRAM = "import lib.text\nprint(lib.text.TEXT)\n"
FILES = {
    "lib/": (0o40755, ""),
    "lib/text.py": (0o100644, "TEXT = 'works'\n"),
    "lib/tool": (0o100755, "#!/bin/sh\n"),
    "lib/link": (0o120777, "tool"),
    # A wheel may bring compiled files beside its sources, the same for everybody.
    "lib/shipped.pyc": (0o100644, "compiled by its author"),
    "my__pycache__.py": (0o100644, ""),
    "__main__.py": (0o100644, PROGRAM),
}
COMPILED = {
    "lib/__pycache__/": (0o40755, ""),
    "lib/__pycache__/text.cpython-311.pyc": (0o100644, "/home/somebody/.pex/lib/text.py"),
    "lib/__pycache__/text.cpython-311.pyc.140234": (0o100644, "half of it"),
    "__pycache__/__main__.cpython-39.pyc": (0o100644, ""),
}
LATER = (2026, 11, 30, 12, 0, 0)


def write(
    path: Path, files: Mapping[str, tuple[int, str]], umask: int = 0o022, date: Optional[tuple[int, ...]] = None
) -> bytes:
    """Write a file as PEX does, and return its content."""
    with path.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w") as archive:
            for name, (mode, text) in files.items():
                info = zipfile.ZipInfo(name, (date or (1980, 1, 1, 0, 0, 0))[:6])  # type: ignore[arg-type]
                info.external_attr = (mode if stat.S_ISLNK(mode) else mode & ~umask) << 16 | (
                    0x10 if name.endswith("/") else 0
                )
                info.compress_type = zipfile.ZIP_STORED if name == "lib/tool" else zipfile.ZIP_DEFLATED
                archive.writestr(info, text)
    path.chmod(0o777 & ~umask)
    return path.read_bytes()


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077, 0o000])
@pytest.mark.parametrize("compiled", [{}, COMPILED], ids=["", "compiled"])
@pytest.mark.parametrize("date", [None, LATER], ids=["", "later"])
def test_the_same_bytes(
    tmp_path: Path, umask: int, compiled: Mapping[str, tuple[int, str]], date: Optional[tuple[int, ...]]
) -> None:
    """Compiled files of a cache, the umask and the time leave no trace: it is as on a machine that had none of it."""
    plain = write(tmp_path / "plain.pex", FILES)
    path = tmp_path / "api.pex"
    # Where compiled files are written between others, as a walk meets them.
    mixed = {**dict(list(FILES.items())[:2]), **compiled, **FILES}
    write(path, mixed, umask, date)

    normalize(path)

    assert path.read_bytes() == plain
    assert stat.S_IMODE(path.stat().st_mode) & 0o700 == 0o700
    assert sorted(each.name for each in tmp_path.iterdir()) == ["api.pex", "plain.pex"]
    assert subprocess.run((sys.executable, str(path)), capture_output=True, text=True, check=True).stdout == "works\n"


def test_what_is_right_stays(tmp_path: Path) -> None:
    """A file that has nothing of its machine is not written again."""
    path = tmp_path / "api.pex"
    before = write(path, FILES)
    os.utime(path, (1, 1))

    normalize(path)

    assert (path.read_bytes(), path.stat().st_mtime) == (before, 1)


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"PK", b"\x7fELF"])
def test_what_is_no_archive_stays(tmp_path: Path, content: bytes) -> None:
    """What PEX writes in another layout, or for another format, is left alone; so is what it did not write."""
    folder, file = tmp_path / "loose", tmp_path / "file"
    folder.mkdir()
    file.write_bytes(content)
    executable = tmp_path / "with-an-interpreter"
    executable.write_bytes(b"\x7fELF" + write(tmp_path / "x", {**FILES, **COMPILED}))
    before = executable.read_bytes()

    for path in (folder, file, executable, tmp_path / "missing"):
        normalize(path)

    assert (file.read_bytes(), executable.read_bytes(), list(folder.iterdir())) == (content, before, [])


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["--tmpdir", ".tmp", "--output-file", "a b/api.pex", "--venv"], "a b/api.pex"),
        (["--output-file=api.pex"], "api.pex"),
        (["-o", "first", "-o", "second"], "second"),
        (["--", "-o", "x"], None),
        (["-o"], None),
        (["requests"], None),
        ([], None),
    ],
)
def test_the_file_that_is_written(argv: Sequence[str], expected: Optional[str]) -> None:
    """The last one that the command line names counts, as PEX itself has it."""
    assert output_of(argv) == (None if expected is None else Path(expected))
