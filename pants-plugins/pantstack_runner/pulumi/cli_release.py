"""Fetches the official release of Pulumi's command line, by the Automation API's own installer."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

import semver  # pants: no-infer-dep  comes with Pulumi, whose installer takes its versions

from pantstack_runner.pulumi.cli_progress import reporting

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST: Final = "get.pulumi.com"
# Its installer starts with this file, and has no time limit of its own.
_SCRIPT: Final = f"https://{HOST}/install.sh"
_SECONDS: Final = 10


def unreachable(url: str = _SCRIPT) -> str:
    """Return why the release cannot be fetched; empty if it can."""
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS):  # noqa: S310 - a fixed address
            return ""
    except (OSError, urllib.error.URLError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        return f"{HOST} cannot be reached ({getattr(reason, 'strerror', None) or reason})"


def fetch(folder: Path, version: str) -> str:
    """Install a version as `release` in a folder, and return why that failed; empty if it did not.

    It arrives in a folder of its own, runs there and must be of that version, before it is moved.
    """
    from pulumi.automation import PulumiCommand  # noqa: PLC0415 - it takes a while to load

    wanted = semver.VersionInfo.parse(version.removeprefix("v"))
    with _temporary(folder) as place:
        try:
            with reporting(lambda: "still fetches the release"):
                command = PulumiCommand.install(str(place / "release"), wanted, skip_version_check=True)
        except (OSError, subprocess.SubprocessError, ValueError, RuntimeError) as error:
            return f"the release could not be installed ({_last_line(error)})"
        if command.version != wanted:
            return f"the release that was installed is {command.version}, not {wanted}"
        (place / "release").rename(folder / "release")
    return ""


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="release.", dir=folder) as place:
        yield Path(place)


def _last_line(error: BaseException) -> str:
    output = getattr(error, "output", None) or b""
    lines = output.decode(errors="replace").strip().splitlines() or str(error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__
