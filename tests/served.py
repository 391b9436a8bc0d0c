"""What a service on this machine answers about its health."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from harness import end_group


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(port: int) -> str:
    """Return the health that a service answers once it answers, at the latest after a minute."""
    for _ in range(300):
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as response,
        ):
            return str(response.read().decode())
        time.sleep(0.2)
    return "no answer"


def title(port: int) -> str:
    """Return what the service calls itself; nothing while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=2) as answer:
            document: dict[str, Any] = json.load(answer)
            return str(document["info"]["title"])
    except (urllib.error.URLError, ConnectionError):
        return ""


def health_of_pex(pex: Path) -> str:
    """Run a PEX on a free port, and return its health."""
    port = free_port()
    variables = {**os.environ, "PORT": str(port)}
    server = subprocess.Popen((str(pex),), env=variables, stdout=subprocess.PIPE, start_new_session=True, text=True)
    try:
        return health(port)
    finally:
        end_group(server)
