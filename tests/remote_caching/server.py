"""BuildGrid of a test's own, a server of the Remote Execution API, as a remote cache for those who have a token."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import NoReturn

import pytest
from served import free_port
from servers import ATTEMPTS, certify, end_server, start_server

# Who has a token. A writer may do everything, a reader this.
WRITER, READER = "ci", "developer"
_READS = ("GetActionResult", "FindMissingBlobs", "BatchReadBlobs", "GetTree", "Read", "GetCapabilities")
_CONFIG = """
server:
  - !channel
    address: "127.0.0.1:{port}"
    insecure-mode: false
    credentials:
      tls-server-key: {folder}/server.key
      tls-server-cert: {folder}/server.crt
# It refuses what is more; Pants has up to 128 requests to the storage and to the cache each.
thread-pool-size: 300
description: of a test
authorization:
  method: jwt
  algorithm: hs256
  secret: {folder}/secret
  acl-config: {folder}/rights.json
monitoring:
  enabled: false
instances:
  - name: ""
    storages:
      - !disk-storage &storage
        path: {folder}/storage
    caches:
      - !lru-action-cache &cache
        storage: *storage
        max-cached-refs: 10000
        allow-updates: true
        cache-failed-actions: false
    services:
      - !action-cache
        cache: *cache
      - !cas
        storage: *storage
      - !bytestream
        storage: *storage
"""


@dataclass(frozen=True)
class RemoteCache:
    """A server that answers.

    Attributes:
        address: for Pants, encrypted.
        certificate: the file of the authority that its certificate is signed by.
        tokens: by who has them.
    """

    address: str
    certificate: Path
    tokens: Mapping[str, str]


@contextlib.contextmanager
def remote_cache() -> Iterator[RemoteCache]:
    """Run a server for the length of a block; the test is skipped where it cannot be, except in CI."""
    python = os.environ.get("PANTSTACK_REMOTE_CACHE") or _missing()
    secret = secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory(prefix="remote-cache-") as name:
        folder = Path(name)
        (folder / "secret").write_text(secret, encoding="utf-8")
        rights = {"": {"allow": [{"subject": WRITER}, {"subject": READER, "requests": list(_READS)}]}}
        (folder / "rights.json").write_text(json.dumps(rights), encoding="utf-8")
        certify(folder, "localhost")
        with _serving(python, folder) as port:
            tokens = {each: _token(each, secret) for each in (WRITER, READER)}
            yield RemoteCache(f"grpcs://localhost:{port}", folder / "server.crt", tokens)


@contextlib.contextmanager
def _serving(python: str, folder: Path) -> Iterator[int]:
    config = folder / "config.yml"
    for attempt in range(ATTEMPTS):
        port = free_port()
        config.write_text(dedent(_CONFIG).format(port=port, folder=folder), encoding="utf-8")
        command = [str(Path(python).with_name("bgd")), "server", "start", str(config)]
        try:
            process = start_server(command, folder, None, lambda: _listens(port))  # noqa: B023  called before the next
            break
        except ChildProcessError:
            if attempt == ATTEMPTS - 1:
                raise
    try:
        yield port
    finally:
        end_server(process, signal.SIGINT)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


def _token(subject: str, secret: str) -> str:
    """Return a JSON Web Token that is good for a day."""
    claims = {"sub": subject, "exp": int(time.time()) + 86400}
    parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join((*parts, _encoded(signature)))


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _missing() -> NoReturn:
    reason = "needs BuildGrid, which build-support/test installs where there is a CPython 3.13"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
