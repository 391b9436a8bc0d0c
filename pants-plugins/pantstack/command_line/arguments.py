"""The arguments of `pantstack check`."""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn, Optional

from pantstack.base.errors import UserError

_OWN, _SHARED = "pantstack-lint", "pantstack"
# Flags that stand for options of Pants: the section, whether several are a list, and what each is for.
_OPTIONS: Final[Mapping[str, tuple[str, bool, str]]] = {
    "format": (_SHARED, False, "text, json, sarif or github; all but text go to --output"),
    "output": (_SHARED, False, "the file for --format, from the root; - is standard output"),
    "layers": (_SHARED, True, "a layer, outermost first; again for each"),
    "severities": (_OWN, True, "what a finding means, such as unused-dependency=warning; again for each"),
    "string-readers": (_OWN, True, "a function that imports what a string names; again for each"),
    "baseline": (_OWN, False, "the file of findings that are tolerated"),
    "compare-with": (_OWN, False, "a branch; what the baseline has more since is a finding"),
}
_HELP: Final = "See pantstack check --help."


@dataclass(frozen=True)
class Arguments:
    """What the user wants.

    Attributes:
        files: files and folders, as written; none means everything.
        flags: values of options of Pants, by section and name.
        root: the folder of the repository; empty where it is to be found.
        cache: the folder of the cache; None for that of the user.
        color: whether the output has colors; None where the terminal decides.
    """

    files: tuple[str, ...] = ()
    flags: tuple[tuple[tuple[str, str], Any], ...] = ()
    root: str = ""
    cache: Optional[str] = None
    use_cache: bool = True
    color: Optional[bool] = None
    watch: bool = False

    def has_color(self, *, is_terminal: bool) -> bool:
        """Return whether the output has colors."""
        return is_terminal and "NO_COLOR" not in os.environ if self.color is None else self.color


class Parser(argparse.ArgumentParser):
    """Reports wrong usage as everything else does."""

    def __init__(self, remedy: str, *, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description)
        self._remedy = remedy

    def error(self, message: str) -> NoReturn:
        """Raise instead of writing a usage."""
        raise UserError(f"{message[:1].upper()}{message[1:]}.", self._remedy)


def parse(argv: Sequence[str]) -> Arguments:
    """Read arguments.

    Raises:
        UserError: if they are wrong.
    """
    parser = Parser(_HELP, prog="pantstack check", description="Check the boundaries of modules, without Pants.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="files and folders to report about; all by default")
    for name, (_, is_list, help) in _OPTIONS.items():
        parser.add_argument(f"--{name}", action="append" if is_list else "store", help=help)
    for name, help in (("type-checking", "judge imports under `if TYPE_CHECKING` too"), ("color", "use colors")):
        dest = name.replace("-", "_")
        parser.add_argument(f"--{name}", dest=dest, action="store_true", default=None, help=help)
        parser.add_argument(f"--no-{name}", dest=dest, action="store_false", help="or not")
    parser.add_argument("--root", default="", help="the folder of the repository")
    parser.add_argument("--cache-dir", metavar="FOLDER", help="where what was read is kept between runs")
    parser.add_argument("--no-cache", action="store_true", help="keep nothing, and use nothing that was kept")
    parser.add_argument("--watch", action="store_true", help="check again after each change, until Ctrl-C")
    read = parser.parse_args(argv)
    flags = {
        (section, name.replace("-", "_")): value
        for name, (section, _, _) in _OPTIONS.items()
        for value in (getattr(read, name.replace("-", "_")),)
        if value is not None
    }
    if "severities" in {name for _, name in flags}:
        flags[_OWN, "severities"] = {"add": _severities(flags[_OWN, "severities"])}
    if (_OWN, "string_readers") in flags:
        flags[_OWN, "string_readers"] = {"add": flags[_OWN, "string_readers"]}
    if read.type_checking is not None:
        flags[_OWN, "type_checking"] = read.type_checking
    given = (tuple(read.files), tuple(flags.items()), read.root, read.cache_dir, not read.no_cache)
    return Arguments(*given, read.color, read.watch)


def _severities(entries: Sequence[str]) -> dict[str, str]:
    """Read severities: `code=level`, or the dictionary that Pants takes."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.startswith("{"):
            try:
                found.update(ast.literal_eval(entry))
            except (SyntaxError, ValueError, TypeError) as error:
                raise UserError(f"`{entry}` in --severities cannot be read.", _HELP) from error
            continue
        key, equals, level = entry.rpartition("=")
        if not equals:
            raise UserError(f"`{entry}` in --severities has no level.", "Write for example unused-dependency=warning.")
        found[key] = level
    return found
