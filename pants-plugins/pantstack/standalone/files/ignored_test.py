"""Which files are ignored, compared with git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantstack.standalone.files.ignored import Ignored

PATHS = (
    "b.py",
    "a/b.py",
    "a/b/c.py",
    "a/b/d",
    "dist/x",
    "a/dist/x",
    "a/.x/y",
    "a b/c",
    "[x]",
    "a/x.pyc",
    "#a",
    "!a",
)
WORDS = st.sampled_from(
    ["a", "b", "*", "**", "*.py", "dist", "?", "[ab]", "[!a]", "c.py", ".*", "x.py[co]", "\\#a", "!a"]
)


@pytest.fixture(name="tree", scope="module")
def _tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of git with all paths."""
    root = tmp_path_factory.mktemp("tree")
    subprocess.run(("git", "init", "-q", str(root)), check=True)
    for path in PATHS:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A line of .gitignore."""
    words = draw(st.lists(WORDS, min_size=1, max_size=3))
    start = draw(st.sampled_from(["", "", "/", "!"]))
    return start + "/".join(words) + draw(st.sampled_from(["", "", "/", " "]))


def _by_git(root: Path, lines: list[str]) -> set[str]:
    (root / ".gitignore").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ("git", "-c", "core.excludesFile=", "check-ignore", "--stdin", "-z", "--no-index")
    done = subprocess.run(command, cwd=root, input="\0".join(PATHS), capture_output=True, text=True, check=False)
    return set(filter(None, done.stdout.split("\0")))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(patterns(), max_size=4))
def test_as_git_does(tree: Path, lines: list[str]) -> None:
    """Any patterns ignore what git ignores by them."""
    ignored = Ignored(lines)
    files = [path for path in PATHS if (tree / path).is_file()]

    assert {path for path in files if ignored.has_or_folder(path)} == _by_git(tree, lines) & set(files)
