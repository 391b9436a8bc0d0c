"""Services as real containers of this machine, from an image that the test builds."""

from __future__ import annotations

import os
import subprocess
import urllib.request
from typing import TYPE_CHECKING

import pytest

from pantstack_runtime import container, docker, marks, ports, process_identity
from pantstack_runtime.container import Container
from pantstack_runtime.marks import Mark, MarkedService

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = os.environ.get("PANTSTACK_TEST_BASE_IMAGE", "pantstack-python:bookworm")
DOCKERFILE = f"""
FROM {BASE}
COPY serve.py /serve.py
ENTRYPOINT ["python3", "-u", "/serve.py"]
"""
HEALTHY = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(os.environ.get("STATUS", "200")))
        self.end_headers()
        self.wfile.write(" ".join(f"{k}={v}" for k, v in sorted(os.environ.items())).encode())
print("serving", os.environ["NAME"], flush=True)
http.server.HTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler).serve_forever()
"""
WRITES = """
import pathlib, sys
pathlib.Path("/tmp/x").write_text("x")
sys.stdout = sys.stderr  # Docker does not keep the order of two streams.
print("below /tmp")
pathlib.Path("/x").write_text("x")
print("anywhere")
"""
ENDS = "import sys; print('no database'); sys.exit(3)"


def _docker(*argv: str) -> str:
    return subprocess.run(("docker", *argv), capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(name="build", scope="module")
def _build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Identifiers of a healthy image and of one that ends at once."""
    try:
        _docker("image", "inspect", BASE)
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"no image {BASE} in a Docker daemon; build-support/docker-for-tests makes it ({error})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    built = {}
    for name, text in (("healthy", HEALTHY), ("ends", ENDS), ("writes", WRITES)):
        folder = tmp_path_factory.mktemp(name)
        (folder / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        (folder / "serve.py").write_text(text, encoding="utf-8")
        built[name] = _docker("build", "--quiet", str(folder))
    yield built
    for identifier in built.values():
        subprocess.run(("docker", "image", "rm", "--force", identifier), capture_output=True, check=False)


@pytest.fixture(name="toy")
def _toy(build: dict[str, str], tmp_path: Path) -> Iterator[Container]:
    """A healthy service, not yet started; whatever a test leaves running is removed."""
    toy = Container(
        name="toy",
        title=f"pantstack-test-toy-{os.getpid()}",
        image=build["healthy"],
        port=ports.allocate(str(tmp_path)),
        log=tmp_path / "my logs" / "toy.log",
        env={},
        mark=Mark("toy", "toy", "test", "/my repository"),
    )
    yield toy
    subprocess.run(("docker", "rm", "--force", toy.title), capture_output=True, check=False)


def _changed(toy: Container, **fields: object) -> Container:
    return Container(**{**vars(toy), **fields})


def _ask(toy: Container) -> str:
    with urllib.request.urlopen(f"{toy.url}/health", timeout=5) as answer:  # noqa: S310 - our own service
        return str(answer.read().decode())


def test_up_and_down(toy: Container) -> None:
    """A container answers on the loopback after its start, writes its log, and is gone after its end."""
    identifier = toy.start(20)

    assert docker.state(identifier) == docker.state(toy.title) == "running"
    assert f"HOST=127.0.0.1 HOSTNAME={_docker('info', '--format={{.Name}}')} " in _ask(toy)
    assert toy.log.read_text(encoding="utf-8").startswith("serving toy\n")
    assert _docker("ps", "--format={{.Names}}", "--filter=label=pantstack.home=/my repository") == toy.title
    container.end("toy", identifier, toy.port)
    assert docker.state(identifier) == docker.state(toy.title) == ""
    assert ports.is_free(toy.port)
    container.end("toy", identifier, toy.port)


def test_found_by_its_mark(toy: Container) -> None:
    """A container is found by its work tree, whatever that is called, and by its owner, and ends."""
    mark = Mark("the owner", "toy", "test", '/my "repository", \\ and {{.ID}}')
    identifier = _changed(toy, mark=mark).start(20)

    found = marks.started_from(mark.home)

    assert found == marks.of_owner("the owner") == [MarkedService(mark, toy.port, None, identifier)]
    assert (found[0].title, found[0].url) == (f"container {identifier[:12]}", toy.url)
    assert (marks.home_of_container(identifier), marks.home_of_container("0" * 64)) == (mark.home, "")
    assert (found[0].end(), marks.started_from(mark.home)) == ("", [])
    assert docker.state(identifier) == ""


def test_values_are_nobodys_business(toy: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the shell that deploys nothing reaches a container; what is meant for it stands in no list of processes."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "forbidden")
    monkeypatch.setenv("TOY_TOKEN", "of the shell")
    monkeypatch.setenv("PANTSTACK_DEPLOY", toy.title)
    env = {
        "TOY_TOKEN": "s3cr3t",
        "HOME": "/else where",
        "HTTPS_PROXY": "http://me:s3cr3t#é@proxy",
        "DOCKER_KEY": "s3cr3t",
    }
    identifier = _changed(toy, env=env).start(20)

    answer, processes = (
        _ask(toy),
        subprocess.run(("ps", "-ww", "-eo", "args"), capture_output=True, text=True, check=True),
    )
    parts_of_a_deploy = process_identity.processes_with_variable("PANTSTACK_DEPLOY", toy.title)
    container.end("toy", identifier, toy.port)
    assert {each.pid for each in parts_of_a_deploy} <= {os.getpid()}
    assert [f"{key}={value}" for key, value in env.items() if f"{key}={value}" not in answer] == []
    assert "forbidden" not in answer
    assert toy.title in processes.stdout
    assert "s3cr3t" not in processes.stdout


def test_ends_at_once(toy: Container, build: dict[str, str]) -> None:
    """A container that ends at once is reported with its exit code and its own last words, and is gone."""
    with pytest.raises(docker.DockerError) as caught:
        _changed(toy, image=build["ends"]).start(20)

    assert str(caught.value) == (
        f"toy ended with exit code 3 before it was healthy.\nThe end of its log, {toy.log}:\n  | no database"
    )
    assert docker.state(toy.title) == ""


@pytest.mark.parametrize("writable", [False, True])
def test_writes(toy: Container, build: dict[str, str], writable: bool) -> None:  # noqa: FBT001 - a table
    """A container writes below `/tmp` only, unless it is declared to need more."""
    with pytest.raises(docker.DockerError) as caught:
        _changed(toy, image=build["writes"], writable=writable).start(20)

    output = [line.strip("| ") for line in str(caught.value).splitlines() if line.startswith("  | ")]
    last = "anywhere" if writable else "OSError: [Errno 30] Read-only file system: '/x'"
    assert [output[0], output[-1]] == ["below /tmp", last]


def test_never_healthy(toy: Container) -> None:
    """A container that is not healthy in time is removed."""
    with pytest.raises(docker.DockerError) as caught:
        _changed(toy, env={"STATUS": "503"}).start(2)

    assert str(caught.value).splitlines()[0] == (
        f"toy was not healthy within 2 s: GET /health on port {toy.port} answers 503."
    )
    assert docker.state(toy.title) == ""


def test_left_by_a_deploy_that_was_killed(toy: Container) -> None:
    """A container of the same name makes room; another one on its port does not."""
    first = toy.start(20)

    second = toy.start(20)
    with pytest.raises(docker.DockerError) as caught:
        _changed(toy, title=f"{toy.title}-other").start(20)

    assert [docker.state(first), docker.state(second)] == ["", "running"]
    assert str(caught.value) == (
        f"Port {toy.port}, kept for toy, is taken by another process.\n"
        "End that process, or run with --destroy first to give the port up."
    )


def test_no_daemon(toy: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon that does not answer is reported, and never taken for "there is no container"."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")

    with pytest.raises(docker.DockerError) as caught:
        docker.state(toy.title)

    output = str(caught.value)
    assert output.startswith("docker ps failed: ")
    assert "/nonexistent/docker.sock" in output
    assert output.endswith("\nMake sure that Docker runs, then run again.")
