"""What the tools say of the project's own files: ruff, mypy and shellcheck."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from harness import ROOT

from pantstack.scaffold import load_templates
from pantstack.scaffold.model import Answers
from pantstack.scaffold.render import render

# Set by build-support/test.
TOOLS = Path(os.environ["PANTSTACK_TOOLS"])
SCRIPTS = (
    "pants",
    ".pants.bootstrap",
    "build-support/docker-for-tests",
    "build-support/test",
    ".ci/run",
    ".devcontainer/databases/modules.sh",
    "tests/testdata/databases/start.sh",
)
BACKEND = ("pants-plugins", "tests", "build-support")


def _run(tool: str, *argv: str) -> tuple[int, str]:
    variables = {**os.environ, "MYPYPATH": os.pathsep.join(BACKEND)}
    done = subprocess.run(
        (str(TOOLS / tool), *argv), cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("argv", [("check", "--quiet"), ("format", "--check", "--quiet")], ids=["check", "format"])
def test_ruff(argv: tuple[str, ...]) -> None:
    """Ruff finds nothing to complain of and nothing to reformat."""
    assert _run("ruff", *argv) == (0, "")


@pytest.mark.parametrize("name", ["a", "zebra", "v2_x", "a" * 30, "app", "settings", "property"])
def test_ruff_on_a_new_module(name: str, tmp_path: Path) -> None:
    """Whatever a new module is called, ruff finds nothing to complain of and nothing to reformat."""
    for file in render(
        load_templates.files("service"), Answers(name, {"description": "Does things", "owner": "@team"}, "domain")
    ):
        target = tmp_path / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)

    assert _run("ruff", "check", "--quiet", str(tmp_path)) == (0, "")
    assert _run("ruff", "format", "--check", "--quiet", str(tmp_path)) == (0, "")


def test_shellcheck() -> None:
    """Shellcheck finds nothing in the scripts."""
    assert _run("shellcheck", *SCRIPTS) == (0, "")


def _mypy(python: str, version: str, calls_by_name: str) -> tuple[int, str]:
    return _run(
        "mypy",
        f"--python-executable={python}",
        f"--python-version={version}",
        f"--always-{calls_by_name}=CALLS_BY_NAME",
        f"--cache-dir={ROOT / '.mypy_cache' / version}",
        "--no-error-summary",
        # Checked by `./pants check`: it runs in another interpreter, with other libraries.
        "--exclude=pantstack_(runner|runtime)/",
        *BACKEND,
    )


def test_mypy_with_gets() -> None:
    """Mypy accepts the backend, strictly, as Pants 2.17 sees it."""
    assert _mypy(sys.executable, "3.10", "false") == (0, "")


def test_mypy_with_calls_by_name(find_links: str) -> None:
    """Mypy accepts the backend, strictly, as Pants 2.31 sees it."""
    assert find_links
    assert _mypy(os.environ["PANTSTACK_PYTHON_2_31"], "3.11", "true") == (0, "")
