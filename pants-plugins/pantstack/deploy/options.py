"""The goal's command line."""

from __future__ import annotations

import dataclasses
from typing import Final

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, IntOption, StrOption

from pantstack.deploy.core.asked import Asked

# Pants has an `experimental-deploy` of its own; should it take this name, ours changes here.
GOAL: Final = "deploy"


class DeploySubsystem(GoalSubsystem):
    """Options of the goal."""

    name = GOAL
    help = "Package modules and bring them up with Pulumi, in the order of their dependencies."

    env = StrOption("--env", default=None, help="The environment: a `deploy_environment` of BUILD at the root.")
    preview = BoolOption("--preview", default=False, help="Show what would change, and change nothing.")
    destroy = BoolOption("--destroy", default=False, help="Take the modules down.")
    refresh = BoolOption(
        "--refresh", default=False, help="Show what is not as it was deployed, and exit with 1 if anything is."
    )
    status = BoolOption("--status", default=False, help="Show which modules are up where; needs no `--env`.")
    history = BoolOption("--history", default=False, help="Show what was deployed when; needs no `--env`.")
    format = StrOption("--format", default="text", help="Of `--status` and `--history`: `text` or `json`.")
    with_dependencies = BoolOption(
        "--with-dependencies", default=False, help="Take the modules that the selected ones depend on as well."
    )
    affected_since = StrOption(
        "--affected-since",
        default=None,
        help="Take those modules only that a change since this branch, tag or commit reaches.",
    )
    force = BoolOption("--force", default=False, help="Deploy also what did not change.")
    promote_from = StrOption(
        "--promote-from", default=None, help="Deploy the very artefacts that were deployed to this environment."
    )
    rollback = BoolOption(
        "--rollback", default=False, help="Bring back artefacts and configuration of the last good deploy but one."
    )
    plan_out = StrOption("--plan-out", default=None, help="Keep what `--preview` shows in this file.")
    plan = StrOption("--plan", default=None, help="Do what `--plan-out` kept in this file, if nothing moved since.")
    yes = BoolOption("--yes", default=False, help="Answer an environment that requires confirmation.")
    logs = BoolOption("--logs", default=False, help="Show the last lines that the services wrote, and in which file.")
    jobs = IntOption("--jobs", default=2, help="How many modules are worked on at the same time.")
    events = StrOption(
        "--events", default=None, help="Write what happens as JSON lines to a file, or to the standard output for `-`."
    )
    unlock = BoolOption(
        "--unlock",
        default=False,
        help="Take away locks that other machines left; those of dead processes of this one go by themselves.",
    )
    set_secret = StrOption(
        "--set-secret",
        default=None,
        help="Encrypt a value for this key of a module's configuration: asked for, or read from the standard input.",
    )
    prune = BoolOption(
        "--prune", default=False, help="Remove what no deploy needs any more; `--preview` beside it only says what."
    )
    keep = IntOption("--keep", default=10, help="How many good deploys of each module and environment `--prune` keeps.")
    runner = StrOption(
        "--runner",
        advanced=True,
        default="pants-plugins/pantstack/deploy/runner:runner",
        help="The `pex_binary` that drives Pulumi.",
    )

    def asked(self) -> Asked:
        """What the user asked."""
        return Asked(**{each.name: getattr(self, each.name) for each in dataclasses.fields(Asked)})
