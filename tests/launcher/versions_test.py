"""Which CPython a version of Pants takes, and what is installed for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import ROOT

sys.path.insert(0, str(ROOT / "build-support"))

from bootstrap import install_pants, ruff_settings
from interpreters import MissingInterpreterError, find_interpreter

RUFF = "pants.backend.experimental.python.lint.ruff"


@pytest.mark.parametrize(
    ("version", "cpython"),
    [
        ("2.17.0", "3.9"),
        ("2.17.1", "3.9"),
        ("2.18.3", "3.9"),
        ("2.24.3", "3.9"),
        ("2.25.0.dev0", "3.11"),
        ("2.31.1rc1", "3.11"),
        ("2.32.0.dev1", "3.11"),
        ("2.32.0.dev2", "3.14"),
        ("2.32.0", "3.14"),
        ("2.34.0.dev3", "3.14"),
        ("2.99.0", "3.14"),
    ],
)
def test_the_interpreter_of_a_version(version: str, cpython: str, tmp_path: Path) -> None:
    """It is the one that the version was published for; without it, the launcher names it."""
    (tmp_path / "bin").mkdir()
    for name in ("bash", "cat", "cksum", "env", "id", "mkdir"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    # Starts the bootstrap, and is itself no CPython that anything takes.
    (tmp_path / "bin/python3").write_text(f'#!/bin/sh\n[ "$1" = -c ] || exec {sys.executable} "$@"\n')
    (tmp_path / "bin/python3").chmod(0o755)
    done = subprocess.run(
        (str(ROOT / "pants"), "roots"),
        env={"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), "PANTS_VERSION": version},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        f"pants: CPython {cpython} is needed and was found neither on PATH nor among the interpreters of pyenv and uv."
    )


def interpreter(path: Path, answer: str) -> None:
    """A stand-in for a CPython, which answers what the launcher wants to know of it."""
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho '{answer} {path}'\n")
    path.chmod(0o755)


def test_free_threaded_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is passed over for the usual build of its version, and refused with the reason where there is none."""
    free, usual = tmp_path / "a/python3.14", tmp_path / "b/python3.14"
    interpreter(free, "CPython 3.14 no")
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, (free.parent, usual.parent))))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    with pytest.raises(MissingInterpreterError) as caught:
        find_interpreter(["3.14"])
    interpreter(usual, "CPython 3.14 yes")

    assert str(caught.value) == (
        f"{free} is a free-threaded build of CPython, for which Pants has no wheels.\n"
        "Install the usual CPython 3.14 beside it, for instance with `uv python install 3.14`."
    )
    assert find_interpreter(["3.14"]) == str(usual)


def test_this_interpreter() -> None:
    """A real one answers as the stand-ins do."""
    version = "{}.{}".format(*sys.version_info)

    assert Path(find_interpreter([version])).exists()


PIP = """#!/bin/sh
[ "$1" = -m ] && [ "$2" = venv ] || { echo "CPython 3.11 yes $0"; exit; }
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho "$@"\\n' >"$3/bin/python"
chmod +x "$3/bin/python"
"""


@pytest.mark.parametrize(
    ("version", "links", "expected"),
    [
        ("2.17.1", "", "--require-hashes -r PINS/pants-2.17.1.txt"),
        (
            "2.31.0",
            "",
            "--extra-index-url https://wheels.pantsbuild.org/simple/ -r PINS/requirements.txt pantsbuild.pants==2.31.0",
        ),
        ("2.31.0", "/wheels", "--find-links /wheels -r PINS/requirements.txt pantsbuild.pants==2.31.0"),
    ],
)
def test_what_is_installed(
    version: str, links: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version with a lock is installed by it alone; others with the pins of their CPython."""
    pins = tmp_path / "cpython3.11"
    pins.mkdir()
    (pins / "pants-2.17.1.txt").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3.11").write_text(PIP)
    (tmp_path / "bin/python3.11").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    monkeypatch.setenv("PANTSTACK_FIND_LINKS", links)
    install_pants(version, pins, tmp_path / "home")

    commands = (tmp_path / "home/setup.log").read_text().splitlines()
    assert commands[-1] == f"-m pip --disable-pip-version-check install {expected}".replace("PINS", str(pins))


@pytest.mark.parametrize("pins", sorted(path.name for path in (ROOT / "build-support/generations").iterdir()))
def test_pins(pins: str) -> None:
    """Every requirement of the backend is pinned for each CPython, once."""
    lines = Path(ROOT, "build-support/generations", pins, "requirements.txt").read_text().splitlines()

    assert [line.partition("==")[0] for line in lines] == ["jinja2", "tomlkit", "tree-sitter", "tree-sitter-python"]
    assert all(line.partition("==")[2] for line in lines)


@pytest.mark.parametrize(
    ("version", "backends", "expected"),
    [
        ("2.17.1", [RUFF], {"ruff_backend": RUFF, "ruff_arguments": "['check']"}),
        ("2.19.3", [RUFF], {}),
        ("2.20.4", [f"{RUFF}.check", RUFF], {"ruff_backend": f"{RUFF}.check"}),
        ("2.31.0", [], {}),
    ],
)
def test_ruff(version: str, backends: list[str], expected: dict[str, str]) -> None:
    """Ruff is on where this Pants can call the ruff of a resolve."""
    assert ruff_settings(version, backends) == expected
