"""The command line."""

from __future__ import annotations

from typing import Any

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.planning.deploy_options import DeployOptions


@pytest.mark.parametrize(
    ("options", "action", "packages"),
    [
        (DeployOptions(), "up", True),
        (DeployOptions(preview=True), "preview", True),
        (DeployOptions(destroy=True), "destroy", False),
        (DeployOptions(refresh=True), "refresh", False),
        (DeployOptions(logs=True), "logs", False),
        (DeployOptions(status=True), "status", False),
        (DeployOptions(history=True), "history", False),
        (DeployOptions(set_secret="orders:token"), "set_secret", False),  # noqa: S106 - a key
        (DeployOptions(prune=True), "prune", False),
        (DeployOptions(orphans=True, yes=True), "orphans", False),
        (DeployOptions(prune=True, preview=True), "prune", False),
        (DeployOptions(rollback=True), "up", False),
        (DeployOptions(restart=True), "up", True),
        (DeployOptions(promote_from="test", preview=True), "preview", False),
        (DeployOptions(plan="x.json"), "up", False),
        (DeployOptions(jobs=64), "up", True),
        (DeployOptions(prune=True, keep=10000), "prune", False),
    ],
)
def test_action(options: DeployOptions, action: str, packages: bool) -> None:  # noqa: FBT001 - a table
    """The flags name the action, and whether anything is built."""
    options.check()

    assert (options.action, options.packages) == (action, packages)


@pytest.mark.parametrize(
    ("flags", "output"),
    [
        (
            {"preview": True, "destroy": True},
            "--preview and --destroy exclude each other.\nRemove one of them.",
        ),
        (
            {"rollback": True, "promote_from": "test"},
            "--promote-from and --rollback exclude each other.\nRemove one of them.",
        ),
        (
            {"rollback": True, "destroy": True},
            "--destroy and --rollback exclude each other.\nRemove one of them.",
        ),
        (
            {"plan": "x", "with_dependencies": True},
            "--plan and --with-dependencies exclude each other.\nRemove one of them.",
        ),
        ({"plan": "x", "preview": True}, "--plan and --preview exclude each other.\nRemove one of them."),
        ({"prune": True, "destroy": True}, "--prune and --destroy exclude each other.\nRemove one of them."),
        ({"prune": True, "rollback": True}, "--prune and --rollback exclude each other.\nRemove one of them."),
        (
            {"prune": True, "preview": True, "plan_out": "x"},
            "--prune and --plan-out exclude each other.\nRemove one of them.",
        ),
        (
            {"prune": True, "keep": 0},
            "--keep=0 is not a number of deploys from 1 to 10000.\nChoose another, or remove --keep.",
        ),
        (
            {"restart": True, "destroy": True},
            "--destroy and --restart exclude each other.\nRemove one of them.",
        ),
        ({"orphans": True, "env": "test"}, "--orphans and --env exclude each other.\nRemove one of them."),
        ({"orphans": True, "status": True}, "--status and --orphans exclude each other.\nRemove one of them."),
        ({"restart": True, "plan": "x"}, "--plan and --restart exclude each other.\nRemove one of them."),
        ({"plan_out": "x"}, "--plan-out keeps what --preview shows.\nAdd --preview, or remove --plan-out."),
        (
            {"env": "test", "promote_from": "test"},
            "--promote-from=test is the environment itself.\nChoose another one.",
        ),
        (
            {"set_secret": "token", "preview": True},
            "--preview and --set-secret exclude each other.\nRemove one of them.",
        ),
        (
            {"set_secret": "token", "rollback": True},
            "--set-secret and --rollback exclude each other.\nRemove one of them.",
        ),
        *(
            (
                {"set_secret": key},
                (
                    "--set-secret is not a key of a configuration.\n"
                    "Write KEY or NAMESPACE:KEY; the value is read from the standard input, never from the command line."
                ),
            )
            for key in ("", "token=s3cr3t", "-x", "a:b:c", "a\n")
        ),
        ({"promote_from": ""}, "--promote-from is empty.\nGive it a value, or remove it."),
        ({"affected_since": ""}, "--affected-since is empty.\nGive it a value, or remove it."),
        ({"plan": ""}, "--plan is empty.\nGive it a value, or remove it."),
        ({"plan_out": "", "preview": True}, "--plan-out is empty.\nGive it a value, or remove it."),
        ({"events": ""}, "--events is empty.\nGive it a value, or remove it."),
        ({"format": "xml"}, "Unknown format --format=xml.\nChoose one of: text, json."),
        ({"jobs": 65}, "--jobs=65 is not a number of modules from 1 to 64.\nChoose another, or remove --jobs."),
        (
            {"prune": True, "keep": 10001},
            "--keep=10001 is not a number of deploys from 1 to 10000.\nChoose another, or remove --keep.",
        ),
        ({"jobs": 0}, "--jobs=0 is not a number of modules from 1 to 64.\nChoose another, or remove --jobs."),
    ],
)
def test_contradictions(flags: dict[str, Any], output: str) -> None:
    """What contradicts itself is refused."""
    with pytest.raises(UserError) as caught:
        DeployOptions(**flags).check()

    assert f"{caught.value.message}\n{caught.value.help}" == output
