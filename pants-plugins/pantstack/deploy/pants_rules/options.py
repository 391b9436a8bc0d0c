"""The goal's command line."""

from __future__ import annotations

import dataclasses
from typing import Final

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, IntOption, StrOption

from pantstack.deploy.planning import help_text
from pantstack.deploy.planning.deploy_options import DeployOptions

# Pants has an `experimental-deploy` of its own; should it take this name, ours changes here.
GOAL: Final = "deploy"


class DeploySubsystem(GoalSubsystem):
    """Options of the goal."""

    name = GOAL
    help = help_text.text()

    env = StrOption(default=None, help="The environment: the name of a `deploy_environment` in the root BUILD file.")
    preview = BoolOption(default=False, help="Show what would change, and change nothing.")
    dry_run = BoolOption(default=False, help="The same as `--preview`.")
    destroy = BoolOption(default=False, help="Remove everything that the modules deployed.")
    refresh = BoolOption(default=False, help="Show what is not as it was deployed, and exit with 1 if anything is.")
    status = BoolOption(default=False, help="Show which modules are up; in all environments, unless `--env` names one.")
    history = BoolOption(
        default=False, help="Show what was deployed when; in all environments, unless `--env` names one."
    )
    format = StrOption(default="text", help="The format of `--status` and `--history`: `text` or `json`.")
    with_dependencies = BoolOption(default=False, help="Deploy also the modules that the selected ones depend on.")
    affected_since = StrOption(
        default=None,
        help=(
            "Deploy only those of the selected modules, or of all, that a change since this branch, tag or commit"
            " affects."
        ),
    )
    force = BoolOption(
        default=False, help="Deploy also modules that would not change; destroy also what other modules run on."
    )
    restart = BoolOption(
        default=False, help="Replace services of this machine also where nothing changed and all is well."
    )
    promote_from = StrOption(
        default=None, help="Package nothing: deploy the artifacts that were deployed to this environment last."
    )
    rollback = BoolOption(
        default=False,
        help="Bring back artifacts and configuration of the last good deploy that differs from the current one.",
    )
    plan_out = StrOption(default=None, help="With `--preview`: keep what it shows in this file.")
    plan = StrOption(
        default=None, help="Do exactly what `--plan-out` kept in this file; refused if anything has changed since."
    )
    yes = BoolOption(default=False, help="Confirm in advance, where the environment has `requires_confirmation`.")
    logs = BoolOption(
        default=False, help="Show the last log lines of each service on this machine, and the file with all of them."
    )
    jobs = IntOption(default=2, help="How many modules are deployed at the same time, from 1 to 64.")
    events = StrOption(
        default=None, help="Write all events as JSON lines to this file, or to the standard output for `-`."
    )
    unlock = BoolOption(
        default=False,
        help="Remove locks that other machines left; those of dead processes of this one are removed anyway.",
    )
    set_secret = StrOption(
        default=None,
        help=(
            "Encrypt a value into the configuration of one module for one environment, under this key: `KEY` or"
            " `NAMESPACE:KEY`. The value is read from a prompt or from the standard input."
        ),
    )
    prune = BoolOption(default=False, help="Remove what no deploy needs any more; with `--preview`, only list it.")
    keep = IntOption(default=10, help="With `--prune`: how many good deploys of each module and environment are kept.")
    orphans = BoolOption(
        default=False,
        help=(
            "List the services that this work tree has started on this machine, and that no module or environment"
            " declares or no state knows any more; with `--yes`, end them."
        ),
    )
    runner = StrOption(
        advanced=True, default="pants-plugins/pantstack_runner:runner", help="The `pex_binary` that runs Pulumi."
    )

    def deploy_options(self) -> DeployOptions:
        """Collect the options of the command line."""
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(DeployOptions)}
        return DeployOptions(**{**given, "preview": self.preview or self.dry_run})
