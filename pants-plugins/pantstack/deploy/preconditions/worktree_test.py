"""From where an environment may be deployed."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.preconditions.worktree import Worktree, check

ANY = Environment("test")
MAIN = Environment("prod", branches=("main", "release/*"))
CLEAN = Environment("prod", clean_worktree=True)
COMMIT = "0123456789abcdef" * 2 + "01234567"


@pytest.mark.parametrize(
    ("environment", "tree"),
    [
        (ANY, Worktree()),
        (ANY, Worktree(COMMIT, "feature", uncommitted=("a",))),
        (MAIN, Worktree(COMMIT, "main", uncommitted=("a",))),
        (MAIN, Worktree(COMMIT, "release/1.2")),
        (MAIN, Worktree(COMMIT, None, ("feature", "main"))),
        (CLEAN, Worktree(COMMIT, "feature")),
    ],
)
def test_allowed(environment: Environment, tree: Worktree) -> None:
    """An allowed branch, or the tip of one, and a clean work tree where one is required."""
    check(environment, tree)


BRANCHES = 'Environment "prod" is deployed only from these branches: main, release/*; this is '
SWITCH = ".\nSwitch to one of them, or change `branches` in BUILD at the root."
DIRTY = 'Environment "prod" is deployed only from a clean work tree, and '


@pytest.mark.parametrize(
    ("environment", "tree", "output"),
    [
        (MAIN, Worktree(COMMIT, "feature", ("feature", "main")), f"{BRANCHES}feature{SWITCH}"),
        (MAIN, Worktree(COMMIT), f"{BRANCHES}commit 0123456789ab, with which none of them ends{SWITCH}"),
        (
            MAIN,
            Worktree(),
            'Environment "prod" is deployed only from a git commit, and there is none here.\nCommit first.',
        ),
        (
            CLEAN,
            Worktree(COMMIT, "main", uncommitted=("a.py",)),
            f"{DIRTY}a.py is not committed.\nCommit, or stash what is not to be deployed.",
        ),
        (
            CLEAN,
            Worktree(COMMIT, "main", uncommitted=("a.py", "b.py")),
            f"{DIRTY}2 files are not committed, a.py the first.\nCommit, or stash what is not to be deployed.",
        ),
    ],
)
def test_refused(environment: Environment, tree: Worktree, output: str) -> None:
    """What is not allowed is refused, with what to do."""
    with pytest.raises(UserError) as caught:
        check(environment, tree)

    assert f"{caught.value.message}\n{caught.value.help}" == output
