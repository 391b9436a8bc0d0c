"""Which modules' stacks the programs of modules read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

from pantstack.boundaries.scanner.model import FileScan, StackReference
from pantstack.boundaries.scanner.strings.stack_references import OWN_PROJECT
from pantstack.declarations.model import Catalog, Module

# The project that all modules build on; none declares it in depends_on.
FOUNDATION = "foundation"
_HOLE = "\0"
# "organization/project/stack"; with less, Pulumi takes the project that the program itself belongs to.
_SEGMENTS = 3


@dataclass(frozen=True)
class StackUse:
    """A module reads the stack of another one, or may.

    Attributes:
        modules: other modules that the stack may belong to, at least one.
        certain: whether the name of the stack's project is a constant.
    """

    path: str
    reference: StackReference
    owner: Module
    modules: tuple[Module, ...]
    certain: bool

    @property
    def declared(self) -> tuple[str, ...]:
        """The paths of those modules that the owner declares."""
        return tuple(module.path for module in self.modules if module.path in self.owner.depends_on)

    @property
    def ambiguous(self) -> bool:
        """Whether the stack may belong to a module that the owner does not declare, and may not."""
        return not self.certain and len(self.declared) < len(self.modules)


def stack_uses(catalog: Catalog, scans: Mapping[str, FileScan]) -> tuple[StackUse, ...]:
    """Find every stack reference of a module that leads to another one, or may, by path and position."""
    uses = (
        _use(path, reference, owner, catalog)
        for path, scan in sorted(scans.items())
        if scan.stack_references
        for owner in (catalog.owner(path),)
        if owner is not None
        for reference in scan.stack_references
    )
    return tuple(use for use in uses if use is not None)


def stack_dependencies(uses: Iterable[StackUse]) -> Iterator[tuple[str, str]]:
    """The paths of a module and of one whose stack it reads; where that is open, of all it declares and may mean."""
    for use in uses:
        paths = use.declared
        if not paths and use.certain and len(use.modules) == 1:
            paths = (use.modules[0].path,)
        yield from ((use.owner.path, path) for path in paths)


def _use(path: str, reference: StackReference, owner: Module, catalog: Catalog) -> Optional[StackUse]:
    project = _project(tuple(part.replace(OWN_PROJECT, owner.project) for part in reference.parts))
    if project in (None, FOUNDATION):
        return None
    texts = str(project).split(_HOLE)
    fitting = [module for module in catalog.modules if module.infrastructure and _fits(module.project, texts)]
    certain = len(texts) == 1
    others = tuple(module for module in fitting if module != owner)
    # A project of the same name as the module's own is the module's own.
    if not others or (certain and owner.project == project):
        return None
    return StackUse(path, reference, owner, others, certain)


def _fits(name: str, texts: Sequence[str]) -> bool:
    """Return whether a name has some texts one after another, begins with the first and ends with the last."""
    first, last = texts[0], texts[-1]
    if len(texts) == 1:
        return name == first
    at, end = len(first), len(name) - len(last)
    if at > end or not name.startswith(first) or not name.endswith(last):
        return False
    for text in texts[1:-1]:
        found = name.find(text, at, end)
        if found < 0:
            return False
        at = found + len(text)
    return True


def _project(parts: tuple[str, ...]) -> Optional[str]:
    """The project in the name of a stack, with a mark for what is not written down; None for the program's own."""
    segments = _HOLE.join(part.replace(_HOLE, "\N{REPLACEMENT CHARACTER}") for part in parts).split("/")
    if len(segments) == _SEGMENTS:
        return segments[1]
    return _HOLE if len(segments) < _SEGMENTS and len(parts) > 1 else None
