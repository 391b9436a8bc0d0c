"""`make gh-new-module-pr`: with git's own remote, and a stand-in for GitHub's command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness import ROOT, Ran

GH = """#!/bin/sh
test "$1" != auth || exit 0
test ! -e "$HOME/gh-fails" || { echo "gh: no such repository" >&2; exit 1; }
printf '%s\\n' "$@" > "$HOME/gh"
"""
PANTS = """#!/bin/sh
test ! -e "$HOME/pants-fails" || exit 1
mkdir -p modules/billing
echo "# $*" > modules/billing/BUILD
echo edited >> pants.toml
"""
REQUEST = [
    "pr",
    "create",
    "--base",
    "dev",
    "--head",
    "feature/add-billing-module",
    "--title",
    "feat(billing): scaffold module",
    "--body",
    "Made by `./pants new-module --name=billing`.",
]


@dataclass(frozen=True)
class Clone:
    """A clone whose remote is beside it."""

    path: Path

    @property
    def home(self) -> Path:
        """The folder that holds the clone, its remote and the stand-in."""
        return self.path.parent

    def run(self, *argv: str) -> Ran:
        """Run a command in it."""
        variables = {
            "PATH": f"{self.home / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(self.home),
            "GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"),
        }
        done = subprocess.run(argv, cwd=self.path, env=variables, capture_output=True, text=True, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    def git(self, *args: str) -> str:
        """Run git, and return what it prints."""
        return self.run("git", *args).ok().out.strip()

    def make(self, *args: str) -> tuple[int, str]:
        """Run the target, and return its exit code and its errors, without make's own."""
        ran = self.run("make", "-s", "gh-new-module-pr", *args)
        lines = (line for line in ran.err.splitlines() if not line.startswith(("make: ***", "remote:", "To ")))
        return ran.code, "\n".join(lines)

    def state(self) -> tuple[str, str, str, str]:
        """What is checked out, all branches here and there, and what is not committed."""
        return (
            self.git("rev-parse", "--abbrev-ref", "HEAD"),
            self.git("branch", "--format=%(refname:short) %(objectname)"),
            self.git("ls-remote", "--heads", "origin"),
            self.git("status", "--porcelain", "--ignored"),
        )


def _clone(folder: Path, files: Sequence[Path]) -> Clone:
    clone = Clone(folder / "the clone")
    (folder / "bin").mkdir()
    (folder / "bin/gh").write_text(GH, encoding="utf-8")
    (folder / "bin/gh").chmod(0o755)
    (folder / "gitconfig").write_text(
        "[user]\nname = A\nemail = a@example.com\n[init]\ndefaultBranch = main\n", "utf-8"
    )
    clone.path.mkdir()
    for file in files:
        (clone.path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, clone.path / file)
    (clone.path / "pants").write_text(PANTS, encoding="utf-8")
    (clone.path / "pants").chmod(0o755)
    (clone.path / "pants.toml").write_text("[GLOBAL]\n", encoding="utf-8")
    for command in (
        ("init", "-q"),
        ("add", "-A"),
        ("commit", "-qm", "First"),
        ("branch", "dev"),
        ("init", "-q", "--bare", "../remote.git"),
        ("remote", "add", "origin", "../remote.git"),
        ("push", "-q", "origin", "main", "dev"),
    ):
        clone.git(*command)
    return clone


@pytest.fixture(name="clone")
def _small(tmp_path: Path) -> Clone:
    """A clone with a stand-in for `./pants`, as fast as it can be."""
    return _clone(tmp_path, [Path("Makefile"), Path("build-support/new-module-pr")])


def test_row_06_a_pull_request(clone: Clone) -> None:
    """The module is committed on a branch of its own, pushed, and requested against dev."""
    assert clone.make("M=billing") == (0, "")

    branch = "feature/add-billing-module"
    assert clone.git("rev-parse", "--abbrev-ref", "HEAD") == branch
    assert clone.git("log", "--format=%s", "main..HEAD") == "feat(billing): scaffold module"
    assert clone.git("diff", "--stat", "--name-only", "main", f"origin/{branch}").splitlines() == [
        "modules/billing/BUILD",
        "pants.toml",
    ]
    assert (clone.home / "gh").read_text(encoding="utf-8").splitlines() == REQUEST
    assert clone.git("status", "--porcelain") == ""


def test_without_a_branch_dev(clone: Clone) -> None:
    """It is requested against the remote's default branch; B names the branch."""
    clone.git("push", "-q", "origin", "--delete", "dev")
    assert clone.make("M=billing", "B=topic/x") == (0, "")

    request = (clone.home / "gh").read_text(encoding="utf-8").splitlines()
    assert request[2:6] == ["--base", "main", "--head", "topic/x"]


NAMED = "feature/add-billing-module"


@pytest.mark.parametrize(
    ("prepare", "args", "message"),
    [
        ((), ("M=Bill-ing",), "`Bill-ing` is no name of a module.\nWrite: make gh-new-module-pr M=orders"),
        ((), ("M=x`touch y`",), "`x`touch y`` is no name of a module.\nWrite: make gh-new-module-pr M=orders"),
        (("mkdir", "-p", "modules/billing"), ("M=billing",), "modules/billing exists already.\nChoose another name."),
        ((), ("M=billing", "B=a..b"), "`a..b` is no name of a branch.\nChoose another: B=feature/billing"),
        ((), ("M=billing", "B=--help"), "`--help` is no name of a branch.\nChoose another: B=feature/billing"),
        (
            ("rm", "../bin/gh"),
            ("M=billing",),
            (
                "the GitHub command line `gh` is not on PATH.\n"
                "Install it from https://cli.github.com, then: gh auth login"
            ),
        ),
        (
            ("touch", "mine"),
            ("M=billing",),
            "there are changes that are not committed.\nCommit or stash them first: git status",
        ),
        (
            ("git", "branch", NAMED),
            ("M=billing",),
            f"the branch {NAMED} exists already.\nDelete it, or choose another: B=feature/billing",
        ),
        (
            ("git", "push", "-q", "origin", f"main:{NAMED}"),
            ("M=billing",),
            f"origin has a branch {NAMED} already.\nChoose another: B=feature/billing",
        ),
        (
            ("git", "remote", "rename", "origin", "other"),
            ("M=billing",),
            "there is no remote `origin`.\nAdd it: git remote add origin URL",
        ),
    ],
)
def test_refusals(clone: Clone, prepare: tuple[str, ...], args: tuple[str, ...], message: str) -> None:
    """What cannot work is refused in two lines before anything is changed."""
    if prepare:
        clone.run(*prepare).ok()
    before = clone.git("for-each-ref"), clone.git("status", "--porcelain")

    assert clone.make(*args) == (2, f"gh-new-module-pr: {message}")
    assert (clone.git("for-each-ref"), clone.git("status", "--porcelain")) == before


def test_no_module_made(clone: Clone) -> None:
    """Where the module cannot be made nothing is left of it, on a detached commit either."""
    (clone.home / "pants-fails").touch()
    clone.git("switch", "-q", "--detach")
    before = clone.state()
    commit = clone.git("rev-parse", "HEAD")

    assert clone.make("M=billing") == (
        2,
        (
            f"gh-new-module-pr: nothing was made; {commit} is checked out as before.\n"
            "See the message above, then run it again."
        ),
    )
    assert clone.state() == before


@pytest.mark.parametrize("hook", ["pre-commit", "pre-push"])
def test_a_hook_that_refuses(clone: Clone, hook: str) -> None:
    """A commit or a push that fails leaves the branch of the user as it was, and no other."""
    before = clone.state()
    script = clone.path / ".git/hooks" / hook
    script.write_text("#!/bin/sh\necho no >&2; exit 1\n", encoding="utf-8")
    script.chmod(0o755)

    code, errors = clone.make("M=billing")

    assert (code, errors.splitlines()[0], errors.splitlines()[-2:]) == (
        2,
        "no",
        [
            "gh-new-module-pr: nothing was made; main is checked out as before.",
            "See the message above, then run it again.",
        ],
    )
    assert clone.state() == before


def test_no_pull_request_made(clone: Clone) -> None:
    """What is pushed stays, the branch of the user is checked out again, and the command that is left is given."""
    (clone.home / "gh-fails").touch()

    assert clone.make("M=billing") == (
        2,
        (
            "gh: no such repository\n"
            f"gh-new-module-pr: {NAMED} is pushed, but no pull request was made; main is checked out.\n"
            f"Run: gh pr create --base dev --head {NAMED} --fill"
        ),
    )
    assert clone.git("rev-parse", "--abbrev-ref", "HEAD") == "main"
    assert clone.git("log", "--format=%s", f"main..origin/{NAMED}") == "feat(billing): scaffold module"
    assert clone.git("status", "--porcelain") == ""
