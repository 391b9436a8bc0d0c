"""Repositories of many new modules, for tests and benchmarks of how things grow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from pantstack.boundaries.fixing.sync_declarations import plan_project
from pantstack.boundaries.testing import project
from pantstack.scaffold import load_templates, resolves_toml
from pantstack.scaffold.model import Answers, UsedModule
from pantstack.scaffold.render import render

ROOT = Path(__file__).resolve().parents[3]
LAYERS = ("domain", "platform")
# Whoever uses a library of this repository, on one line or several.
_CONSUMERS = re.compile(r'consumer_resolves\((?:\s*"[^"]+",?)*\s*(kinds=\[[^\]]*\])?,?\s*\)')


def services(number: int, toml: str) -> dict[str, str]:
    """The files of services of which each uses the two before it, with every list as `modules --sync` writes it.

    Args:
        number: how many services.
        toml: the text of a pants.toml, to which their resolves are added.
    """
    files = libraries()
    kinds = load_templates.load("service").resolves
    for place in range(number):
        uses = tuple(_used(f"service{place - before}") for before in (2, 1) if place >= before)
        answers = Answers(f"service{place}", {"description": "x", "owner": ""}, LAYERS[0], 8001 + place, uses)
        files.update((file.path, file.text) for file in render(load_templates.files("service"), answers))
        toml = resolves_toml.with_resolves(toml, answers.name, kinds)
    files["pants.toml"] = toml
    return {**files, **synced(files)}


def libraries() -> dict[str, str]:
    """The files of the shared libraries, before anybody uses them."""
    paths = (path for path in sorted((ROOT / "stack/libs").rglob("*")) if path.name == "BUILD" or path.suffix == ".py")
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {path: _CONSUMERS.sub(r"consumer_resolves(\1)", text) for path, text in texts.items()}


def python_resolves(toml: str) -> Mapping[str, str]:
    """`[python.resolves]` of a pants.toml."""
    resolves: dict[str, str] = tomlkit.parse(toml).unwrap()["python"]["resolves"]
    return resolves


def _used(name: str) -> UsedModule:
    return UsedModule(f"modules/{name}", name, f"modules.{name}.backend.public", f"{name.capitalize()}Client")


def synced(files: Mapping[str, str]) -> dict[str, str]:
    """The files that `modules --sync` changes."""
    planned = plan_project(project(files, LAYERS))
    assert planned.refused == ()
    return {change.path: change.after for change in planned.changes}
