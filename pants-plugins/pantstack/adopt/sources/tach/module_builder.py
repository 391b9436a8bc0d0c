"""Makes one module of what Tach has declared for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.adopt.sources.model import ForeignModule, Note
from pantstack.adopt.sources.python_tree import is_file
from pantstack.adopt.sources.tach.interfaces import Facade, Interfaces
from pantstack.adopt.sources.tach.model import ROOT, Configuration, Entry, Name
from pantstack.adopt.sources.tach.patterns import free_glob, is_glob, module_glob

_INIT = "__init__.py"


@dataclass(frozen=True)
class Declared:
    """A module with its entry.

    Attributes:
        written: the name by which the entry has it, which may be a pattern.
    """

    name: str
    path: str
    entry: Entry
    written: Name


class ModuleBuilder:
    """Makes one module."""

    def __init__(
        self,
        module: Declared,
        modules: dict[str, Declared],
        config: Configuration,
        notes: list[Note],
    ) -> None:
        """Keep the module, all modules by name, and where to add notes."""
        self._module, self._entry = module, module.entry
        self._modules, self._config, self._notes = modules, config, notes

    def build(self, interfaces: Interfaces, files: Sequence[str]) -> ForeignModule:
        """Return the module, with the files that it owns."""
        module, entry = self._module, self._entry
        facade = self._facade(interfaces.facade(module.name, module.path, files))
        never = self._never()
        named, allowed = self._dependencies()
        return ForeignModule(
            path=module.path,
            location=module.written.location,
            is_file=is_file(module.path),
            layer=entry.layer,
            depends_on=None if entry.depends_on is None or entry.unchecked else self._paths(named - never),
            allowed=() if entry.unchecked else self._paths(allowed - named - never),
            cannot_depend_on=() if entry.unchecked else self._paths(never),
            # That of a file which nobody may use names the file itself: an empty one would mean everybody.
            consumers=None if facade.consumers is None else self._paths(facade.consumers) or (module.path,),
            utility=entry.utility,
            public=facade.public,
        )

    def _paths(self, names: Iterable[str]) -> tuple[str, ...]:
        found = {self._modules[name].path for name in names if name in self._modules and name != self._module.name}
        return tuple(sorted(found))

    def _matching(self, written: Name) -> set[str]:
        """Return the names of the modules that an entry of a list means; note one that means none."""
        if is_glob(written.text):
            pattern = module_glob(written.text)
            return {name for name in self._modules if pattern.fullmatch(name)}
        if written.text in (ROOT, "."):
            text = "Code outside of every module is used freely, so there is no dependency on `<root>`."
            self._notes.append(Note(written.location, text))
            return set()
        if written.text not in self._modules:
            text = f"`{written.text}` is no module of Tach's, so an entry for it has no effect and is left out."
            self._notes.append(Note(written.location, text))
        return {written.text}

    def _dependencies(self) -> tuple[set[str], set[str]]:
        """Return the modules that it names, and those that it may use without naming them."""
        named: set[str] = set()
        allowed: set[str] = set()
        above = self._above()
        for written in self._entry.depends_on or ():
            found = self._matching(written)
            (allowed if is_glob(written.text) else named).update(found)
            if found & above and not is_glob(written.text):
                text = (
                    f"`{written.text}` is of a layer further out, so whatever is declared it is never used: left out."
                )
                self._notes.append(Note(written.location, text))
            if written.deprecated:
                text = f"That `{written.text}` is deprecated is not carried over: it may be used without a warning."
                help = "Delete it from `depends_on` to get a finding for each use, and a baseline for those there are."
                self._notes.append(Note(written.location, f"{text} {help}"))
        if self._entry.depends_on is not None and not self._config.layers_explicit:
            allowed |= self._beneath(lambda name: name not in self._behind_closed())
        return named - above, allowed - above

    def _never(self) -> set[str]:
        forbidden = {name for written in self._entry.cannot_depend_on for name in self._matching(written)}
        return (forbidden | self._behind_closed()) - {self._module.name}

    def _index(self, layer: Optional[str]) -> int:
        return next((index for index, each in enumerate(self._config.layers) if each.name == layer), -1)

    def _above(self) -> set[str]:
        """Return the modules of layers further out."""
        own = self._index(self._entry.layer)
        return {name for name, each in self._modules.items() if 0 <= self._index(each.entry.layer) < own}

    def _beneath(self, wanted: Callable[[str], bool]) -> set[str]:
        """Return the wanted modules of lower layers."""
        own = self._index(self._entry.layer)
        return {
            name
            for name, each in self._modules.items()
            if own >= 0 and self._index(each.entry.layer) > own and wanted(name)
        }

    def _behind_closed(self) -> set[str]:
        """Return the modules of lower layers that a closed one is above."""
        own, layers = self._index(self._entry.layer), self._config.layers
        return self._beneath(
            lambda name: any(each.closed for each in layers[own + 1 : self._index(self._modules[name].entry.layer)])
        )

    def _facade(self, facade: Facade) -> Facade:
        """Add what the module itself says about its users."""
        module, entry = self._module, self._entry
        public, consumers = facade.public, facade.consumers
        if entry.strict and not is_file(module.path):
            public = (_INIT,)
        if entry.visibility is not None:
            patterns: list[re.Pattern[str]] = [free_glob(text) for text in entry.visibility]
            visible = {name for name in self._modules if any(pattern.fullmatch(name) for pattern in patterns)}
            consumers = tuple(sorted(visible if consumers is None else visible & set(consumers)))
        if consumers is not None and entry.utility:
            text = f"`{module.name}` is a utility, which every module may use: who else may is not carried over."
            self._notes.append(Note(entry.location, text))
            consumers = None
        if consumers is not None and not self._paths(consumers) and not is_file(module.path):
            # An empty list of consumers would mean everybody.
            public = ()
        # Who may use nothing needs no list.
        return Facade(public, consumers if public else None)
