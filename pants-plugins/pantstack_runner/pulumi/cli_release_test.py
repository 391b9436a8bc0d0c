"""Fetching Pulumi's release, with a stand-in for the script that its installer fetches."""

from __future__ import annotations

import http.server
import subprocess
import threading
from typing import TYPE_CHECKING

import pytest
from pulumi.automation import PulumiCommand

from pantstack_runner.base.errors import UserError
from pantstack_runner.pulumi import cli, cli_release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAKE = 'mkdir -p "$1/bin"; printf "#!/bin/sh\\necho %s\\n" > "$1/bin/pulumi"; chmod +x "$1/bin/pulumi"'
FETCHES = "pulumi  fetches the release v3.259.0 from get.pulumi.com, once, usually under a minute\n"


@pytest.fixture(name="script")
def _script(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace the script of the installer, which gets the folder and the version."""
    monkeypatch.setattr(cli_release, "unreachable", lambda: "")

    def replace(text: str) -> None:
        def install(root: str, version: object) -> None:
            subprocess.check_output(("/bin/sh", "-c", text, "sh", root, str(version)), stderr=subprocess.STDOUT)

        monkeypatch.setattr(PulumiCommand, "_install_posix", install)

    return replace


@pytest.fixture(name="url")
def _url() -> Iterator[str]:
    """Serve something at an address of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/install.sh" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_reachable(url: str) -> None:
    """It is fetched only where the installer's script is there; else the reason is given."""
    assert cli_release.unreachable(f"{url}/install.sh") == ""
    assert cli_release.unreachable(f"{url}/other") == "get.pulumi.com cannot be reached (Not Found)"
    assert cli_release.unreachable("http://127.0.0.1:1/x") == "get.pulumi.com cannot be reached (Connection refused)"


def test_fetched(tmp_path: Path, script: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    """The release lands whole in the cache, and is found there the next time."""
    script(f'test "$2" = 3.259.0 && {MAKE % "v3.259.0"}')
    env = {"PATH": str(tmp_path)}

    found = cli.find(tmp_path / "cache", env)

    folder = tmp_path / "cache/pulumi/3.259.0"
    assert found == folder / "release/bin/pulumi"
    assert sorted(each.name for each in folder.iterdir()) == ["lock", "release"]
    assert capsys.readouterr().out == f"{FETCHES}pulumi  installed {found}\n"
    assert cli.find(tmp_path / "cache", env) == found
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("echo half; echo curl: no route; exit 1", "the release could not be installed (curl: no route)"),
        (MAKE % "v3.1.0", "the release that was installed is 3.1.0, not 3.259.0"),
        (MAKE % "hello", "the release that was installed is None, not 3.259.0"),
        (
            "true",
            "the release could not be installed ([Errno 2] No such file or directory: 'FOLDER/release/bin/pulumi')",
        ),
    ],
)
def test_not_installed(tmp_path: Path, script: Callable[[str], None], text: str, reason: str) -> None:
    """What fails, is of another version or incomplete leaves nothing, and without Go the reason is given."""
    script(text)

    with pytest.raises(UserError) as caught:
        cli.find(tmp_path / "cache", {"PATH": str(tmp_path)})

    folder = tmp_path / "cache/pulumi/3.259.0"
    actual = str(caught.value)
    if "FOLDER" in reason:
        start = actual.index(str(folder))
        actual = actual.replace(actual[start : actual.index("/release/bin", start)], "FOLDER")
    assert actual == (
        f"Pulumi is missing: `pulumi` is not on PATH, {reason}, and there is no Go to build it with.\n{cli.INSTALL}"
    )
    assert [each.name for each in folder.iterdir()] == ["lock"]
