"""What each type of contract says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Optional

from pantstack.adopt.sources.documents import Value
from pantstack.adopt.sources.import_linter.configuration import Expression, Settings, expression, expressions, many
from pantstack.adopt.sources.import_linter.layers import Layers
from pantstack.adopt.sources.import_linter.path_rules import Protection, Rules
from pantstack.adopt.sources.python_tree import inside, is_file
from pantstack.text.counting import count

_SHARED = ("id", "name", "type", "broken_contract_guidance", "ignore_imports", "unmatched_ignore_imports_alerting")
_INDIRECT = "Indirect imports are not followed: a chain through packages that this contract does not name is no finding"
_EXTERNAL = "Imports of other distributions are not checked here: leave them out of the resolve of these targets."


class Contracts:
    """Reads the contracts of one file into rules."""

    def __init__(self, settings: Settings, rules: Rules) -> None:
        """Keep what holds for all of them, and the rules that they add to."""
        self._settings, self._rules = settings, rules
        self._layers = Layers(settings, rules, self._expanded)
        self._types: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[Value], None]]] = {
            "layers": (("layers",), ("containers", "exhaustive", "exhaustive_ignores"), self._layers.add),
            "forbidden": (
                ("source_modules", "forbidden_modules"),
                ("allow_indirect_imports", "as_packages"),
                self._forbidden,
            ),
            "independence": (("modules",), (), self._independence),
            "protected": (("protected_modules", "allowed_importers"), ("as_packages",), self._protected),
            "acyclic_siblings": (("ancestors",), ("depth", "skip_descendants"), self._acyclic),
        }

    def add(self, contract: Value) -> None:
        """Read one contract.

        Raises:
            UserError: if it is not valid.
        """
        kind = contract.get("type")
        if kind is None:
            raise contract.error("This contract has no `type`.", f"Add one of {', '.join(self._types)}.")
        if kind.text() in self._settings.own_types:
            name = contract.get("name")
            shown = f"`{name.text()}`" if name is not None else "This contract"
            self._rules.note(contract.location, f"{shown} is not carried over: its type `{kind.text()}` is your own.")
            return
        required, optional, read = self._types[kind.one_of(self._types)]
        contract.table((*_SHARED, *required, *optional))
        for key in required:
            if contract.get(key) is None:
                raise contract.error(
                    f"This `{kind.text()}` contract has no `{key}`.", "Add it, or delete the contract."
                )
        alerting = contract.get("unmatched_ignore_imports_alerting")
        if alerting is not None:
            alerting.one_of(("error", "warn", "none"))
        self._ignored(contract)
        read(contract)

    def _ignored(self, contract: Value) -> None:
        ignored = contract.get("ignore_imports")
        entries = many(ignored) if ignored is not None else []
        for each in entries:
            importer, arrow, imported = each.text().partition("->")
            if not arrow:
                message = f"`{each.text()}` in `ignore_imports` is not an import."
                raise each.error(message, "Write acme.importer -> acme.imported.")
            expression(each, importer.strip())
            expression(each, imported.strip())
        if ignored is not None and entries:
            text = f"{count(len(entries), 'import')} of `ignore_imports` cannot be named in a declaration:"
            self._rules.note(ignored.location, f"{text} what of it breaks a rule gets into the baseline.")

    def _expanded(self, found: Expression, *, optional: bool = False) -> list[str]:
        """Return the names that an expression means, and note one that means none."""
        tree, roots = self._settings.tree, self._settings.roots
        if found.is_pattern:
            names = [name for name in tree.matching(found.pattern()) if any(inside(name, root) for root in roots)]
            text = f"`{found.text}` is {count(len(names), 'module')} today: later ones are declared by hand."
            self._rules.note(found.location, text if names else f"`{found.text}` matches nothing, so it is left out.")
            return names
        if tree.path(found.text) is not None:
            return [found.text]
        if not optional:
            self._rules.note(
                found.location, f"`{found.text}` does not exist, so it is left out. Correct it, or delete it."
            )
        return []

    def _paths(self, found: Iterable[Expression]) -> list[str]:
        """Make modules of what expressions mean."""
        tree = self._settings.tree
        return [self._rules.name(tree.names[name], each.location) for each in found for name in self._expanded(each)]

    def _single_files(self, contract: Value, paths: Iterable[str], key: str) -> list[str]:
        """Return the paths of a contract that are meant with all that is below them, or else as they are."""
        flag = contract.get("as_packages")
        if flag is None or flag.flag():
            return list(paths)
        folders = [path for path in paths if not is_file(path)]
        if folders:
            text = f"`as_packages = false` is not carried over for {count(len(folders), 'package')} in `{key}`:"
            self._rules.note(flag.location, f"{text} an `__init__` file is no module without what is beside it.")
        return [path for path in paths if is_file(path)]

    def _forbidden(self, contract: Value) -> None:
        roots = self._settings.roots
        forbidden = expressions(contract, "forbidden_modules")
        internal = [each for each in forbidden if any(inside(each.text.partition(".*")[0], root) for root in roots)]
        for each in forbidden:
            if each not in internal and not each.is_pattern:
                self._rules.note(each.location, f"`{each.text}` is not carried over. {_EXTERNAL}")
            elif each not in internal:
                internal.append(each)
        sources = self._single_files(contract, self._paths(expressions(contract, "source_modules")), "source_modules")
        targets = self._single_files(contract, self._paths(internal), "forbidden_modules")
        for source in sources:
            for target in targets:
                self._rules.forbid(source, target)
        indirect = contract.get("allow_indirect_imports")
        if internal and (indirect is None or not indirect.flag()):
            self._rules.note(contract.location, f"{_INDIRECT}. Forbid these packages what they must not use as well.")

    def _independence(self, contract: Value) -> None:
        self._rules.forbid_each_other(self._paths(expressions(contract, "modules")))
        self._rules.note(contract.location, f"{_INDIRECT}. Add what such a chain leads through to `modules`.")

    def _protected(self, contract: Value) -> None:
        protected = self._single_files(
            contract, self._paths(expressions(contract, "protected_modules")), "protected_modules"
        )
        importers = frozenset(self._paths(expressions(contract, "allowed_importers")))
        flag = contract.get("as_packages")
        folders = [path for path in importers if not is_file(path)]
        if folders and flag is not None and not flag.flag():
            text = f"`as_packages = false` is not carried over for {count(len(folders), 'package')} in"
            self._rules.note(flag.location, f"{text} `allowed_importers`: all that is below may use these modules.")
        for path in protected:
            self._rules.protections.append(Protection(path, importers))

    def _acyclic(self, contract: Value) -> None:
        tree = self._settings.tree
        depth: Optional[Value] = contract.get("depth")
        if depth is not None and not str(depth.raw).isdigit():
            raise depth.error(f"`{depth.raw}` in `depth` is not a number.", "Write 0, 1, or more.")
        expressions(contract, "skip_descendants")
        for each in expressions(contract, "ancestors"):
            for name in self._expanded(each):
                children = [self._rules.name(tree.names[child], each.location) for child in tree.children(name)]
                self._rules.acyclic.append((children, each.location))
                deeper = [child for child in tree.children(name) if tree.children(child)]
                if deeper and (depth is None or int(depth.raw)):
                    text = f"Cycles below the children of `{name}` are not found: a module is checked as a whole."
                    help = "Declare modules in a child instead of the child where that matters."
                    self._rules.note(each.location, f"{text} {help}")
