"""From where an environment may be deployed."""

from __future__ import annotations

import pytest

from pantstack.deploy.contract.plan import Environment
from pantstack.deploy.errors import DeployError
from pantstack.deploy.worktree import Worktree, check

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
    """An allowed branch, or the tip of one, and a clean work tree where one is asked for."""
    check(environment, tree)


BRANCHES = 'Environment "prod" is deployed from these branches only: main, release/*; this is '
SWITCH = ".\nSwitch to one of them, or change `branches` in BUILD at the root."
DIRTY = 'Environment "prod" is deployed from a clean work tree only, and '


@pytest.mark.parametrize(
    ("environment", "tree", "said"),
    [
        (MAIN, Worktree(COMMIT, "feature", ("feature", "main")), f"{BRANCHES}feature{SWITCH}"),
        (MAIN, Worktree(COMMIT), f"{BRANCHES}commit 0123456789ab, with which none of them ends{SWITCH}"),
        (
            MAIN,
            Worktree(),
            'Environment "prod" is deployed from a commit of git only, and there is none here.\nCommit first.',
        ),
        (
            CLEAN,
            Worktree(COMMIT, "main", uncommitted=("a.py",)),
            f"{DIRTY}a.py is not committed.\nCommit, or stash what is not to be deployed.",
        ),
        (
            CLEAN,
            Worktree(COMMIT, "main", uncommitted=("a.py", "b.py")),
            f"{DIRTY}2 files are, a.py the first, not committed.\nCommit, or stash what is not to be deployed.",
        ),
    ],
)
def test_refused(environment: Environment, tree: Worktree, said: str) -> None:
    """What is not allowed is said, and what to do."""
    with pytest.raises(DeployError) as caught:
        check(environment, tree)

    assert str(caught.value) == said
