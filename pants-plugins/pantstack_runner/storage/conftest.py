"""A server with prepared answers, which records its requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LISTED = b'<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'


@dataclass
class Server:
    """The server.

    Attributes:
        host: where it is, with its port.
        requests: method, path and headers of each request.
    """

    host: str
    status: int = 200
    body: bytes = LISTED
    requests: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    """The server, on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", "0")))
            server.requests.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
            self.send_response(server.status)
            self.send_header("etag", '"x"')
            self.send_header("content-length", str(len(server.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(server.body)

        do_PUT = do_POST = do_HEAD = do_GET  # noqa: N815 - as the library calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is given
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"127.0.0.1:{http.server_port}")
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield server
    http.shutdown()
    http.server_close()


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever runs the tests has no credentials."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("GOOGLE_CREDENTIALS", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    empty = tmp_path_factory.mktemp("nobody")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(empty / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(empty / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
