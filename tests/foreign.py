"""A repository of others: it has nothing of ours but the wheels, and the stock `pants` of PyPI."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from harness import Ran, Repository

import pantstack

DISTRIBUTIONS = "pants-plugins/distributions::"
_PANTS_TOML = """\
# Ours.
[GLOBAL]
pants_version = "2.17.1"
plugins = ["pantstack=={version}"]
backend_packages.add = ["pants.backend.python", "pantstack"]

[python-repos]
find_links = ["{wheels}"]
"""


def contents(folder: Path) -> dict[str, bytes]:
    """The wheels of a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.glob("*.whl")}


def pants_toml(wheels: Path) -> str:
    """What installs Pantstack from a folder of wheels."""
    return _PANTS_TOML.format(version=pantstack.VERSION, wheels=wheels.as_uri())


class Foreign(Repository):
    """A repository of others, in which the stock `pants` of PyPI is started."""

    def pants(self, *argv: str, env: Optional[Mapping[str, str]] = None, timeout: int = 1800) -> Ran:
        """Run the `pants` that is installed beside these tests."""
        cache = Path(os.environ.get("PANTSTACK_CACHE", Path.home() / ".cache/pantstack"))
        # Where Pants fetches PEX's command line from is blocked on many networks: take what ./pants has built.
        newest = max(cache.glob("pants/2.17.1-*/environment"), key=lambda path: path.stat().st_mtime)
        program = str(Path(sys.executable).with_name("pants"))
        command = ("bash", "-c", 'source "$0" && exec "$@"', str(newest), program, *argv)
        return self.run(*command, env={"NO_SCIE_WARNING": "1", **(env or {})}, timeout=timeout)


def foreign_repository(target: Path, files: Mapping[str, str]) -> Foreign:
    """Make a repository of git, with nothing committed.

    Args:
        target: a folder that does not exist yet.
        files: text by path.
    """
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")
    made = Foreign(target)
    made.run("git", "init", "-q", "-b", "main").ok()
    return made
