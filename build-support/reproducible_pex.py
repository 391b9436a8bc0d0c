"""PEX's command line, whose files depend on nothing but what is in them.

PEX fixes times and order itself, but takes a file's permissions from the umask, and whatever compiled files its cache
has at that moment: they have paths of the machine in them, and differ from run to run. So `./pants` builds this into
PEX's command line (build-support/bootstrap.py). Standard library only, any CPython from 3.7 on.
"""

from __future__ import annotations

import contextlib
import stat
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

_TIME = (1980, 1, 1, 0, 0, 0)
_OPTIONS = ("-o", "--output-file")
# A script, or nothing, may be before the archive: whatever else there is was not written by PEX alone.
_BEGINNINGS = (b"#!", b"PK")
_UNIX, _FOLDER = 3, 0x10


def output_of(argv: Sequence[str]) -> Optional[Path]:
    """Return the file that a command line of PEX writes; None if it writes none."""
    own = argv[: argv.index("--")] if "--" in argv else argv
    found = None
    for index, argument in enumerate(own):
        name, assigned, value = argument.partition("=")
        if argument in _OPTIONS:
            found = Path(own[index + 1]) if index + 1 < len(own) else None
        elif assigned and name in _OPTIONS:
            found = Path(value)
    return found


def normalize(path: Path) -> None:
    """Write an archive again without compiled files, and with the same permissions and times on every machine.

    The order is PEX's own, which is fixed. What is not a file of PEX, such as a folder, is left alone, and so is an
    archive that is like that already: to compress all of it once more takes as long as the rest of a small change.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        if file.read(2) not in _BEGINNINGS or not zipfile.is_zipfile(path):
            return
    with zipfile.ZipFile(path) as archive:
        entries = [(info, _entry(info)) for info in archive.infolist() if not _is_compiled(info)]
        if len(entries) == len(archive.infolist()) and all(_facts(info) == _facts(entry) for info, entry in entries):
            return
        _write(path, archive, entries)


def _write(path: Path, archive: zipfile.ZipFile, entries: Sequence[tuple[zipfile.ZipInfo, zipfile.ZipInfo]]) -> None:
    written = path.with_name(f"{path.name}.normalized")
    # The line that names an interpreter is before the archive.
    first = min((info.header_offset for info in archive.infolist()), default=0)
    try:
        with path.open("rb") as file, written.open("wb") as target:
            target.write(file.read(first))
            with zipfile.ZipFile(target, "w") as copy:
                for info, entry in entries:
                    copy.writestr(entry, archive.read(info))
        written.chmod(0o755)
        written.replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            written.unlink()


def _is_compiled(info: zipfile.ZipInfo) -> bool:
    return "__pycache__" in info.filename.split("/")


def _facts(info: zipfile.ZipInfo) -> tuple[object, ...]:
    return info.date_time, info.external_attr, info.create_system, info.extra, info.comment


def _entry(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """An entry of the same name: a folder, a link, a program or a plain file, for everybody to read."""
    entry = zipfile.ZipInfo(info.filename, _TIME)
    entry.compress_type = info.compress_type
    entry.create_system = _UNIX
    mode = info.external_attr >> 16
    if info.is_dir():
        entry.external_attr = (stat.S_IFDIR | 0o755) << 16 | _FOLDER
    elif stat.S_ISLNK(mode):
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    else:
        entry.external_attr = (stat.S_IFREG | (0o755 if mode & 0o111 else 0o644)) << 16
    return entry


def main() -> None:
    """Run PEX's command line, then normalize what it wrote."""
    from pex.bin.pex import main as build  # type: ignore[import-untyped]  # noqa: PLC0415  only in the PEX of both

    try:
        build()
    except SystemExit as end:
        if end.code not in (None, 0):
            raise
    output = output_of(sys.argv[1:])
    if output is not None:
        normalize(output)
