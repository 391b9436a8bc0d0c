"""Where a module is deployed, by what deploys leave behind."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pantstack.deploy.contract.model import Environment
from pantstack.deploy.platforms import PLATFORMS
from pantstack.relocate.deployed import Deployment, elsewhere, find

RECORDS = ".pantstack/records/test/orders"
STATE = ".pantstack/state/test/.pulumi/stacks/orders/test.json"
UP = {"action": "up", "result": "succeeded", "began": "2026-11-30T10:00:00Z"}
STACK = {"type": "pulumi:pulumi:Stack"}


def state(*resources: object) -> dict[str, object]:
    """A state of Pulumi."""
    return {"version": 3, "checkpoint": {"latest": {"resources": list(resources)}}}


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, None),
        ({f"{RECORDS}/1.json": UP}, "last up 2026-11-30, succeeded"),
        ({f"{RECORDS}/1.json": UP, f"{RECORDS}/2.json": {**UP, "action": "destroy"}}, None),
        ({f"{RECORDS}/1.json": {**UP, "action": "destroy"}, f"{RECORDS}/2.json": UP}, "last up 2026-11-30, succeeded"),
        ({f"{RECORDS}/1.json": {**UP, "action": "destroy", "result": "failed"}}, "last destroy 2026-11-30, failed"),
        ({f"{RECORDS}/1.json": {**UP, "result": "started"}}, "last up 2026-11-30, started"),
        ({f"{RECORDS}/1.json": "{"}, "its last record cannot be read"),
        ({f"{RECORDS}/1.json": "[]"}, "its last record cannot be read"),
        ({STATE: state(STACK)}, None),
        ({STATE: state()}, None),
        ({STATE: {"version": 3, "checkpoint": {}}}, None),
        ({STATE: state(STACK, {"type": "x"})}, "its state has resources"),
        ({f"{STATE}.bak": state(STACK, {"type": "x"})}, None),
        ({STATE: "{"}, "its state has resources"),
        ({".pantstack/records/test/shipping/1.json": UP}, None),
    ],
)
def test_find(tmp_path: Path, files: dict[str, object], what: str) -> None:
    """What was not taken down is deployed, and so is what cannot be read."""
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        (tmp_path / path).write_text(text, encoding="utf-8")

    assert find(str(tmp_path), "orders", ()) == ((Deployment("test", what),) if what else ())


def test_other_places(tmp_path: Path) -> None:
    """Folders of this machine in which environments keep what they have are looked at; compressed states are read."""
    environments = (
        Environment("stage", backend_url="file://states"),
        Environment("demo", records=f"file://{tmp_path}/shared"),
    )
    compressed = tmp_path / "states/.pulumi/stacks/orders/stage.json.gz"
    record = tmp_path / "shared/.pantstack/records/demo/orders/1.json"
    for file in (compressed, record):
        file.parent.mkdir(parents=True)
    compressed.write_bytes(gzip.compress(json.dumps(state({"type": "x"})).encode()))
    record.write_text(json.dumps(UP), encoding="utf-8")

    assert find(str(tmp_path), "orders", environments) == (
        Deployment("demo", "last up 2026-11-30, succeeded"),
        Deployment("stage", "its state has resources"),
    )


def test_elsewhere() -> None:
    """What is kept on another machine is named, since nothing is known of it here."""
    cloud = next(platform for platform in PLATFORMS if not Environment("x", platform).traits.on_this_machine)
    environments = (
        Environment("local"),
        Environment("folder", cloud, backend_url="file:///states"),
        Environment("bucket", backend_url="s3://states"),
        Environment("prod", cloud),
        Environment("split", backend_url="file:///states", records="s3://records"),
    )

    assert elsewhere(environments) == ("bucket", "prod", "split")
