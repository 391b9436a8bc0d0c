"""The repository that tests of the command line are in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantstack.command_line.testing import FILES, lay


@pytest.fixture(name="root")
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one finding, in which one is; with a cache of its own."""
    root = tmp_path / "the repository"
    (root / ".git").mkdir(parents=True)
    for name in [name for name in os.environ if name.startswith("PANTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(root)
    lay(root, FILES)
    return root
