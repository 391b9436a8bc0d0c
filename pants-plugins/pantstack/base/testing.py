"""Work trees in which every change of the file system can fail, or be the last, for tests of what survives it."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pantstack.base.errors import ActionFailed

_CHANGES: Final = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link"}
SUCCEEDED, REFUSED, KILLED = 0, 1, 9
_OTHERWISE: Final = 3


def tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder, and its folders with a slash unless they only hold others."""
    return {
        str(path.relative_to(root)) + ("" if path.is_file() else "/"): path.read_bytes() if path.is_file() else b""
        for path in root.rglob("*")
        if path.is_file() or not any(path.iterdir())
    }


def plant(root: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder, and return it."""
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def killed(root: Path, moment: int, action: Callable[[], object]) -> bool:
    """Run an action in a process that just ends before its nth change of a tree; False if there are fewer."""
    code = _child(root, action, lambda seen: os._exit(KILLED) if seen > moment else None)
    assert code in {SUCCEEDED, KILLED}
    return code == KILLED


def refused(root: Path, moment: int, action: Callable[[], object], *, forever: bool) -> int:
    """Run an action in a process in which the nth change of a tree fails, or all from there on; return how it ended."""

    def refuse(seen: int) -> None:
        if seen > moment and (forever or seen == moment + 1):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    code = _child(root, action, refuse)
    assert code in {SUCCEEDED, REFUSED}
    return code


def limited(size: int, action: Callable[[], object]) -> int:
    """Run an action in a process that cannot write more than so many bytes into a file; return how it ended."""

    def limit() -> object:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            return action()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    code = _child(Path("/nowhere"), limit, lambda _: None)
    assert code in {SUCCEEDED, REFUSED}
    return code


def _child(root: Path, action: Callable[[], object], before: Callable[[int], None]) -> int:
    """Run an action in a process of its own, and something before each of its changes of a tree."""
    pid = os.fork()
    if pid == 0:
        code = _OTHERWISE
        try:
            seen = 0

            def hook(event: str, args: tuple[Any, ...]) -> None:
                nonlocal seen
                writes = event in _CHANGES or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))
                if writes and str(args[0]).startswith(str(root)):
                    seen += 1
                    before(seen)

            sys.addaudithook(hook)
            action()
            code = SUCCEEDED
        except ActionFailed:
            code = REFUSED
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
