"""Services for tests: processes that carry marks, and no more."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

from pantstack_runtime.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pantstack_runner.contract.context import Context

_WAITS = "print('up', flush=True); import sys; sys.stdin.read()"


@contextlib.contextmanager
def running(context: Context, module: str, environment: str = "test") -> Iterator[subprocess.Popen[bytes]]:
    """Run a process with the mark of a module's service, to the end of a block."""
    home = str(context.home)
    mark = Mark(f"{module}-{environment}-{home}", module, environment, home)
    argv, env = (sys.executable, "-c", _WAITS), {**mark.variables(), "PORT": "20001"}
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, env=env, stdin=pipe, stdout=pipe, start_new_session=True) as process:
        # For a moment a new process has no variables.
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        try:
            yield process
        finally:
            process.kill()
