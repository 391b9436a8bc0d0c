"""An editor that tests type into."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

from harness import ROOT

# What editors say that they can do.
ABLE = {"workspace": {"workspaceEdit": {"documentChanges": True}}}
_BRIDGE = ROOT / "tests/editors/bridge.py"
_PUBLISHED = "textDocument/publishDiagnostics"


class Editor:
    """An editor with a server of its own, in a folder."""

    def __init__(self, programs: Path, folder: Path, environment: Mapping[str, str]) -> None:
        """Start both.

        Args:
            programs: the folder of programs of the environment that has the server.
        """
        self.folder = folder
        command = (str(programs / "python"), str(_BRIDGE), str(programs / "pantstack"), "language-server")
        self._process = subprocess.Popen(
            command, cwd=folder, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Editor:  # noqa: PYI034  Self is newer
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def _command(self, **command: object) -> Any:  # noqa: ANN401  whatever JSON has
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(command)}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def request(self, method: str, params: object = None) -> Any:  # noqa: ANN401  whatever JSON has
        """Request something, and return the result."""
        return self._command(request=method, params=params)

    def notify(self, method: str, params: object) -> None:
        """Tell the server something."""
        self._command(notify=method, params=params)

    def start(self, capabilities: Mapping[str, Any] = ABLE) -> Any:  # noqa: ANN401  whatever JSON has
        """Begin, and return what the server can do."""
        params = {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": capabilities}
        able = self.request("initialize", params)["capabilities"]
        self.notify("initialized", {})
        return able

    def uri(self, path: str) -> str:
        """Return the URI of a file in the folder."""
        return (self.folder / path).as_uri()

    def open(self, path: str, text: str) -> None:
        """Open a document, as its first version."""
        item = {"uri": self.uri(path), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, path: str, version: int, text: str) -> None:
        """Make a version of a document."""
        document = {"uri": self.uri(path), "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def diagnostics(self, path: str, version: Optional[int] = None) -> list[dict[str, Any]]:
        """Wait for the diagnostics of a version of a document, or of a file that is not open."""
        where = {"uri": self.uri(path)} if version is None else {"uri": self.uri(path), "version": version}
        found: list[dict[str, Any]] = self._command(**{"await": _PUBLISHED, "where": where})["diagnostics"]
        return found

    def message(self) -> str:
        """Wait for a message to the user."""
        return str(self._command(**{"await": "window/showMessage"})["message"])

    def messages(self) -> list[str]:
        """Return the messages to the user that have come besides those that were waited for."""
        return [each["message"] for each in self._command(received="window/showMessage")]

    def published(self, path: str) -> list[Optional[int]]:
        """Return the versions of a document whose diagnostics have come besides those that were waited for."""
        return [each.get("version") for each in self._command(received=_PUBLISHED) if each["uri"] == self.uri(path)]

    def registrations(self) -> list[dict[str, Any]]:
        """Wait for what the server wants to hear of."""
        found: list[dict[str, Any]] = self._command(**{"await": "client/registerCapability"})["registrations"]
        return found

    def at(self, method: str, path: str, **place: object) -> Any:  # noqa: ANN401  whatever JSON has
        """Request something at a place of a document."""
        return self.request(method, {"textDocument": {"uri": self.uri(path)}, **place})

    def end(self) -> int:
        """Shut down, and return the exit code."""
        self.request("shutdown")
        self.notify("exit", None)
        return self.wait()

    def wait(self) -> int:
        """Wait until the server has ended, and return its exit code."""
        return int(self._command(end=True))
