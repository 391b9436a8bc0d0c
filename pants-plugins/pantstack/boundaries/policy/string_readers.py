"""What a repository adds to the table of functions and names that read a string as an import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Callable

from pantstack.base.errors import Parsed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.scanner.strings import readers

OPTION = "[pantstack-lint].string_readers"
_HELP = 'Write a function with the parameters that it reads, such as "acme.plugins.load(name)", or a plain name.'


def parse(entries: Iterable[str], place: Callable[[str], SourceLocation]) -> Parsed[tuple[str, ...]]:
    """Read the option.

    Args:
        entries: as `readers.parse` reads them.
        place: finds where an entry is set.

    Returns:
        The entries, sorted, and all errors at once: with one, nothing is checked.
    """
    read: dict[str, str] = {}
    errors: list[UserError] = []
    for entry in entries:
        found = readers.parse(entry)
        if found is None:
            errors.append(UserError(f"`{entry}` in {OPTION} cannot be read.", _HELP, place(entry)))
        elif found[0] in read:
            problem = f"`{found[0]}` stands twice in {OPTION}."
            errors.append(
                UserError(problem, "Delete one of the two, or write all its parameters in one.", place(entry))
            )
        else:
            read[found[0]] = entry
    return Parsed(() if errors else tuple(sorted(read.values())), tuple(sorted(errors)))
