"""The goal's command line."""

from __future__ import annotations

from typing import Final

from pants.engine.goal import GoalSubsystem
from pants.option.option_types import BoolOption, IntOption, StrOption

from pantstack.deploy.core.request import Asked

# Pants has an `experimental-deploy` of its own; should it take this name, ours changes here.
GOAL: Final = "deploy"


class DeploySubsystem(GoalSubsystem):
    """Options of the goal."""

    name = GOAL
    help = "Package modules and bring them up with Pulumi, in the order of their dependencies."

    env = StrOption("--env", default=None, help="The environment: a `deploy_environment` of BUILD at the root.")
    preview = BoolOption("--preview", default=False, help="Show what would change, and change nothing.")
    destroy = BoolOption("--destroy", default=False, help="Take the modules down.")
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
    runner = StrOption(
        "--runner",
        advanced=True,
        default="pants-plugins/pantstack/deploy/runner:runner",
        help="The `pex_binary` that drives Pulumi.",
    )

    def asked(self) -> Asked:
        """What the user asked."""
        return Asked(
            env=self.env,
            preview=self.preview,
            destroy=self.destroy,
            yes=self.yes,
            logs=self.logs,
            jobs=self.jobs,
            events=self.events,
            unlock=self.unlock,
        )
