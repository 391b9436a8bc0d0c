"""The options of the checker."""

from __future__ import annotations

from pants.option.option_types import BoolOption, DictOption, SkipOption, StrListOption, StrOption
from pants.option.subsystem import Subsystem


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
