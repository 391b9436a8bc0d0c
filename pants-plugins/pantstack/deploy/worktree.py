"""The work tree: what is deployed from it, and from where an environment may be deployed."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Optional

from pantstack.deploy.errors import DeployError

if TYPE_CHECKING:
    from pantstack.deploy.contract.plan import Environment


@dataclass(frozen=True)
class Worktree:
    """A work tree of git.

    Attributes:
        commit: the commit at hand, None outside of git and before the first commit.
        branch: the branch that is checked out, None if it is a commit.
        tips: the branches, local and of remotes, whose newest commit is at hand.
        uncommitted: paths of what is not committed.
    """

    commit: Optional[str] = None
    branch: Optional[str] = None
    tips: tuple[str, ...] = ()
    uncommitted: tuple[str, ...] = ()


def check(environment: Environment, tree: Worktree) -> None:
    """Refuse a work tree that the environment may not be deployed from.

    Args:
        environment: where to act.
        tree: the work tree.

    Raises:
        DeployError: if it may not.
    """
    if not environment.branches and not environment.clean_worktree:
        return
    name = f'Environment "{environment.name}"'
    if tree.commit is None:
        raise DeployError(f"{name} is deployed from a commit of git only, and there is none here.\nCommit first.")
    # Where CI checks a commit out, it counts as the branches that end with it.
    at_hand = (tree.branch,) if tree.branch else tree.tips
    if environment.branches and not any(fnmatchcase(each, like) for each in at_hand for like in environment.branches):
        here = tree.branch or f"commit {tree.commit[:12]}, with which none of them ends"
        raise DeployError(
            f"{name} is deployed from these branches only: {', '.join(environment.branches)}; this is {here}.\n"
            "Switch to one of them, or change `branches` in BUILD at the root."
        )
    if environment.clean_worktree and tree.uncommitted:
        count = len(tree.uncommitted)
        what = f"{tree.uncommitted[0]} is" if count == 1 else f"{count} files are, {tree.uncommitted[0]} the first,"
        raise DeployError(
            f"{name} is deployed from a clean work tree only, and {what} not committed.\n"
            "Commit, or stash what is not to be deployed."
        )
