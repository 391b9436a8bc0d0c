"""What git knows of a work tree, read from real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.pants_rules import worktree
from pantstack.deploy.planning.affected import Change
from pantstack.deploy.preconditions.worktree import Worktree


def git(root: Path, *argv: str) -> str:
    """Run git, as somebody whose settings do not matter."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(("git", *who, *argv), cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def write(root: Path, path: str, text: str) -> None:
    """Write a file."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    """A repository with one commit, and the root in a folder of it."""
    git(tmp_path, "init", "-q", "-b", "main")
    root = tmp_path / "the root"
    for name in ("kept.py", "changed.py", "moved.py", "gone.py"):
        write(root, name, f"{name} has a text that is long enough to be recognized\n")
    write(tmp_path, "outside.py", "")
    write(root, ".gitignore", "ignored/\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Start")
    return root


def test_a_branch(root: Path) -> None:
    """A branch, its commit, and nothing uncommitted; what git ignores does not count."""
    write(root, "ignored/x.py", "")

    assert worktree.read(str(root)) == Worktree(git(root, "rev-parse", "HEAD"), "main", ("main",), ())


def test_the_file_of_a_preview(root: Path) -> None:
    """It is no part of the work tree, however it is named."""
    write(root, "out.json", "")
    write(root, "other.json", "")

    for name in ("out.json", "./out.json", str(root / "out.json")):
        assert worktree.read(str(root), without=("", name)).uncommitted == ("the root/other.json",)


def test_what_is_not_committed(root: Path) -> None:
    """New, changed, moved and deleted files, odd names included."""
    write(root, "new ä.py", "")
    write(root, "changed.py", "changed")
    git(root, "mv", "moved.py", "there.py")
    (root / "gone.py").unlink()

    assert sorted(worktree.read(str(root)).uncommitted) == [
        "the root/changed.py",
        "the root/gone.py",
        "the root/moved.py",
        "the root/new ä.py",
        "the root/there.py",
    ]


def test_a_commit(root: Path) -> None:
    """A commit that is checked out has the branches that end with it, those of remotes included."""
    git(root, "update-ref", "refs/remotes/origin/release/1", "HEAD")
    git(root, "checkout", "-q", "--detach")
    assert worktree.read(str(root)).branch is None
    assert worktree.read(str(root)).branches_here == ("main", "release/1")

    git(root, "commit", "-q", "--allow-empty", "-m", "More")
    assert worktree.read(str(root)).branches_here == ()


def test_no_history(tmp_path: Path) -> None:
    """Without a commit, and without git, there is nothing to tell."""
    assert worktree.read(str(tmp_path)) == Worktree()
    git(tmp_path, "init", "-q")
    assert worktree.read(str(tmp_path)) == Worktree()


def test_changed_since(root: Path) -> None:
    """All that changed on this branch, committed or not, and nothing that changed on the other one."""
    git(root, "checkout", "-q", "-b", "feature")
    write(root, "changed.py", "changed")
    git(root, "mv", "moved.py", "there.py")
    write(root.parent, "outside.py", "changed")
    git(root, "commit", "-q", "-a", "-m", "Change")
    (root / "gone.py").unlink()
    write(root, "new ä.py", "")
    write(root, "ignored/x.py", "")
    git(root, "branch", "-f", "here")
    git(root, "stash", "-q", "-u")
    git(root, "checkout", "-q", "main")
    write(root, "kept.py", "changed elsewhere")
    git(root, "commit", "-q", "-a", "-m", "Elsewhere")
    git(root, "checkout", "-q", "feature")
    git(root, "stash", "pop", "-q")

    found = worktree.changed_since(str(root), "main")

    assert found == Change(
        ("changed.py", "gone.py", "moved.py", "there.py", "new ä.py"), frozenset({"gone.py", "moved.py"})
    )


@pytest.mark.parametrize("ref", ["nowhere", "--output=x"])
def test_no_such_place(root: Path, ref: str) -> None:
    """A place that git does not know is wrong usage, also where it looks like an option."""
    with pytest.raises(UserError) as caught:
        worktree.changed_since(str(root), ref)

    assert caught.value == UserError(
        f"--affected-since: `{ref}` has no commit in common with this branch, or is unknown to git here.",
        "Fetch it (a shallow clone lacks it: git fetch --unshallow), or name another one.",
    )
