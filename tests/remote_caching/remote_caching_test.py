"""Two machines that share a remote cache, as docs/remote-caching.md has it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Ran, Repository, copy_repository
from pages import REMOTE, commands
from remote_caching.server import READER, WRITER, RemoteCache, remote_cache

# Processes of the linter: `ruff --fix` of two resolves.
_FAILING = 2


@pytest.fixture(scope="module", name="server")
def _server() -> Iterator[RemoteCache]:
    """A server that nothing was written to."""
    with remote_cache() as server:
        yield server


def _machine(folder: Path, checkout: str, server: RemoteCache, who: str) -> Repository:
    """A machine with nothing on it: another home, other caches, another PATH, the checkout at another path."""
    (folder / "bin").mkdir(parents=True)
    account = Path.home()
    variables = {
        "HOME": str(folder / "home"),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(folder / "cache"),
        # The interpreters stay where they are.
        "PYENV_ROOT": os.environ.get("PYENV_ROOT", str(account / ".pyenv")),
        "XDG_DATA_HOME": os.environ.get("XDG_DATA_HOME", str(account / ".local/share")),
        "PANTS_REMOTE_STORE_ADDRESS": server.address,
        "PANTS_REMOTE_CA_CERTS_PATH": str(server.certificate),
        "PANTS_REMOTE_STORE_HEADERS": f"{{'authorization': 'Bearer {server.tokens[who]}'}}",
        # A machine at work on much else may be slow to answer.
        "PANTS_REMOTE_CACHE_RPC_TIMEOUT_MILLIS": "60000",
        "PANTS_REMOTE_STORE_RPC_TIMEOUT_MILLIS": "120000",
        "PANTS_STATS_LOG": "true",
    }
    if not any(
        Path(each, f"python3.{minor}").exists() for each in ("/usr/bin", "/usr/local/bin") for minor in (11, 12)
    ):
        variables["PANTS_PYTHON_BOOTSTRAP_SEARCH_PATH"] = "['<PYENV>', '<PATH>']"
    (folder / "home").mkdir()
    return copy_repository(folder / checkout, variables)


def _counters(ran: Ran) -> dict[str, int]:
    """What Pants counts of the remote cache."""
    return {
        name: int(number) for name, number in re.findall(r"^  remote_cache_(\w+): (\d+)$", ran.ok().err, re.MULTILINE)
    }


def test_the_second_machine(tmp_path: Path, server: RemoteCache) -> None:
    """What one machine linted, tested and packaged, another one takes from the server; tokens are written nowhere."""
    write, read, show = commands(REMOTE)
    ci = _machine(tmp_path / "ci", "build", server, WRITER)
    developer = _machine(tmp_path / "developer", "my checkout", server, READER)
    try:
        first = _counters(ci.run("bash", "-c", write))
        second = _counters(developer.run("bash", "-c", read))
        keys = [machine.run("bash", "-c", show).ok().out for machine in (ci, developer)]
    finally:
        ci.end_daemon()
        developer.end_daemon()
    assert keys[0] == keys[1] != ""
    # What fails, as ruff's fixer does in this generation of Pants, is tried again everywhere.
    written = first["write_successes"]
    assert (first["requests_cached"], first["write_errors"], first["requests"] - written) == (0, 0, _FAILING)
    # Pants starts a process while it looks for its result, and a short one may end first.
    found = second["requests_cached"] + second["speculation_local_completed_first"]
    assert (found, second["requests_uncached"]) == (written, _FAILING)
    assert (second["read_errors"], second["write_attempts"]) == (0, 0)
    assert second["requests_cached"] > written / 2
    leaked = subprocess.run(
        ("grep", "-rlF", *(f"-e{token}" for token in server.tokens.values()), str(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (leaked.returncode, leaked.stdout) == (1, "")
