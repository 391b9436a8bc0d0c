"""The interpreter that runs services and their libraries in tests: a newer one than that of the tests themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional
from xml.etree import ElementTree as ET

from harness import ROOT, Ran

REQUIREMENTS = ROOT / "3rdparty/python/requirements-stack.txt"
_MAKE = "import dev, pathlib, sys; print(dev.environment(pathlib.Path(sys.argv[1])))"


def make_environment(requirements: Path) -> Path:
    """Return the interpreter of an environment with requirements, as `make dev` makes it.

    It is made once on a machine, and again when the requirements change.
    """
    made = subprocess.run(
        (sys.executable, "-c", _MAKE, str(requirements)),
        env={**os.environ, "PYTHONPATH": str(ROOT / "build-support")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        timeout=900,
        check=True,
    )
    return Path(made.stdout.splitlines()[-1])


def run_python(
    python: Path, *argv: str, env: Optional[Mapping[str, str]] = None, cwd: Path = ROOT, timeout: int = 300
) -> Ran:
    """Run an interpreter with this repository's libraries and modules, and wait for it."""
    done = subprocess.run(
        (str(python), *argv),
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def run_tests(
    python: Path, paths: Sequence[str], folder: Path, env: Optional[Mapping[str, str]] = None, root: Path = ROOT
) -> dict[str, str]:
    """Run tests of a repository with an interpreter, under the settings that Pants runs them with.

    Args:
        paths: files with tests, or folders, from the repository's root.
        folder: an empty one, for the report.
        root: of this repository, or of a copy of it.

    Returns:
        by test (`path::name`, parameters left out): `passed`, or what was wrong.
    """
    report = folder / "report.xml"
    options = ("-q", "-c", "build-support/pytest.ini", "--rootdir=.", "-p", "no:cacheprovider", f"--junitxml={report}")
    variables = {**(env or {}), "PYTHONPATH": str(root)}
    ran = run_python(python, "-m", "pytest", *options, *paths, env=variables, cwd=root, timeout=900)
    assert report.exists(), ran.text
    results: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  pytest has just written it
        name = f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name'].partition('[')[0]}"
        wrong = "".join(f"{each.tag}: {each.text}" for each in case if each.tag in {"failure", "error", "skipped"})
        # One with parameters passed if it did with all of them.
        if results.get(name, "passed") == "passed":
            results[name] = wrong or "passed"
    return results
