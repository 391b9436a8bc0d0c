"""Pulumi's command line: found, else the official release fetched, else built from its pinned Go module."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.base.files import try_lock
from pantstack_runner.console.console import print_line
from pantstack_runner.pulumi import cli_build, cli_release

if TYPE_CHECKING:
    from collections.abc import Mapping

MINIMUM: Final = (3, 200, 0)
# Where they are in the folder of their version.
_BUILT: Final = "pulumi"
_RELEASED: Final = "release/bin/pulumi"
INSTALL: Final = "Install Pulumi from https://www.pulumi.com/docs/install/ so that `pulumi` is on PATH, or install Go."


def find(cache: Path, env: Mapping[str, str]) -> Path:
    """Return the command line to use: from PATH, from the cache, or fetched or built now.

    Raises:
        UserError: if there is none, the release cannot be reached, and there is no Go to build it with.
        FailedError: if the build fails.
    """
    on_path = shutil.which("pulumi", path=env.get("PATH"))
    too_old = ""
    if on_path:
        version = version_of(Path(on_path))
        if version >= MINIMUM:
            return Path(on_path)
        too_old = f"{on_path} is {_format_version(version)}, older than {_format_version(MINIMUM)}"
    pinned = pinned_version((cli_build.MODULE / "go.mod").read_text(encoding="utf-8"))
    folder = cache / "pulumi" / pinned.removeprefix("v")
    return _cached(folder) or _make(folder, pinned, env, too_old or "`pulumi` is not on PATH")


def _cached(folder: Path) -> Path | None:
    return next((path for path in (folder / _BUILT, folder / _RELEASED) if path.exists()), None)


def _make(folder: Path, pinned: str, env: Mapping[str, str], lacks: str) -> Path:
    """Fetch the release, else build it: one process at a time, and what is not whole never looks so."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        if not try_lock(lock):
            print_line(f"pulumi  waits for another process that installs {pinned}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        found = _cached(folder)
        if found:
            return found
        failed = cli_release.unreachable() or _fetch(folder, pinned)
        if not failed:
            print_line(f"pulumi  installed {folder / _RELEASED}")
            return folder / _RELEASED
        go = shutil.which("go", path=env.get("PATH"))
        if not go:
            raise UserError(f"Pulumi is missing: {lacks}, {failed}, and there is no Go to build it with.", INSTALL)
        print_line(f"pulumi  {failed}; builds {pinned} with Go instead, once, 3 to 10 minutes")
        cli_build.build(go, pinned, folder, env)
        print_line(f"pulumi  built {folder / _BUILT}")
        return folder / _BUILT


def _fetch(folder: Path, pinned: str) -> str:
    """Fetch the release, and return why that failed, if it did."""
    print_line(f"pulumi  fetches the release {pinned} from {cli_release.HOST}, once, usually under a minute")
    return cli_release.fetch(folder, pinned)


def version_of(executable: Path) -> tuple[int, ...]:
    """Return the version that a `pulumi` states, (0,) if it states none."""
    try:
        output = subprocess.run(  # noqa: S603 - the pulumi on the user's PATH
            (str(executable), "version"),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", output.strip())
    return tuple(int(part) for part in match.groups()) if match else (0,)


def pinned_version(go_mod: str) -> str:
    """Return the version of Pulumi that a go.mod pins.

    Raises:
        FailedError: if it pins none.
    """
    match = re.search(rf"^require {re.escape(cli_build.PACKAGE)} (v[\w.-]+)$", go_mod, re.MULTILINE)
    if not match:
        raise FailedError(f"go.mod of the runner pins no {cli_build.PACKAGE}.", "Restore the file from the repository.")
    return match.group(1)


def _format_version(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
