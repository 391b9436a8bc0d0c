"""The goal's command line."""

from __future__ import annotations

import dataclasses
from typing import Final

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, IntOption, StrOption

from pantstack.deploy.deploy_options import Asked

# Pants has an `experimental-deploy` of its own; should it take this name, ours changes here.
GOAL: Final = "deploy"


class DeploySubsystem(GoalSubsystem):
    """Options of the goal."""

    name = GOAL
    help = "Package modules and bring them up with Pulumi, in the order of their dependencies."

    env = StrOption(
        "--env", default=None, help="The environment: the name of a `deploy_environment` in the root BUILD file."
    )
    preview = BoolOption("--preview", default=False, help="Show what would change, and change nothing.")
    destroy = BoolOption("--destroy", default=False, help="Take the modules down.")
    refresh = BoolOption(
        "--refresh", default=False, help="Show what is not as it was deployed, and exit with 1 if anything is."
    )
    status = BoolOption(
        "--status", default=False, help="Show which modules are up; in all environments, unless `--env` names one."
    )
    history = BoolOption(
        "--history", default=False, help="Show what was deployed when; in all environments, unless `--env` names one."
    )
    format = StrOption("--format", default="text", help="The format of `--status` and `--history`: `text` or `json`.")
    with_dependencies = BoolOption(
        "--with-dependencies", default=False, help="Take also the modules that the selected ones depend on."
    )
    affected_since = StrOption(
        "--affected-since",
        default=None,
        help=(
            "Take only those of the selected modules, or of all, that a change since this branch, tag or commit"
            " reaches."
        ),
    )
    force = BoolOption("--force", default=False, help="Deploy also modules that would not change.")
    promote_from = StrOption(
        "--promote-from",
        default=None,
        help="Build nothing: deploy the very artifacts that were deployed to this environment last.",
    )
    rollback = BoolOption(
        "--rollback",
        default=False,
        help="Bring back artifacts and configuration of the last good deploy that differs from the current one.",
    )
    plan_out = StrOption("--plan-out", default=None, help="With `--preview`: keep what it shows in this file.")
    plan = StrOption(
        "--plan",
        default=None,
        help="Do exactly what `--plan-out` kept in this file; refused if anything has changed since.",
    )
    yes = BoolOption(
        "--yes", default=False, help="Confirm beforehand, where the environment has `requires_confirmation`."
    )
    logs = BoolOption(
        "--logs",
        default=False,
        help="Show the last lines that each service on this machine wrote, and which file has all of them.",
    )
    jobs = IntOption("--jobs", default=2, help="How many modules are worked on at the same time, from 1 to 64.")
    events = StrOption(
        "--events",
        default=None,
        help="Write all that happens as JSON lines to this file, or to the standard output for `-`.",
    )
    unlock = BoolOption(
        "--unlock",
        default=False,
        help="Take away locks that other machines left; those of dead processes of this one go by themselves.",
    )
    set_secret = StrOption(
        "--set-secret",
        default=None,
        help=(
            "Encrypt a value into the configuration of one module for one environment, under this key: `KEY` or"
            " `NAMESPACE:KEY`. The value is asked for, or read from the standard input."
        ),
    )
    prune = BoolOption(
        "--prune", default=False, help="Remove what no deploy needs any more; with `--preview`, only say what that is."
    )
    keep = IntOption(
        "--keep", default=10, help="With `--prune`: how many good deploys of each module and environment stay."
    )
    runner = StrOption(
        "--runner",
        advanced=True,
        default="pants-plugins/pantstack_runner:runner",
        help="The `pex_binary` that drives Pulumi.",
    )

    def asked(self) -> Asked:
        """What the user asked."""
        return Asked(**{each.name: getattr(self, each.name) for each in dataclasses.fields(Asked)})
