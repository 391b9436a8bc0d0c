"""Serves a module with hot reload, on its own port: python3 build-support/dev.py orders.

It starts `uvicorn backend.api.main:app --reload` in the module's folder, in a virtual environment with the requirements
of its API, which is made once and again when these change. PORT names another port. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "build-support"))

from bootstrap import cache_root, locked, say  # noqa: E402  the launcher's own helpers, beside this file
from interpreters import SetupError, find_interpreter  # noqa: E402  as above

# Of the CPythons that modules are built for, the best first.
VERSIONS = ["3.12", "3.11"]
REQUIREMENTS = "3rdparty/python/requirements-{}-api.txt"
# By it others find the module, and `new-module` the ports that are taken.
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d{4,5})\b")
# At the start of a line: names of projects have `-r` in them, too.
_INCLUDED = re.compile(r"^\s*(?:-r|--requirement)[ =]?\s*(\S+)", re.MULTILINE)


def port_of(module: Path) -> str:
    """Return where a module listens in development.

    Raises:
        SetupError: if its facade names no address.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(module.glob("backend/public/*.py")))
    found = next(filter(None, map(_ADDRESS.search, texts)), None)
    if os.environ.get("PORT"):
        return os.environ["PORT"]
    if found is None:
        raise SetupError(
            f"No port: {module.relative_to(ROOT)}/backend/public names no address of this machine.\n"
            "Write: PORT=8001 make dev M=..."
        )
    return found[1]


def digest(file: Path, seen: frozenset[Path] = frozenset()) -> str:
    """Return what stands for requirements, and for those that they include."""
    text = file.read_text(encoding="utf-8")
    included = ((file.parent / name).resolve() for name in _INCLUDED.findall(text))
    parts = [text, *(digest(each, seen | {file}) for each in included if each not in seen | {file})]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def environment(requirements: Path) -> Path:
    """Make the environment unless it is there, and return its interpreter."""
    interpreter = find_interpreter(VERSIONS)
    key = hashlib.sha256(f"{digest(requirements)}{interpreter}".encode()).hexdigest()[:12]
    folder = cache_root() / "serve" / key
    with locked(folder):
        if not (folder / "complete").exists():
            say(f"installing {requirements.name} (once)")
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([interpreter, "-m", "venv", str(folder)], check=True)
            pip = [str(folder / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
            subprocess.run([*pip, "-r", str(requirements)], check=True)
            (folder / "complete").touch()
    return folder / "bin/python"


def main(name: str) -> None:
    """Replace this process by the server."""
    module, requirements = ROOT / "modules" / name, ROOT / REQUIREMENTS.format(name)
    for path in (module / "backend/api/main.py", requirements):
        if not path.is_file():
            raise SetupError(
                f"modules/{name} is not a service: there is no {path.relative_to(ROOT)}.\nWrite: make dev M=orders"
            )
    port, python = port_of(module), environment(requirements)
    os.chdir(module)
    command = [str(python), "-m", "uvicorn", "backend.api.main:app", "--reload", f"--port={port}"]
    os.execv(command[0], command)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except SetupError as error:
        print(f"make dev: {error}", file=sys.stderr)  # noqa: T201  its console
        sys.exit(error.code)
    except subprocess.CalledProcessError as error:
        sys.exit(f"make dev: `{' '.join(map(str, error.cmd))}` ended with {error.returncode}.\nSee its output above.")
    except KeyboardInterrupt:
        sys.exit(130)
