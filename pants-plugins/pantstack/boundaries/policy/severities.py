"""The severity of a finding, as configured for its code and its module."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Callable, Final, Literal, NamedTuple, Optional, cast

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.checks import SEVERITIES, unparsable_file
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.suppressions import STALE, UNHIDEABLE
from pantstack.declarations.suggestions import module_suggestion, suggestion

OPTION = "[pantstack-lint].severities"
Level = Literal["error", "warning", "off"]
OFF: Final = "off"
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", OFF)
EVERY = "*"
# Without the one, a file that nobody checked would pass; without the other, a baseline would never shrink.
_NEVER_OFF = frozenset({unparsable_file.CODE, STALE})


@dataclass(frozen=True, order=True)
class Setting:
    """One entry of the option.

    Attributes:
        module: the path of a module, or None for all files.
        code: a code, or `*` for every one that the level can apply to.
        level: one of `LEVELS`, unless it is a mistake.
    """

    module: Optional[str]
    code: str
    level: Level


@dataclass(frozen=True)
class Severities:
    """What is configured."""

    settings: tuple[Setting, ...] = ()
    _levels: dict[tuple[Optional[str], str], Level] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        levels = {(setting.module, setting.code): setting.level for setting in self.settings}
        object.__setattr__(self, "_levels", levels)

    def level(self, code: str, module: Optional[str]) -> Level:
        """Return the severity of a code in a module, or in files of no module: the most specific setting wins."""
        keys = ((module, code), (module, EVERY)) if module is not None else ()
        for key in (*keys, (None, code)):
            level = self._levels.get(key)
            # `*` switches off only what can be.
            if level is not None and not (level == OFF and code in _NEVER_OFF):
                return level
        return SEVERITIES.get(code, "error")


class Weighed(NamedTuple):
    """Findings with their severities, and those that are switched off, both sorted."""

    kept: tuple[Finding, ...]
    off: tuple[Finding, ...]


def parse(
    options: Mapping[str, str],
    known_codes: Iterable[str],
    modules: Iterable[str],
    place: Callable[[str, str], SourceLocation],
) -> Parsed[Severities]:
    """Read the option.

    Args:
        options: levels by "CODE", "MODULE:CODE" or "MODULE:*".
        place: finds where a key and its level are set.

    Returns:
        What is configured, and all errors at once: with one, nothing is checked.
    """
    codes, paths = frozenset(known_codes) | UNHIDEABLE, frozenset(modules)
    settings: list[Setting] = []
    errors: list[UserError] = []
    for key, level in options.items():
        module, colon, code = key.rpartition(":")
        setting = Setting(module if colon else None, code, cast("Level", level))
        settings.append(setting)
        errors += _mistakes(key, setting, codes, paths, place(key, level))
    if errors:
        return Parsed(Severities(), tuple(sorted(errors)))
    return Parsed(Severities(tuple(sorted(settings, key=lambda setting: (setting.module or "", setting.code)))))


def apply(findings: Iterable[Finding], severities: Severities, home: Callable[[Finding], Optional[str]]) -> Weighed:
    """Give each finding its severity.

    Args:
        home: finds the path of the module that a finding lies in.
    """
    levels = [(finding, severities.level(finding.code, home(finding))) for finding in sorted(findings)]
    return Weighed(
        tuple(replace(finding, severity=level) for finding, level in levels if level != OFF),
        tuple(finding for finding, level in levels if level == OFF),
    )


def _mistakes(
    key: str, setting: Setting, codes: frozenset[str], modules: frozenset[str], place: SourceLocation
) -> Iterator[UserError]:
    """Report what is wrong with one entry of the option."""
    where = f"`{key}` in {OPTION}"
    if setting.module is not None and setting.module not in modules:
        help = module_suggestion(setting.module, modules)
        yield UserError(f"{where}: unknown module `{setting.module}`.", help, place)
    if setting.code not in codes and (setting.module is None or setting.code != EVERY):
        help = suggestion(setting.code, codes, f"Use one of {', '.join(sorted(codes))}.")
        yield UserError(f"{where}: unknown code `{setting.code}`.", help, place)
    # What pants.toml holds may be something else than a text, such as `false`.
    if setting.level not in LEVELS:
        help = suggestion(str(setting.level), LEVELS, f"Use one of {', '.join(LEVELS)}.")
        yield UserError(f"{where}: unknown severity `{setting.level}`.", help, place)
    if setting.level == OFF and setting.code in _NEVER_OFF:
        yield UserError(
            f"{where}: `{setting.code}` cannot be switched off.",
            "Use `warning`, and fix what it finds: it says that something was not checked or is hidden needlessly.",
            place,
        )
