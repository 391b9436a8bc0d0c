"""Fetches the official release of Pulumi's command line, by the Automation API's own installer."""

from __future__ import annotations

import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Final

from pantstack_runner.pulumi.cli_progress import reporting

HOST: Final = "get.pulumi.com"
# Its installer starts with this file, and has no time limit of its own.
_SCRIPT: Final = f"https://{HOST}/install.sh"
_SECONDS: Final = 10


def unreachable(url: str = _SCRIPT) -> str:
    """Return why the release cannot be fetched; empty if it can."""
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS):  # noqa: S310 - a fixed address
            return ""
    except OSError as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        return f"{HOST} cannot be reached ({getattr(reason, 'strerror', None) or reason})"


def fetch(folder: Path, version: str) -> str:
    """Install a version as `release` in a folder, and return why that failed; empty if it did not.

    It arrives in a folder of its own, runs there and must be of that version, before it is moved.
    """
    # These take a while to load, and most deploys fetch nothing. The first comes with Pulumi, whose installer takes it.
    import semver  # noqa: PLC0415  # pants: no-infer-dep
    from pulumi.automation import PulumiCommand  # noqa: PLC0415

    wanted = semver.VersionInfo.parse(version.removeprefix("v"))
    with tempfile.TemporaryDirectory(prefix="release.", dir=folder) as temporary:
        place = Path(temporary)
        try:
            with reporting(lambda: "still fetches the release"):
                command = PulumiCommand.install(str(place / "release"), wanted, skip_version_check=True)
        except (OSError, subprocess.SubprocessError, ValueError, RuntimeError) as error:
            return f"the release could not be installed ({_last_line(error)})"
        if command.version != wanted:
            return f"the release that was installed is {command.version}, not {wanted}"
        (place / "release").rename(folder / "release")
    return ""


def _last_line(error: BaseException) -> str:
    output = getattr(error, "output", None) or b""
    lines = output.decode(errors="replace").strip().splitlines() or str(error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__
