"""`pants help deploy`: the flags as one writes them, in groups, with examples."""

from __future__ import annotations

from typing import Final

# By what they are for: flags, and what each does in a few words.
GROUPS: Final = {
    "What to do; without any of these, deploy": {
        "--preview, --dry-run": "show what would change, and change nothing",
        "--destroy": "remove everything that the modules deployed",
        "--refresh": "show what is not as it was deployed",
        "--status": "show which modules are up",
        "--history": "show what was deployed when",
        "--logs": "show the last log lines of services on this machine",
        "--set-secret=KEY": "encrypt a value for one module and environment",
        "--prune": "remove what no deploy needs any more",
        "--orphans": "list services of this machine that nobody declares",
    },
    "Where, and which modules": {
        "--env=NAME": "a `deploy_environment` of the root BUILD file",
        "--with-dependencies": "also the modules that they depend on",
        "--affected-since=COMMIT": "only modules that a change since then affects",
    },
    "Which artifacts; without any of these, those of this work tree": {
        "--promote-from=NAME": "those that another environment has",
        "--rollback": "those of the last good deploy that differs",
        "--plan=FILE": "exactly what a preview kept in this file",
    },
    "How": {
        "--force": "also what would not change, or what others run on",
        "--restart": "replace services also where nothing changed",
        "--yes": "confirm in advance; with --orphans, end them",
        "--jobs=N": "how many modules at the same time, 2 unless set",
        "--keep=N": "with --prune: good deploys that are kept, 10 unless set",
        "--unlock": "remove locks that other machines left",
    },
    "Output": {
        "--format=FORMAT": "of --status and --history: text or json",
        "--plan-out=FILE": "with --preview: keep what it shows",
        "--events=FILE": "all events as JSON lines; - is standard output",
    },
}
_EXAMPLES: Final = """\
Examples:
  deploy modules/orders --env=local
  deploy modules/shipping --env=test --with-dependencies --preview
  deploy --status
  deploy modules/orders --env=prod --promote-from=test
  deploy modules/orders --env=test --rollback
  deploy modules/orders --env=local --destroy"""


def text() -> str:
    """Write the help of the goal."""
    groups = "\n\n".join(
        "\n".join((f"{title}:", *(f"  {flag:<24} {what}" for flag, what in flags.items())))
        for title, flags in GROUPS.items()
    )
    return (
        "Package modules and deploy them with Pulumi, in the order of their dependencies.\n\n"
        f"{_EXAMPLES}\n\n{groups}\n\n"
        "Below, Pants writes each flag as --deploy-NAME: on the command line it is --NAME."
    )
