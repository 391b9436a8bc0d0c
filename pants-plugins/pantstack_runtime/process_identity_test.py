"""Which process is meant, on processes of this machine."""

from __future__ import annotations

import os
import subprocess
import sys

from pantstack_runtime.process_identity import Identity


def test_recycled_number() -> None:
    """A process that got the number of an earlier one is never ended in its stead."""
    innocent = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(60)"), start_new_session=True)
    earlier = Identity(innocent.pid, "another start")

    earlier.end(0.1)
    alive = innocent.poll() is None
    innocent.kill()
    innocent.wait()

    assert alive
    assert not earlier.is_alive()


def test_zombie() -> None:
    """A process that ended but was not collected is not alive."""
    child = subprocess.Popen((sys.executable, "-c", "import time; time.sleep(60)"))
    identity = Identity.of(child.pid)
    assert identity is not None
    assert identity.is_alive()

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert not identity.is_alive()
    child.wait()
