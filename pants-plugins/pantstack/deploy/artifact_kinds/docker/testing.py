"""A stand-in for Docker's command line, for tests; `tests/docker_test.py` has the real one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

IDENTIFIER: Final = f"sha256:{'a' * 64}"
PINNED: Final = f"sha256:{'d' * 64}"
TAG: Final = "a" * 16
# Files stand for what the daemon knows and what registries hold; every command is written down.
_DOCKER: Final = """#!/bin/sh
cd "$(dirname "$0")"
echo "$*" >> commands
fail() { echo "$1" >&2; exit 1; }
for last; do :; done
case "$1 $2" in
  "image inspect")
    case "$*" in
      *RepoDigests*) [ -e daemon ] || fail "No such image"; cat digests 2>/dev/null ;;
      *) [ -e daemon ] || fail "Error: No such image: x"; cat daemon ;;
    esac ;;
  "image tag") ;;
  "pull "*) grep -qsx "$last" registry || fail "manifest for $last not found"; cat registry-holds > daemon ;;
  "push "*) [ -e registry ] || fail "Get http://r/v2/: connection refused"; echo "${last%:*}@@@" >> digests ;;
esac
"""


def install_docker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put Docker's command line into a folder, whose daemon has the image, beside an empty registry."""
    program = folder / "docker"
    program.write_text(_DOCKER.replace("@@@", f"@{PINNED}"), encoding="utf-8")
    program.chmod(0o755)
    (folder / "daemon").write_text(f"{IDENTIFIER}\n", encoding="utf-8")
    (folder / "registry").touch()
    (folder / "registry-holds").write_text(f"{IDENTIFIER}\n", encoding="utf-8")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return folder
