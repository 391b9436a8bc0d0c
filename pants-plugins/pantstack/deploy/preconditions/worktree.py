"""The work tree: what is deployed from it, and from where an environment may be deployed."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Optional

from pantstack.base.errors import UserError

if TYPE_CHECKING:
    from pantstack.deploy.contract.model import Environment


@dataclass(frozen=True)
class Worktree:
    """A work tree of git.

    Attributes:
        commit: the commit that is checked out, None outside of git and before the first commit.
        branch: the branch that is checked out, None if it is a commit.
        branches_here: the branches, local and of remotes, that end with this commit.
    """

    commit: Optional[str] = None
    branch: Optional[str] = None
    branches_here: tuple[str, ...] = ()
    uncommitted: tuple[str, ...] = ()


def check(environment: Environment, tree: Worktree) -> None:
    """Refuse a work tree from which the environment may not be deployed.

    Raises:
        UserError: if it may not.
    """
    if not environment.branches and not environment.clean_worktree:
        return
    name = f'Environment "{environment.name}"'
    if tree.commit is None:
        raise UserError(f"{name} is deployed only from a git commit, and there is none here.", "Commit first.")
    # Where CI checks a commit out, it counts as the branches that end with it.
    branches = (tree.branch,) if tree.branch else tree.branches_here
    patterns = environment.branches
    if patterns and not any(fnmatchcase(branch, pattern) for branch in branches for pattern in patterns):
        here = tree.branch or f"commit {tree.commit[:12]}, with which none of them ends"
        raise UserError(
            f"{name} is deployed only from these branches: {', '.join(patterns)}; this is {here}.",
            "Switch to one of them, or change `branches` in BUILD at the root.",
        )
    if environment.clean_worktree and tree.uncommitted:
        first, count = tree.uncommitted[0], len(tree.uncommitted)
        what = f"{first} is not committed" if count == 1 else f"{count} files are not committed, {first} the first"
        raise UserError(
            f"{name} is deployed only from a clean work tree, and {what}.",
            "Commit, or stash what is not to be deployed.",
        )
