"""Pulumi's command line: found, or built from its pinned Go module."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.base.files import try_lock
from pantstack_runner.console.console import print_line

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULE: Final = Path(__file__).parent / "pulumi_cli"
_PACKAGE: Final = "github.com/pulumi/pulumi/pkg/v3"
_VERSION_VARIABLE: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
MINIMUM: Final = (3, 200, 0)
_INSTALL: Final = "Install Pulumi from https://www.pulumi.com/docs/install/ so that `pulumi` is on PATH, or install Go."


def find(cache: Path, env: Mapping[str, str]) -> Path:
    """Return the command line to use: from PATH, from the cache, or built now.

    Raises:
        UserError: if there is none, and no Go to build it with.
        FailedError: if the build fails.
    """
    on_path = shutil.which("pulumi", path=env.get("PATH"))
    too_old = ""
    if on_path:
        version = version_of(Path(on_path))
        if version >= MINIMUM:
            return Path(on_path)
        too_old = f"{on_path} is {_format_version(version)}, older than {_format_version(MINIMUM)}"
    pinned = pinned_version((_MODULE / "go.mod").read_text(encoding="utf-8"))
    target = cache / "pulumi" / pinned.removeprefix("v") / "pulumi"
    if not target.exists():
        go = shutil.which("go", path=env.get("PATH"))
        if not go:
            lacks = too_old or "neither pulumi nor go is on PATH"
            raise UserError(f"Pulumi is missing: {lacks}.", _INSTALL)
        _build(go, pinned, target, env)
    return target


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
    match = re.search(rf"^require {re.escape(_PACKAGE)} (v[\w.-]+)$", go_mod, re.MULTILINE)
    if not match:
        raise FailedError(f"go.mod of the runner pins no {_PACKAGE}.", "Restore the file from the repository.")
    return match.group(1)


def _format_version(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)


def _build(go: str, version: str, target: Path, env: Mapping[str, str]) -> None:
    """Build into a folder of its own, then rename: an interrupted build leaves nothing that looks whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / "lock").open("w") as lock:
        if not try_lock(lock):
            print_line(f"pulumi  waits for another build of {version}")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if target.exists():
            return
        print_line(f"pulumi  builds {version} with Go, once, about 7 minutes")
        with tempfile.TemporaryDirectory(prefix="build.", dir=target.parent) as folder:
            built = _go_build(go, version, Path(folder), env)
            built.rename(target)
        print_line(f"pulumi  built {target}")


def _go_build(go: str, version: str, folder: Path, env: Mapping[str, str]) -> Path:
    # Go wants a folder that it may write to, and nothing of a workspace around it.
    for name in ("go.mod", "go.sum", "tools.go"):
        shutil.copyfile(_MODULE / name, folder / name)
    flags = f"-s -w -X {_VERSION_VARIABLE}={version}"
    argv = (go, "build", "-trimpath", "-ldflags", flags, "-o", "pulumi", f"{_PACKAGE}/cmd/pulumi")
    log = folder.parent / "build.log"
    with log.open("wb") as output:
        code = subprocess.run(  # noqa: S603 - fixed arguments
            argv,
            cwd=folder,
            env={**env, "GOWORK": "off", "GOFLAGS": "-mod=readonly", "CGO_ENABLED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    if code != 0:
        last = (log.read_text(encoding="utf-8", errors="replace").strip().splitlines() or ["no output"])[-1]
        raise FailedError(f"Building Pulumi {version} failed: {last} (the whole log: {log}).", _INSTALL)
    return folder / "pulumi"
