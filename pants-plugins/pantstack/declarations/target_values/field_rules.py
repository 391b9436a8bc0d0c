"""What the values of the fields of modules and facades must be, whoever reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Optional

from pantstack.declarations.model import ANY, STACK_NAME
from pantstack.text.escaping import excerpt


class WrongValue(NamedTuple):
    """What is wrong with a value, and what to do about it."""

    message: str
    help: str


class PathsRule(NamedTuple):
    """What the entries of a list of directories must be.

    Attributes:
        what: an entry is.
        refused: characters that none may have.
        allowed: entries that are right, though they are no paths.
    """

    what: str = "the path of a module"
    example: str = "modules/orders"
    refused: str = ":*"
    allowed: tuple[str, ...] = ()


MODULES: Final = PathsRule()
DEPENDS_ON: Final = PathsRule(allowed=(ANY,))
TESTS: Final = PathsRule("a folder (globs are not read here)", "tests/unit/orders", ":*?[]{}!")


def paths(alias: str, value: Sequence[str], rule: PathsRule) -> Optional[WrongValue]:
    """Refuse what cannot be a directory inside the repository, and duplicates."""
    for path in value:
        parts = path.split("/")
        if path in rule.allowed:
            continue
        if any(char in path for char in rule.refused) or any(part in ("", ".", "..") for part in parts):
            help = f"Write it from the root of the repository, such as {rule.example}."
            return WrongValue(f"`{path}` in `{alias}` is not {rule.what}.", help)
    twice = sorted({path for path in value if value.count(path) > 1})
    return WrongValue(f"`{twice[0]}` is listed twice in `{alias}`.", "Delete one of the two.") if twice else None


def description(value: Optional[str]) -> Optional[WrongValue]:
    """Refuse an empty description."""
    if value and value.strip():
        return None
    return WrongValue("`description` is empty.", "Say in one sentence what the module is for.")


def file(value: str) -> Optional[WrongValue]:
    """Refuse what cannot be a file of its own in a directory."""
    if value == "__init__.py":
        return WrongValue(
            f"`{value}` in `file` is the package around it.",
            "Delete `file`: a pantstack_module without it is its directory.",
        )
    if not value.endswith(".py") or value.startswith(".") or any(char in value for char in "/:*?[]{}!\\"):
        return WrongValue(
            f"`{value}` in `file` is not the name of a Python file.",
            "Write the name of one beside this BUILD file, such as billing.py.",
        )
    return None


def infrastructure(value: str) -> Optional[WrongValue]:
    """Refuse a directory outside the module."""
    if value == "." or not any(part in ("", ".", "..") for part in value.split("/")):
        return None
    return WrongValue(
        f"`{value}` in `infrastructure` is not a directory of the module.",
        "Write it relative to the module, such as infrastructure.",
    )


def deployed_as(value: str) -> Optional[WrongValue]:
    """Refuse what was never the name of a stack."""
    if STACK_NAME.fullmatch(value):
        return None
    return WrongValue(
        f"`{excerpt(value)}` in `deployed_as` cannot name a stack.",
        "Write the name that the module had: lower-case letters, digits and underscores, a letter first.",
    )


_LISTS: Final[Mapping[str, Optional[PathsRule]]] = {
    "depends_on": DEPENDS_ON,
    "cannot_depend_on": MODULES,
    "consumers": MODULES,
    "tests": TESTS,
    "inner_layers": None,
    "public": None,
    "deployables": None,
    "owners": None,
    "sources": None,
}
_TEXTS: Final[Mapping[str, Callable[[str], Optional[WrongValue]]]] = {
    "description": description,
    "layer": lambda _: None,
    "file": file,
    "infrastructure": infrastructure,
    "deployed_as": deployed_as,
    "name": lambda _: None,
}


def wrong_value(alias: str, value: Any) -> Optional[WrongValue]:  # noqa: ANN401  whatever a BUILD file holds
    """Return what is wrong with the value of a field, that of its type included; None is no value."""
    if value is None:
        return description(None) if alias == "description" else None
    if alias == "utility":
        wrong = WrongValue("`utility` is neither True nor False.", "Write one of them.")
        return None if isinstance(value, bool) else wrong
    if alias in _TEXTS:
        wrong = WrongValue(f"`{alias}` is not a text.", "Write it in quotes.")
        return _TEXTS[alias](value) if isinstance(value, str) else wrong
    if alias in _LISTS:
        if isinstance(value, str) or not all(isinstance(each, str) for each in _items(value)):
            help = 'Write one in brackets, such as ["modules/orders"].'
            return WrongValue(f"`{alias}` is not a list of texts.", help)
        rule = _LISTS[alias]
        return None if rule is None else paths(alias, tuple(value), rule)
    return None


def _items(value: Any) -> Sequence[Any]:  # noqa: ANN401  as above
    return tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (None,)
