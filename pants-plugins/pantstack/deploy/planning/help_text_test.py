"""The help of `deploy` has every flag as one writes it."""

from __future__ import annotations

import dataclasses

from pantstack.deploy.planning import help_text
from pantstack.deploy.planning.deploy_options import DeployOptions


def test_every_flag_is_in_one_group() -> None:
    """No flag is missing in the help, none is there twice, and none that does not exist."""
    listed = [
        flag.partition("=")[0] for flags in help_text.GROUPS.values() for each in flags for flag in each.split(", ")
    ]

    flags = [f"--{field.name.replace('_', '-')}" for field in dataclasses.fields(DeployOptions)]
    assert sorted(listed) == sorted([*flags, "--dry-run"])


def test_the_text() -> None:
    """It begins with what the goal is for, and no line is wrapped in a terminal of 80 columns."""
    lines = help_text.text().splitlines()

    assert lines[:4] == [
        "Package modules and deploy them with Pulumi, in the order of their dependencies.",
        "",
        "Examples:",
        "  deploy modules/orders --env=local",
    ]
    assert "  --env=NAME               a `deploy_environment` of the root BUILD file" in lines
    assert [line for line in lines[1:] if len(line) > 82] == []
