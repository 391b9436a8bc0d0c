"""The command line."""

from __future__ import annotations

from typing import Any

import pytest

from pantstack.deploy.deploy_options import Asked
from pantstack.deploy.errors import DeployError


@pytest.mark.parametrize(
    ("asked", "action", "packages"),
    [
        (Asked(), "up", True),
        (Asked(preview=True), "preview", True),
        (Asked(destroy=True), "destroy", False),
        (Asked(refresh=True), "refresh", False),
        (Asked(logs=True), "logs", False),
        (Asked(status=True), "status", False),
        (Asked(history=True), "history", False),
        (Asked(set_secret="orders:token"), "set_secret", False),  # noqa: S106 - a key
        (Asked(prune=True), "prune", False),
        (Asked(prune=True, preview=True), "prune", False),
        (Asked(rollback=True), "up", False),
        (Asked(promote_from="test", preview=True), "preview", False),
        (Asked(plan="x.json"), "up", False),
    ],
)
def test_action(asked: Asked, action: str, packages: bool) -> None:  # noqa: FBT001 - a table
    """The flags name the action, and whether anything is built."""
    asked.check()

    assert (asked.action, asked.packages) == (action, packages)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (
            {"preview": True, "destroy": True},
            "--preview and --destroy exclude each other.\nLeave one of them out.",
        ),
        (
            {"rollback": True, "promote_from": "test"},
            "--promote-from and --rollback exclude each other.\nLeave one of them out.",
        ),
        (
            {"rollback": True, "destroy": True},
            "--destroy and --rollback exclude each other.\nLeave one of them out.",
        ),
        (
            {"plan": "x", "with_dependencies": True},
            "--plan and --with-dependencies exclude each other.\nLeave one of them out.",
        ),
        ({"plan": "x", "preview": True}, "--plan and --preview exclude each other.\nLeave one of them out."),
        ({"prune": True, "destroy": True}, "--prune and --destroy exclude each other.\nLeave one of them out."),
        ({"prune": True, "rollback": True}, "--prune and --rollback exclude each other.\nLeave one of them out."),
        (
            {"prune": True, "preview": True, "plan_out": "x"},
            "--prune and --plan-out exclude each other.\nLeave one of them out.",
        ),
        (
            {"prune": True, "keep": 0},
            "--keep=0 is not a number of deploys from 1 to 10000.\nGive another, or leave it out.",
        ),
        ({"plan_out": "x"}, "--plan-out keeps what --preview shows.\nAdd --preview, or leave it out."),
        (
            {"env": "test", "promote_from": "test"},
            "--promote-from=test names the environment itself.\nName another one.",
        ),
        (
            {"set_secret": "token", "preview": True},
            "--preview and --set-secret exclude each other.\nLeave one of them out.",
        ),
        (
            {"set_secret": "token", "rollback": True},
            "--set-secret and --rollback exclude each other.\nLeave one of them out.",
        ),
        *(
            (
                {"set_secret": key},
                (
                    "--set-secret names no key of a configuration.\n"
                    "Write KEY or NAMESPACE:KEY; the value is read from the standard input, never from the command line."
                ),
            )
            for key in ("", "token=s3cr3t", "-x", "a:b:c", "a\n")
        ),
        ({"promote_from": ""}, "--promote-from is empty.\nSay what it is to be, or leave it out."),
        ({"affected_since": ""}, "--affected-since is empty.\nSay what it is to be, or leave it out."),
        ({"plan": ""}, "--plan is empty.\nSay what it is to be, or leave it out."),
        ({"plan_out": "", "preview": True}, "--plan-out is empty.\nSay what it is to be, or leave it out."),
        ({"events": ""}, "--events is empty.\nSay what it is to be, or leave it out."),
        ({"format": "xml"}, "--format=xml is none of: text, json.\nChoose one of them."),
        ({"jobs": 0}, "--jobs=0 is not a number of modules from 1 to 64.\nGive another, or leave it out."),
    ],
)
def test_contradictions(flags: dict[str, Any], said: str) -> None:
    """What contradicts itself is refused."""
    with pytest.raises(DeployError) as caught:
        Asked(**flags).check()

    assert str(caught.value) == said
