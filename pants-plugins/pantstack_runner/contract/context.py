"""What every layer of the runner needs: the repository, the environment, the commit, the user."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from pantstack_runner.contract.environment import Environment, Model


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("must be absolute")
    return path


class Context(Model):
    """Where a request acts, and on which commit; `commit` is None outside of git, `dirty` with uncommitted changes."""

    root: Annotated[Path, AfterValidator(_absolute)]
    environment: Environment
    commit: str | None = None
    dirty: bool = False

    @property
    def home(self) -> Path:
        """The folder for state, logs and artifacts."""
        return self.root / ".pantstack"

    def at(self, environment: Environment) -> Context:
        """Return the same context in another environment."""
        return self.model_copy(update={"environment": environment})


def user_name() -> str:
    """Return the user's name, or their number where the system has no name for it, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
