"""Finds a CPython: on PATH, then among those of pyenv and uv. Standard library only, CPython 3.7 and newer."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


class SetupError(Exception):
    """What is wrong, and on the second line what to do; `code` is what the launcher exits with."""

    code = 1


class MissingInterpreterError(SetupError):
    """The machine has no fitting CPython."""

    code = 2


def find_interpreter(versions: list[str]) -> str:
    """The path of a CPython of one of these versions, the first that is found.

    Looks on PATH, then among the interpreters of pyenv and uv.

    Args:
        versions: such as `["3.9"]`, the best first.
    """
    free_threaded = ""
    for version in versions:
        for candidate in _candidates(version):
            found = _probe(candidate)
            if found.get("version") == version and found.get("implementation") == "CPython":
                if found["gil"] == "yes":
                    return found["path"]
                free_threaded = free_threaded or found["path"]
    names = " or ".join(versions)
    if free_threaded:
        raise MissingInterpreterError(
            f"{free_threaded} is a free-threaded build of CPython, for which Pants has no wheels.\n"
            f"Install the usual CPython {names} beside it, for instance with `uv python install {versions[0]}`."
        )
    raise MissingInterpreterError(
        f"CPython {names} is needed and was found neither on PATH nor among the interpreters of pyenv and uv.\n"
        f"Install it with `pyenv install {versions[0]}`, `uv python install {versions[0]}` or your system's packages"
        " (on Debian with its -venv package)."
    )


def _candidates(version: str) -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for name in (f"python{version}", "python3", "python"):
            if folder and os.access(str(Path(folder) / name), os.X_OK):
                yield str(Path(folder) / name)
    homes = (
        (Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions", f"{version}*/bin/python"),
        (
            Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "uv/python",
            f"cpython-{version}.*/bin/python{version}",
        ),
    )
    for home, pattern in homes:
        yield from map(str, sorted(home.glob(pattern), reverse=True))


_ANSWER = ("implementation", "version", "gil", "path")


def _probe(interpreter: str) -> dict[str, str]:
    """What an interpreter says of itself; nothing if it cannot make virtual environments."""
    script = (
        "import sys, platform, sysconfig, venv, ensurepip; "
        "gil = 'no' if sysconfig.get_config_var('Py_GIL_DISABLED') else 'yes'; "
        "print(platform.python_implementation(), '%d.%d' % sys.version_info[:2], gil, sys.executable)"
    )
    try:
        done = subprocess.run(
            [interpreter, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    words = done.stdout.decode(errors="replace").strip().split(" ", len(_ANSWER) - 1)
    if done.returncode != 0 or len(words) != len(_ANSWER):
        return {}
    return dict(zip(_ANSWER, words))  # noqa: B905  CPython 3.7 knows no strict, and the lengths are equal
