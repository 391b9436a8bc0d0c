"""A Docker daemon, a registry and a base image, where the machine can have them: see build-support/docker-for-tests."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import pytest
from harness import ROOT
from served import free_port
from shop import ask

BASE = "pantstack-python:bookworm"


class Registry:
    """A registry of the test's own, which can go away and come back.

    Attributes:
        address: where it listens.
    """

    def __init__(self, folder: Path) -> None:
        """Choose a port; nothing is started yet.

        Args:
            folder: where it keeps what is pushed.
        """
        self.address = f"127.0.0.1:{free_port()}"
        self._config = folder / "registry.yml"
        self._config.write_text(
            f'version: 0.1\nstorage: {{filesystem: {{rootdirectory: "{folder}/kept"}}}}\n'
            f'http: {{addr: "{self.address}"}}\n'
        )
        self._process: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            ("docker-registry", "serve", str(self._config)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            if ask(f"http://{self.address}/v2/").startswith("200 "):
                return
            time.sleep(0.1)
        raise AssertionError(f"no registry at {self.address}")

    def stop(self) -> None:
        """End it; what was pushed stays."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)
            self._process = None

    def digest(self, repository: str, tag: str) -> str:
        """What a tag stands for."""
        request = urllib.request.Request(
            f"http://{self.address}/v2/{repository}/manifests/{tag}",
            headers={"accept": "application/vnd.docker.distribution.manifest.v2+json"},
            method="HEAD",
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return str(answer.headers["docker-content-digest"])


def docker(*argv: str) -> str:
    """What Docker answers."""
    return subprocess.run(("docker", *argv), capture_output=True, text=True, check=True).stdout.strip()


@contextlib.contextmanager
def registry_beside_a_daemon(folder: Path) -> Iterator[Registry]:
    """Start a registry beside a daemon that has a base image; elsewhere skip, except in CI."""
    is_ci = os.environ.get("CI") == "true"
    made = subprocess.run(
        (str(ROOT / "build-support/docker-for-tests"), "start" if is_ci else "check"),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        (pytest.fail if is_ci else pytest.skip)(made.stderr.strip())
    registry = Registry(folder)
    registry.start()
    yield registry
    registry.stop()


@contextlib.contextmanager
def databases() -> Iterator[str]:
    """An image of PostgreSQL and Redis as compose.yaml uses them, since no hub is in reach."""
    image = f"pantstack-databases:test{os.getpid()}"
    docker("build", "-q", "-t", image, str(ROOT / "tests/testdata/databases"))
    yield image
    docker("image", "rm", image)
