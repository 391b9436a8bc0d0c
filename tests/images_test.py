"""Images of every kind of module, as ECS runs them: nobody's user, a read-only root, a base that is pinned."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from daemons import BASE, Registry, databases, docker, registry_beside_a_daemon
from harness import Repository, copy_repository
from served import free_port
from shop import ask
from toys import until

CODE = "modules/orders/backend/service/core.py"
MODULES = ("orders", "mailer", "nightly")
SEALED = ("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges")


@dataclass(frozen=True)
class Built:
    """A copy whose modules have images.

    Attributes:
        base: what they are built on, by its digest.
        version: the end of their tags.
    """

    copy: Repository
    base: str
    version: str

    def build(self, *modules: str) -> None:
        """Package images."""
        self.copy.pants("package", *(f"modules/{module}:docker" for module in modules), timeout=1800).ok()

    def image(self, module: str) -> str:
        """The name of a module's image."""
        return f"pantstack:{module}-{self.version}"

    def layers(self, module: str) -> list[str]:
        """What an image is made of."""
        found: list[str] = json.loads(
            docker("image", "inspect", "--format={{json .RootFS.Layers}}", self.image(module))
        )
        return found


@pytest.fixture(scope="module", name="registry")
def _registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry beside a daemon that has a base image."""
    with registry_beside_a_daemon(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


@pytest.fixture(scope="module", name="built")
def _built(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Images of a service, a worker and a job, built on a base from a registry."""
    tag = f"{registry.address}/python:3.11"
    docker("image", "tag", BASE, tag)
    docker("push", tag)
    base = f"{registry.address}/python@{registry.digest('python', '3.11')}"
    version = f"test{os.getpid()}"
    variables = {"VERSION": version, "PANTS_DOCKER_BUILD_ARGS": json.dumps([f"PYTHON_IMAGE={base}"])}
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository", variables)
    copy.pants("new-module", "--kind=worker", "--name=mailer").ok()
    copy.pants("new-module", "--kind=scheduled", "--name=nightly", "--answers={'schedule': '* * * * *'}").ok()
    built = Built(copy, base, version)
    built.build(*MODULES)
    yield built
    copy.close()
    for image in (*map(built.image, MODULES), tag):
        subprocess.run(("docker", "image", "rm", image), capture_output=True, check=False)


@contextlib.contextmanager
def sealed(image: str) -> Iterator[str]:
    """A container whose files nobody may change."""
    container = docker("run", "--detach", *SEALED, image)
    yield container
    docker("rm", "--force", "--volumes", container)


def _inspect(container: str, what: str) -> str:
    return docker("inspect", f"--format={{{{{what}}}}}", container)


@pytest.mark.parametrize("module", ["orders", "mailer"])
def test_a_sealed_container(built: Built, module: str) -> None:
    """It gets healthy by its own check, as a user without a name, who writes below `/tmp` only, and ends at a signal."""
    with sealed(built.image(module)) as container:
        until(lambda: _inspect(container, ".State.Health.Status") != "starting", "it is checked")
        logs = subprocess.run(("docker", "logs", container), capture_output=True, text=True, check=True)
        assert _inspect(container, ".State.Health.Status") == "healthy", logs.stdout + logs.stderr
        assert docker("exec", container, "id", "-u") == "65532"
        wrote = [
            subprocess.run(("docker", "exec", container, "touch", path), capture_output=True, check=False).returncode
            for path in ("/tmp/x", "/app/x")  # noqa: S108  the container's own
        ]
        assert wrote == [0, 1]

        docker("stop", "--time=60", container)

        # By force it would be 137.
        assert _inspect(container, ".State.ExitCode") == "0"


def test_a_job_runs_once(built: Built) -> None:
    """A sealed job does its work, and its exit code says so; nothing checks it meanwhile."""
    out = docker("run", "--rm", *SEALED, built.image("nightly"))

    messages = [json.loads(line)["message"].partition(" after ")[0] for line in out.splitlines()]
    assert messages == ["done", "ended with exit code 0"]
    check = docker("image", "inspect", "--format={{json .Config.Healthcheck.Test}}", built.image("nightly"))
    assert json.loads(check) == ["NONE"]


@pytest.mark.parametrize("module", MODULES)
def test_the_base_is_pinned(built: Built, module: str) -> None:
    """A base by its digest is what the image starts with, and what its label says."""
    labels = json.loads(docker("image", "inspect", "--format={{json .Config.Labels}}", built.image(module)))
    below = json.loads(docker("image", "inspect", "--format={{json .RootFS.Layers}}", BASE))

    assert labels == {
        "org.opencontainers.image.base.name": built.base,
        "org.opencontainers.image.title": module,
        "org.opencontainers.image.version": built.version,
    }
    assert built.layers(module)[: len(below)] == below


def test_a_change_of_code(built: Built) -> None:
    """A change of a module's code is one layer: the base and the libraries are there already."""
    before = built.layers("orders")

    with built.copy.planted({CODE: f"{built.copy.read(CODE)}\nCHANGED = True\n"}):
        built.build("orders")
        after = built.layers("orders")

    assert after[:-1] == before[:-1]
    assert after[-1] != before[-1]


def test_a_worker_in_compose(built: Built) -> None:
    """`make up` brings up a worker, healthy, which handles what it is sent."""
    copy, port = built.copy, free_port()
    variables = {"COMPOSE_PROJECT_NAME": f"images{os.getpid()}", "PYTHON_IMAGE": BASE}
    compose = re.sub(r"127\.0\.0\.1:\d+:8000", f"127.0.0.1:{port}:8000", copy.read("compose.yaml"))
    command = ("docker", "compose") if copy.run("docker", "compose", "version").code == 0 else ("docker-compose",)
    with databases() as image, copy.planted({"compose.yaml": compose}):
        variables |= {"POSTGRES_IMAGE": image, "REDIS_IMAGE": image}
        try:
            copy.run("make", "-s", "up", "M=mailer", env=variables).ok()
            until(lambda: ask(f"http://127.0.0.1:{port}/health").startswith("200 "), "the worker is healthy")
            sent = _send(port)
            log = copy.run(*command, "logs", "mailer", env=variables)
            until(lambda: f"message {sent}, attempt 1: handled" in _log(copy, command, variables), log.text)
        finally:
            copy.run(*command, "down", "--volumes", "--rmi=local", env=variables)


def _send(port: int) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/messages", b'{"title": "first"}')
    with urllib.request.urlopen(request, timeout=10) as response:
        return str(json.load(response)["id"])


def _log(copy: Repository, command: tuple[str, ...], variables: dict[str, str]) -> str:
    return copy.run(*command, "logs", "mailer", env=variables).text


def test_images_on_this_machine(built: Built) -> None:
    """Where services run from images a worker comes up as a container; a schedule is left out, and a warning says so."""
    copy = built.copy
    build = copy.read("BUILD").replace('(name="local"', '(name="local", runs="docker"')
    with copy.planted({"BUILD": build}):
        try:
            ran = copy.pants("deploy", "modules/mailer", "modules/nightly", "--env=local").ok()
            url = re.search(r"^mailer  up  (http://\S+)$", ran.out, re.MULTILINE)
            assert url, ran.text
            healthy = ask(f"{url[1]}/health")
        finally:
            copy.pants("deploy", "modules/mailer", "modules/nightly", "--env=local", "--destroy")

    assert healthy.startswith("200 ")
    assert (
        'nightly  warning  Schedule "nightly" is left out: platform "local" has no scheduler for an artifact of kind docker.'
        in ran.text.splitlines()
    )
