"""Builders of plans, modules, environments and artifacts for tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pantstack_runner.contract.environment import Environment
from pantstack_runner.contract.module import Artifact, Module
from pantstack_runner.contract.plan import Plan

if TYPE_CHECKING:
    from pathlib import Path


def make_artifact(letter: str = "a", **fields: Any) -> Artifact:  # noqa: ANN401 - of an artifact
    """Return a PEX file, of which each digit of the digest is this one; nothing is written."""
    digits = letter * 64
    plain = {"kind": "pex", "name": "api", "path": artifact_path(digits), "digest": f"sha256:{digits}"}
    return Artifact.model_validate({**plain, **fields})


def artifact_path(digits: str) -> str:
    """Return where the work tree and every store keep the PEX file `api` of a digest."""
    return f".pantstack/artifacts/{digits}/api.pex"


def write_artifact(root: Path, content: str) -> Artifact:
    """Write a PEX file of this content to where a work tree keeps it."""
    digits = hashlib.sha256(content.encode()).hexdigest()
    write_file(root / artifact_path(digits), content)
    return Artifact(kind="pex", name="api", path=artifact_path(digits), digest=f"sha256:{digits}")


def write_file(path: Path, text: str = "x") -> Path:
    """Write a text file, and the folders above it where they are missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def make_module(name: str = "orders", **fields: Any) -> Module:  # noqa: ANN401 - of a module
    """Return a module without dependencies and artifacts."""
    place = f"modules/{name}"
    plain = {"path": place, "infrastructure": f"{place}/infrastructure", "depends_on": (), "artifacts": ()}
    return Module.model_validate({"name": name, **plain, **fields})


def make_environment(name: str = "test", **fields: Any) -> Environment:  # noqa: ANN401 - of an environment
    """Return an environment of this machine."""
    plain = {"platform": "local", "backend_url": None, "region": None, "requires_confirmation": False}
    return Environment.model_validate({"name": name, **plain, **fields})


def make_plan(root: Path, *modules: Module, **fields: Any) -> Plan:  # noqa: ANN401 - of a plan
    """Return a plan to bring modules up in the environment `test`; by default orders with one artifact."""
    plain = {"version": 1, "action": "up", "root": root, "confirmed": False, "environment": make_environment()}
    taken = modules or (make_module(artifacts=(make_artifact(),)),)
    return Plan.model_validate({**plain, "modules": taken, **fields})
