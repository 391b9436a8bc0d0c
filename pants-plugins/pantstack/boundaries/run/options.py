"""The options of a run, whoever read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Optional

from pantstack.declarations.configuration import Option

SHARED: Final = "pantstack"
OWN: Final = "pantstack-lint"


@dataclass(frozen=True)
class RunOptions:
    """What decides which findings a run has.

    Attributes:
        layers: the configured layers, outermost first.
        severities: levels by code, by module and code.
        string_readers: what the repository adds to the functions and names that read a string as an import.
        baseline: the path of the file of tolerated findings.
        compare_with: a branch to compare the baseline with, or None.
        set_by: where each option is set, without the text of pants.toml.
    """

    layers: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    type_checking: bool = True
    string_readers: tuple[str, ...] = ()
    baseline: str = "pantstack-baseline.txt"
    compare_with: Optional[str] = None
    set_by: Mapping[str, Option] = field(default_factory=dict)

    def option(self, name: str, toml: str) -> Option:
        """Return where an option is set; `toml` is the text of pants.toml."""
        return replace(self.set_by.get(name, Option(OWN, name)), text=toml)


@dataclass(frozen=True)
class Destination:
    """The form of a report, and where it goes if that is for tools.

    Attributes:
        format: one of those of `reporting`, or a mistake.
        output: a file, or "-" for standard output.
        set_by: where each of the two is set, by its name.
    """

    format: str = "text"
    output: str = "-"
    set_by: Mapping[str, Option] = field(default_factory=dict)

    def option(self, name: str, toml: str) -> Option:
        """Return where one of the two is set; `toml` is the text of pants.toml."""
        return replace(self.set_by.get(name, Option(SHARED, name)), text=toml)
