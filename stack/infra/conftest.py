"""Every test of a component runs under Pulumi's mocks, never against a cloud."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest


def read_snapshot(test: str) -> dict[str, Any]:
    """Read what a test file expects to be declared, from `snapshots/NAME.json` for `NAME_test.py`."""
    path = Path(test)
    name = path.name.removesuffix("_test.py")
    snapshot: dict[str, Any] = json.loads((path.parent / "snapshots" / f"{name}.json").read_text(encoding="utf-8"))
    return snapshot


class Mocks(pulumi.runtime.Mocks):
    """Records what a program declares.

    Attributes:
        made: inputs by type and name.
    """

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], dict[str, Any]] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Give a resource an identifier and an ARN made of its name."""
        self.made[args.typ, args.name] = dict(args.inputs)
        known = {"port": 20000, "url": "http://127.0.0.1:20000"} if "pantstack" in args.typ else {}
        outputs = {**args.inputs, **known, "arn": f"arn:{args.name}", "name": args.name}
        if args.typ == "pulumi:pulumi:StackReference":
            outputs["outputs"] = {"url": "http://127.0.0.1:20001"}
        return f"{args.name}-id", outputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Fail: no program here calls a cloud."""
        raise AssertionError(args.token)


@pytest.fixture(name="mocks")
def _mocks() -> Mocks:
    """Mocks in place of the engine."""
    mocks = Mocks()
    pulumi.runtime.set_mocks(mocks, project="orders", stack="test")
    return mocks
