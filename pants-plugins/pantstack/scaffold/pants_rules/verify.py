"""Proof before anything is written: the new module passes every goal in a copy of the repository."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pants.engine.console import Console
from pants.engine.process import InteractiveProcess

from pantstack.base.errors import ActionFailed
from pantstack.pants_port import files, processes
from pantstack.scaffold.model import WritePlan

GOALS: Final = ("lint", "check", "test", "package")
LAUNCHER: Final = "pants"
# A copy is used once, so no daemon stays there. What the goals print is nothing of the result's.
_SCRIPT: Final = 'cd "$1" && shift && exec "$@" >&2'
_NO_DAEMON: Final = "--no-pantsd"


# Stands before the rule that awaits it: Pants 2.17 looks for it when that is defined.
async def verify(console: Console, plan: WritePlan, module: str, root: str, user: Mapping[str, str]) -> None:
    """Run the goals on a new module in a copy of the repository.

    Args:
        module: its path.
        root: the folder of the repository.
        user: environment variables of the user.

    Raises:
        ActionFailed: if one of them fails.
    """
    (paths,) = await files.paths((("**",),))
    command = (*_starter(root, user), _NO_DAEMON, *GOALS, f"{module}::")
    shown = f"{' '.join(GOALS)} {module}::"
    folder = tempfile.mkdtemp(prefix="pantstack-verify-")
    try:
        _copy(root, paths, folder)
        _write(plan.texts, folder)
        console.print_stderr(f"new-module: runs {shown} in a copy of the repository.")
        console.flush()
        argv = ("/bin/sh", "-c", _SCRIPT, "sh", folder, *command)
        (code,) = await processes.run_interactive((InteractiveProcess(argv, env=user, run_in_workspace=True),))
    except OSError as error:
        reason = f"{error.strerror}: {error.filename}"
        raise ActionFailed(
            f"Cannot copy the repository: {reason}; nothing was written.", "Free disk space there."
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if code:
        raise ActionFailed(
            f"The new module does not pass: {shown} ended with {code}; nothing was written.",
            "Fix what it reports above, or leave out --verify.",
        )


def _starter(root: str, user: Mapping[str, str]) -> tuple[str, ...]:
    """Return how Pants is started here: by the repository's own script, or by the binary on the path.

    Raises:
        ActionFailed: if there is neither.
    """
    if os.access(Path(root, LAUNCHER), os.X_OK):
        return (f"./{LAUNCHER}",)
    found = shutil.which(LAUNCHER, path=user.get("PATH"))
    if found is None:
        raise ActionFailed("Cannot verify the module: there is no `pants` to start.", "Put it on the PATH.")
    return (found,)


def _copy(root: str, paths: Iterable[str], folder: str) -> None:
    """Copy what Pants sees, and hidden files at the root, by which it is started."""
    hidden = (entry.name for entry in os.scandir(root) if entry.is_file() and entry.name.startswith("."))
    for path in {*paths, *hidden}:
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(Path(root, path), target)


def _write(texts: Mapping[str, str], folder: str) -> None:
    for path, text in texts.items():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogateescape"))
