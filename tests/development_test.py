"""What a checkout brings along for development: hooks before a commit, and a container to work in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml
from harness import ROOT, Repository

# Set by build-support/test.
TOOLS = Path(os.environ["PANTSTACK_TOOLS"])
HOOKS = ".pre-commit-config.yaml"
CONTAINER = ROOT / ".devcontainer"
# Of https://containers.dev/implementors/json_reference, for a container of a compose file.
PROPERTIES = {
    "customizations",
    "dockerComposeFile",
    "features",
    "forwardPorts",
    "name",
    "postCreateCommand",
    "service",
    "workspaceFolder",
}


def _hooks(*argv: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    # Only the one that needs nothing from elsewhere: static_checks_test.py runs ruff.
    variables = {**os.environ, "SKIP": "ruff-check,ruff-format", "PATH": f"{TOOLS}:{os.environ['PATH']}"}
    command = (str(TOOLS / "pre-commit"), *argv)
    return subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, check=False)


def _yaml(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def test_hooks_are_valid() -> None:
    """Pre-commit takes its configuration, whose ruff is the one of the tests."""
    valid = _hooks("validate-config", HOOKS)
    pinned = re.findall(r"^ruff==.*$", (ROOT / "build-support/dev/tools.in").read_text(encoding="utf-8"), re.MULTILINE)
    (repository,) = _yaml(ROOT / HOOKS)["repos"]

    assert (valid.returncode, valid.stdout + valid.stderr) == (0, "")
    assert [hook.get("additional_dependencies") for hook in repository["hooks"]] == [pinned, pinned, None]


def test_the_hook_of_boundaries(repository: Repository) -> None:
    """What is about to be committed is checked for boundaries; a crossing stops it and is named."""
    path = "modules/shipping/backend/service/core.py"
    crossing = f"{repository.read(path)}\nfrom modules.orders.backend.service.core import generate_id\n"

    good = _hooks("run", "--files", path, cwd=repository.path)
    with repository.planted({path: crossing}):
        bad = _hooks("run", "--files", path, cwd=repository.path)

    assert good.returncode == 0, good.stdout
    assert re.search(r"^boundaries of modules\.+Passed$", good.stdout, re.MULTILINE), good.stdout
    assert bad.returncode == 1
    assert "private-import" in bad.stdout


def test_the_container() -> None:
    """It has known properties only, a workspace where the repository is, and what hooks and services need."""
    container = json.loads((CONTAINER / "devcontainer.json").read_text(encoding="utf-8"))
    services = _yaml(CONTAINER / container["dockerComposeFile"])["services"]
    workspace = services[container["service"]]
    ports = re.findall(r"127\.0\.0\.1:(\d+):", (ROOT / "compose.yaml").read_text(encoding="utf-8"))

    assert set(container) == PROPERTIES
    assert workspace["volumes"] == [f"..:{container['workspaceFolder']}:cached"]
    assert sorted(map(str, container["forwardPorts"])) == sorted(ports)
    # PostgreSQL and Redis answer on its own localhost.
    assert {name: each.get("network_mode") for name, each in services.items()} == {
        "workspace": None,
        "postgres": "service:workspace",
        "redis": "service:workspace",
    }


def test_its_images_are_those_of_compose() -> None:
    """PostgreSQL and Redis are as in compose.yaml."""
    images = {each["image"] for each in _yaml(ROOT / "compose.yaml")["services"].values() if "image" in each}
    services = _yaml(CONTAINER / "compose.yaml")["services"]

    assert {services[name]["image"] for name in ("postgres", "redis")} == images


def test_its_databases(tmp_path: Path) -> None:
    """Where PostgreSQL starts for the first time, each module gets a database."""
    (tmp_path / "createdb").write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    (tmp_path / "createdb").chmod(0o755)
    variables = {"MODULES": str(ROOT / "modules"), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    shell = shutil.which("sh")
    assert shell

    made = subprocess.run(
        (shell, str(CONTAINER / "databases/modules.sh")), env=variables, capture_output=True, text=True, check=True
    )

    names = sorted(path.parent.name for path in ROOT.glob("modules/*/BUILD"))
    assert made.stdout.splitlines() == [f"--username=postgres {name}" for name in names]
