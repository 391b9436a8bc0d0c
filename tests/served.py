"""What a service on this machine answers about its health."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from harness import end_group


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int, word: str = "") -> str:
    """Return the health that a service answers once the answer has a word, at the latest after a minute."""
    answer = "no answer"
    for _ in range(300):
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as response:
                answer = response.read().decode()
            if word in answer:
                break
        time.sleep(0.2)
    return answer


def health_of_pex(pex: Path) -> str:
    """Run a PEX on a free port, and return its health."""
    port = free_port()
    variables = {**os.environ, "PORT": str(port)}
    server = subprocess.Popen((str(pex),), env=variables, stdout=subprocess.PIPE, start_new_session=True, text=True)
    try:
        return health(port)
    finally:
        end_group(server)
