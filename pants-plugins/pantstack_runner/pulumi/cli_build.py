"""Builds Pulumi's command line from its pinned Go module."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.pulumi.cli_progress import reporting

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULE: Final = Path(__file__).parent / "pulumi_cli"
PACKAGE: Final = "github.com/pulumi/pulumi/pkg/v3"
_VERSION_VARIABLE: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
# What an empty cache needs, measured once: a figure for the progress only.
_PACKAGES: Final = 1900
_HELP: Final = "Run the same command again, or install Pulumi: https://www.pulumi.com/docs/install/."


def build(go: str, version: str, folder: Path, env: Mapping[str, str]) -> None:
    """Build `pulumi` in a folder of its own, then move it into `folder`.

    Raises:
        FailedError: with the last line of Go's output.
    """
    with tempfile.TemporaryDirectory(prefix="build.", dir=folder) as temporary:
        place = Path(temporary)
        # Go wants a folder that it may write to, and nothing of a workspace around it.
        for name in ("go.mod", "go.sum", "tools.go"):
            shutil.copyfile(MODULE / name, place / name)
        log = folder / "build.log"
        if _run(go, version, place, env, log) != 0:
            last = (log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no output"])[-1]
            raise FailedError(f"Building Pulumi {version} failed: {last} (the whole log: {log}).", _HELP)
        (place / "pulumi").rename(folder / "pulumi")


def _run(go: str, version: str, place: Path, env: Mapping[str, str], log: Path) -> int:
    """Run Go, which names each package that it has compiled, and say now and then how far it is."""
    flags = f"-s -w -X {_VERSION_VARIABLE}={version}"
    argv = (go, "build", "-v", "-trimpath", "-ldflags", flags, "-o", "pulumi", f"{PACKAGE}/cmd/pulumi")
    variables = {**env, "GOWORK": "off", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"}
    with log.open("wb") as output, reporting(lambda: _count(log)):
        return subprocess.run(  # noqa: S603 - fixed arguments
            argv,
            cwd=place,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode


def _count(log: Path) -> str:
    lines = log.read_bytes().count(b"\n")
    return f"Go has fetched and compiled {lines} packages of about {_PACKAGES}"
