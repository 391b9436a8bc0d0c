"""Makes the environments of the project's own tests, then hands over to pytest.

Four environments: the tests with Pants 2.17 (they also drive the whole product), the rule tests with a newer Pants
where its wheels are at hand, the tools (ruff, mypy, shellcheck), and a server of remote caches where there is a CPython
for it. Standard library only, any CPython from 3.7 on.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

DEV = Path(__file__).resolve().parent
ROOT = DEV.parent.parent
sys.path.insert(0, str(DEV.parent))

from bootstrap import cache_root, locked, say  # noqa: E402  the launcher's own helpers, one folder up
from interpreters import MissingInterpreterError, SetupError, find_interpreter  # noqa: E402  as above


def environment(name: str, versions: list[str], pip_options: list[str]) -> Path:
    """Make an environment unless it is there, and return its interpreter.

    Args:
        name: of the requirements file beside this one, and of the environment.
        versions: of CPython, the best first.
    """
    requirements = DEV / f"{name}.txt"
    interpreter = find_interpreter(versions)
    key = hashlib.sha256(requirements.read_bytes() + interpreter.encode()).hexdigest()[:12]
    folder = cache_root() / "dev" / f"{name}-{key}"
    python = folder / "bin/python"
    with locked(folder):
        if not (folder / "complete").exists():
            say(f"installing the environment {name} (once)")
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([interpreter, "-m", "venv", str(folder)], check=True)
            pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", *pip_options]
            subprocess.run([*pip, "-r", str(requirements)], check=True)
            (folder / "complete").touch()
    return python


def main(argv: list[str]) -> None:
    """Make what is missing and replace this process by pytest, the benchmark, or what writes the page of rows."""
    variables = dict(os.environ)
    wheels = variables.get("PANTSTACK_FIND_LINKS", "")
    python = environment("tests-2.17", ["3.9"], ["--require-hashes"])
    tools = environment("tools", ["3.11", "3.12", "3.13"], ["--require-hashes"])
    variables["PANTSTACK_TOOLS"] = str(tools.parent)
    if wheels and list(Path(wheels).glob("pantsbuild[._]pants-*.whl")):
        variables["PANTSTACK_PYTHON_2_31"] = str(environment("tests-2.31", ["3.11"], ["--find-links", wheels]))
    else:
        variables.pop("PANTSTACK_FIND_LINKS", None)
    # Needed by one test, which says so where it is missing.
    with contextlib.suppress(MissingInterpreterError):
        variables["PANTSTACK_REMOTE_CACHE"] = str(environment("remote-cache", ["3.13", "3.14"], ["--require-hashes"]))
    command = [str(python), "-m", "pytest", *(argv or _all_tests())]
    if argv[:1] == ["--benchmark"]:
        name, *arguments = argv[1:] or ["run"]
        packaged = (ROOT / "benchmarks" / name).is_dir()
        command = [str(python), *(["-m", f"benchmarks.{name}"] if packaged else [f"benchmarks/{name}.py"]), *arguments]
    elif argv[:1] == ["--guide-status"]:
        command = [str(python), "tests/guide_status.py"]
    os.chdir(ROOT)
    os.execve(command[0], command, variables)  # noqa: S606  no shell is wanted


def _all_tests() -> list[str]:
    """Return pytest's arguments for all tests: files side by side, first those in which most of the time goes."""
    # A core more than two helps little: one daemon of Pants, or one test, uses several.
    workers = max(2, min(4, os.cpu_count() or 1))
    side_by_side = [f"--numprocesses={workers}", "--dist=loadfile", "--no-loadscope-reorder"]
    return [*side_by_side, "tests", "pants-plugins", "benchmarks"]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SetupError as error:
        sys.exit(f"build-support/test: {error}")
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd))
        sys.exit(f"build-support/test: `{command}` ended with {error.returncode}.\nSee its output above.")
