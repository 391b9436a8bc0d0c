"""Makes the environments that the checker and its rivals are installed in: each tool runs on the same Python."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(ROOT / "build-support"))

from bootstrap import cache_root, locked, say  # noqa: E402  the launcher's own helpers
from interpreters import find_interpreter  # noqa: E402  as above

REQUIREMENTS = Path(__file__).resolve().parent.parent / "rivals.txt"
# The rivals need a newer Python than Pants 2.17 runs on.
VERSIONS = ["3.11", "3.12", "3.13"]
DISTRIBUTION = "pants-plugins/distributions/pantstack"
_PIP = ("-m", "pip", "--disable-pip-version-check")


def rivals() -> Path:
    """Return the environment with the rivals; it is made once for what its requirements say."""
    interpreter = find_interpreter(VERSIONS)
    key = hashlib.sha256(REQUIREMENTS.read_bytes() + interpreter.encode()).hexdigest()[:12]
    folder = cache_root() / "dev" / f"rivals-{key}"
    with locked(folder):
        if not (folder / "complete").exists():
            say("installing the rivals of the checker (once)")
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run((interpreter, "-m", "venv", str(folder)), check=True)
            install = (str(folder / "bin/python"), *_PIP, "install", "-q", "-r", str(REQUIREMENTS))
            subprocess.run(install, check=True)
            (folder / "complete").touch()
    return folder


def ours(folder: Path) -> Path:
    """Return an environment with a wheel of this repository, as users install it.

    Args:
        folder: that does not exist yet; the wheel is built below it, too.
    """
    python = folder / "venv/bin/python"
    subprocess.run((find_interpreter(VERSIONS), "-m", "venv", str(folder / "venv")), check=True)
    staged = folder / "sources"
    backend = shutil.ignore_patterns("__pycache__", "*_test.py")
    shutil.copytree(ROOT / "pants-plugins/pantstack", staged / "pants-plugins/pantstack", ignore=backend)
    distribution = staged / DISTRIBUTION
    (distribution / "shipped").mkdir(parents=True)
    for path in (ROOT / DISTRIBUTION / "pyproject.toml", ROOT / "README.md", ROOT / "LICENSE"):
        shutil.copy2(path, distribution)
    subprocess.run((str(python), *_PIP, "install", "-q", str(distribution)), check=True)
    return folder / "venv"


def pants_home(version: str) -> Path:
    """Return where the launcher has installed Pants; it does so if it has not."""
    found: list[Path] = []
    while not found:
        # One may be left whose interpreter is gone.
        homes = (each.parent for each in cache_root().glob(f"pants/{version}-*/complete"))
        found = [home for home in homes if (home / "venv/bin/python").exists()]
        if not found:
            subprocess.run((str(ROOT / "pants"), "--version"), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return max(found, key=lambda path: path.stat().st_mtime)


def python_version(environment: Path) -> str:
    """Return the version of an environment's CPython."""
    command = (str(environment / "bin/python"), "-c", "import platform; print(platform.python_version())")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
