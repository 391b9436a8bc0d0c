"""Mocks in place of the engine of Pulumi: what a program declares is recorded, and nothing is deployed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pulumi

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mocks(pulumi.runtime.Mocks):
    """Records what a program declares.

    Attributes:
        made: inputs by type and name.
        json_properties: the properties whose texts are JSON.
    """

    json_properties: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        """Record nothing yet."""
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
        """Answer a question to a provider with what it was about."""
        return dict(args.args), []

    def readable(self, word: str = "") -> dict[str, Any]:
        """Return what was declared, by the last part of its type and its name, with JSON read.

        Args:
            word: what the type or the name must contain.
        """
        found = {f"{typ.split(':')[-1]} {name}": self._read(inputs) for (typ, name), inputs in self.made.items()}
        return {key: value for key, value in found.items() if word in key}

    def _read(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: json.loads(value) if key in self.json_properties else value
            for key, value in inputs.items()
            if value is not None
        }
