"""Builders of contexts, requests, modules, environments and artifacts for tests."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from pantstack_runner.contract.context import Context
from pantstack_runner.contract.environment import Environment
from pantstack_runner.contract.module import Artifact, Module
from pantstack_runner.contract.requests import UpRequest

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
    """Return an environment of this machine, or, for another platform, of a cloud like AWS."""
    here = fields.get("platform", "local") == "local"
    traits = {
        "on_this_machine": here,
        "refreshes": here,
        "needs_registry": not here,
        "fetches_plugins": not here,
        "health_path": "/health" if here else "/health/{module}",
        "logs": "" if here else "CloudWatch, region {region}, in groups that end with the module's name",
    }
    plain = {"platform": "local", "traits": traits, "backend_url": None, "region": None, "runs": "pex"}
    return Environment.model_validate({"name": name, "requires_confirmation": False, **plain, **fields})


def make_context(root: Path, **fields: Any) -> Context:  # noqa: ANN401 - of a context
    """Return a context of the environment `test`."""
    return Context.model_validate({"root": root, "environment": make_environment(), "commit": "c" * 40, **fields})


def make_up(*modules: Module, **fields: Any) -> UpRequest:  # noqa: ANN401 - of a request
    """Return a request to bring modules up; by default orders with one artifact."""
    return UpRequest.model_validate({"modules": modules or (make_module(artifacts=(make_artifact(),)),), **fields})
