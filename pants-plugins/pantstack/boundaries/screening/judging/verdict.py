"""What an import statement means for the file that it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pantstack.boundaries.scanner.outline.statements import ImportItem


class BoundModule(NamedTuple):
    """A name that an import binds to a file or package, so that chains of attributes may lead anywhere from it.

    Attributes:
        target: the dotted name that it stands for.
        imported: the dotted name that the import loads: more than the target for `import a.b`, which binds `a`.
        own: whether what is loaded belongs to the module of the file itself.
        leads_out: whether what the name stands for belongs to others.
    """

    name: str
    level: int
    target: str
    imported: str
    own: bool
    leads_out: bool

    @classmethod
    def of(cls, item: ImportItem, *, own: bool, leads_out: bool = True) -> BoundModule:
        """Describe the name that an import binds."""
        dotted = item.module if item.name is None else ".".join(filter(None, (item.module, item.name)))
        return cls(item.bound, item.level, dotted if item.whole else item.bound, dotted, own, leads_out)


class Verdict(NamedTuple):
    """What is known of an import statement, wherever it stands in the files of a folder.

    Attributes:
        names: how many names it imports.
        suspect: whether it may be a finding.
        uses: the paths of the modules that it uses.
        taken: names that it takes from files of its own module, as they are called there.
        own: names that it binds to files of its own module.
        layered: those of them whose attributes may be in another one of its layers.
        modules: names whose chains of attributes have to be followed.
    """

    names: int = 1
    suspect: bool = False
    uses: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    layered: tuple[str, ...] = ()
    modules: tuple[BoundModule, ...] = ()

    @property
    def says_more(self) -> bool:
        """Whether it says more than how many names are imported."""
        return self.suspect or bool(self.uses or self.taken or self.modules or self.own)


NOTHING = Verdict()
SUSPECT = Verdict(suspect=True)


def join_verdicts(verdicts: Sequence[Verdict]) -> Verdict:
    """Put the verdicts of all names of a statement together."""
    if len(verdicts) == 1:
        return verdicts[0]
    return Verdict(
        sum(each.names for each in verdicts),
        any(each.suspect for each in verdicts),
        tuple(dict.fromkeys(path for each in verdicts for path in each.uses)),
        tuple(name for each in verdicts for name in each.taken),
        tuple(name for each in verdicts for name in each.own),
        tuple(name for each in verdicts for name in each.layered),
        tuple(name for each in verdicts for name in each.modules),
    )
