"""The options of the checker."""

from __future__ import annotations

from typing import Optional

from pants.option.option_types import BoolOption, DictOption, SkipOption, StrListOption, StrOption
from pants.option.subsystem import Subsystem

from pantstack.boundaries.run.options import Destination, RunOptions
from pantstack.declarations.pants_rules.options import PantstackSubsystem, option


class PantstackLint(Subsystem):
    """The `[pantstack-lint]` section of pants.toml."""

    options_scope = "pantstack-lint"
    name = "pantstack"
    help = "The checker of module boundaries."

    skip = SkipOption("lint", "fix")
    severities = DictOption[str](
        help=(
            'What a finding means: `error`, `warning` or `off`, by code ("unused-dependency"), by module and code '
            '("modules/legacy:private-import") or for all codes of a module ("modules/legacy:*"); the narrowest wins. '
            "Where nothing is set, unprovable-import, unprovable-stack-reference and unused-consumer-resolves are "
            "warnings, all others errors."
        ),
    )
    type_checking = BoolOption(
        default=True, help="Judge imports under `if TYPE_CHECKING` too: they couple modules, though nothing runs them."
    )
    string_readers = StrListOption(
        help=(
            "Functions of your own, or of a framework, that import what a string names, with the parameters that are "
            'read: "acme.plugins.load(name)", "acme.jobs.Queue().submit(_, target)", "acme.register(*, factory)"; and '
            'names of settings, such as "ACME_PLUGINS". Those of Python and common frameworks are known.'
        ),
    )
    baseline = StrOption(
        default="pantstack-baseline.txt",
        help="The file of findings that were there before and are tolerated; `pants modules --baseline` writes it.",
    )
    fix_baseline = BoolOption(
        default=False,
        help="Let `pants fix` rewrite what the baseline tolerates, too; then `pants modules --baseline` shrinks it.",
    )
    compare_with = StrOption(
        default=None,
        help=(
            "A branch, such as `origin/main`: entries that the baseline has more since are findings (grown-baseline),"
            " and the summary says how it has grown or shrunk."
        ),
    )


def run_options(own: PantstackLint, shared: PantstackSubsystem) -> RunOptions:
    """Return the options of a run, apart from Pants."""
    names = ("severities", "string_readers", "baseline", "compare_with")
    return RunOptions(
        tuple(shared.layers),
        dict(own.severities),
        own.type_checking,
        tuple(own.string_readers),
        own.baseline,
        own.compare_with,
        {name: option(own, name, "") for name in names},
    )


def destination(shared: PantstackSubsystem, own: Optional[Subsystem] = None) -> Destination:
    """Return the form of a report and where it goes, by a goal's own options, else by those of `[pantstack]`."""
    names = ("format", "output")
    set_by = {name: own if own is not None and getattr(own, name) is not None else shared for name in names}
    values = {name: str(getattr(subsystem, name)) for name, subsystem in set_by.items()}
    return Destination(**values, set_by={name: option(each, name, "") for name, each in set_by.items()})
