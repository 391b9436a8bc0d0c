"""The smoke test, against real servers."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.contract.testing import make_artifact, make_context, make_environment, make_module
from pantstack_runner.health import smoke_check
from pantstack_runner.storage import paths
from pantstack_runtime.process_identity import ProcessIdentity, read_variable

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context

OURS = f"sha256:{'a' * 64}"
MODULE = make_module(artifacts=(make_artifact(),))
OTHER = f"sha256:{'b' * 64}"


@contextmanager
def _server(*answers: int, digest: str = "") -> Iterator[str]:
    """A service that gives these answers, the last one over and over."""
    left = list(answers)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            if digest:
                self.send_header(smoke_check.HEADER, digest)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _fault(root: Path, url: str | None) -> str:
    return smoke_check.find_fault(make_context(root), MODULE, {} if url is None else {"url": url})


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits long for what will not come."""
    monkeypatch.setattr(smoke_check, "_SETTLE_TIMEOUT", 0.5)


def test_no_service(tmp_path: Path) -> None:
    """A module without artifacts has no service, whatever its URL is for."""
    assert not smoke_check.find_fault(make_context(tmp_path), make_module(), {"url": "http://127.0.0.1:1"})


def test_healthy(tmp_path: Path) -> None:
    """Health is enough where nothing is known of the version, also after a moment."""
    with _server(200) as url:
        assert _fault(tmp_path, url) == ""
    with _server(503, 200, digest=OURS) as url:
        assert _fault(tmp_path, url) == ""
    assert _fault(tmp_path, None) == ""


def test_unhealthy(tmp_path: Path) -> None:
    """What does not answer 200 is reported with its answer, what does not answer at all as such."""
    with _server(503) as url:
        assert _fault(tmp_path, url) == f"GET {url}/health answers 503"
    assert _fault(tmp_path, url) == f"GET {url}/health fails ([Errno 111] Connection refused)"


def test_behind_a_load_balancer(tmp_path: Path) -> None:
    """On AWS, where all modules answer at one address, each is probed below a path of its own."""
    cloud = make_context(tmp_path, environment=make_environment(platform="aws"))

    with _server(503) as url:
        assert smoke_check.find_fault(cloud, MODULE, {"url": f"{url}/"}) == f"GET {url}/health/orders answers 503"


def test_another_version_answers(tmp_path: Path) -> None:
    """An answer of another version than the deployed one is a fault."""
    with _server(200, digest=OTHER) as url:
        assert _fault(tmp_path, url) == (
            f"GET {url}/health reports artifact sha256:bbbbbbbbbbbb, expected sha256:aaaaaaaaaaaa"
        )


def _state(context: Context, outputs: dict[str, object]) -> None:
    """A state that tells of this resource."""
    state = context.home / "state/test" / paths.state_files(context, "orders")[0]
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"checkpoint": {"latest": {"resources": [{"outputs": outputs}]}}}), encoding="utf-8")


@pytest.mark.parametrize("digest", [OURS, OTHER, ""])
def test_another_version_runs(tmp_path: Path, digest: str) -> None:
    """A process of this machine that was started from another artifact is a fault."""
    process = subprocess.Popen(
        (sys.executable, "-c", "input()"), env={**os.environ, smoke_check.DIGEST: digest}, stdin=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not read_variable(process.pid, "PATH"):
        # For a moment a new process has no variables.
        assert time.monotonic() < deadline
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    _state(make_context(tmp_path), {"pid": identity.pid, "started": identity.started})

    alive = _fault(tmp_path, None)
    process.communicate()

    another = f"process {identity.pid} runs artifact sha256:bbbbbbbbbbbb, expected sha256:aaaaaaaaaaaa"
    assert alive == (another if digest == OTHER else "")
    assert _fault(tmp_path, None) == f"process {identity.pid} has ended"


BASE = os.environ.get("PANTSTACK_TEST_BASE_IMAGE", "pantstack-python:bookworm")


@pytest.fixture(name="contain")
def _contain() -> Iterator[Callable[[str], str]]:
    """Starts real containers with a digest among their variables, and takes them away in the end."""
    started: list[str] = []

    def docker(*argv: str) -> str:
        return subprocess.run(("docker", *argv), capture_output=True, text=True, check=True).stdout.strip()

    try:
        docker("image", "inspect", BASE)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"no image {BASE} in a Docker daemon; build-support/docker-for-tests makes it ({error})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)

    def start(digest: str) -> str:
        started.append(docker("run", "--detach", f"--env={smoke_check.DIGEST}={digest}", "--init", BASE, "sleep", "60"))
        return started[-1]

    yield start
    for each in started:
        subprocess.run(("docker", "rm", "--force", each), capture_output=True, check=False)


@pytest.mark.parametrize("digest", [OURS, OTHER, ""])
def test_another_container_runs(
    tmp_path: Path, contain: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, digest: str
) -> None:
    """A container of another artifact is a fault, and so is one that ended or cannot be inspected."""
    identifier = contain(digest)
    _state(make_context(tmp_path), {"container": identifier, "digest": OURS})
    shown = f"container {identifier[:12]}"

    another = f"{shown} runs artifact sha256:bbbbbbbbbbbb, expected sha256:aaaaaaaaaaaa"
    assert _fault(tmp_path, None) == (another if digest == OTHER else "")
    with monkeypatch.context() as away:
        away.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
        message = _fault(tmp_path, None)
    assert message.startswith(f"{shown} cannot be inspected: docker ps failed: ")
    subprocess.run(("docker", "kill", identifier), capture_output=True, check=True)
    assert _fault(tmp_path, None) == f"{shown} has ended"
