"""Format a proposal for people."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pantstack.boundaries.adoption.model import Proposal, ProposedFacade, ProposedModule
from pantstack.text.counting import count

_NAMES = 5
_FILES = 5
_MODULES = 8


def text(proposal: Proposal, existing: Collection[str] = ()) -> str:
    """Format a proposal, with its reasons, beside the paths of the existing BUILD files."""
    blocks = [_headline(proposal)]
    blocks += ["\n".join(_module(module)) for module in proposal.modules]
    if proposal.skipped:
        blocks.append("\n".join(["Skipped:", *(f"  {path}: {why}" for path, why in proposal.skipped)]))
    if proposal.files:
        changes = (f"  {path} ({'changed' if path in existing else 'new'})" for path in proposal.files)
        blocks.append("\n".join(["BUILD files:", *changes]))
    return "\n\n".join(blocks) + "\n"


def _headline(proposal: Proposal) -> str:
    there = f"{count(proposal.declared, 'module')} declared already; this adds to them.\n" if proposal.declared else ""
    if not proposal.modules:
        there = f"{count(proposal.declared, 'module')} declared already.\n" if proposal.declared else ""
        return (
            f"{there}No directory is proposed as a module.\n"
            "Name those whose children should be, such as --under=src/acme, or a depth below the source roots."
        )
    facades = sum(module.facade is not None for module in proposal.modules)
    private = sum(module.private for module in proposal.modules)
    owned = sum(module.files for module in proposal.modules)
    unowned = f"; {count(proposal.unowned, 'file')} in no module" if proposal.unowned else ""
    return (
        f"{there}{count(len(proposal.modules), 'module')} with {count(owned, 'file')}, "
        f"{count(facades, 'facade')}{unowned}. "
        f"{count(private, 'private import')} for the baseline."
    )


def _module(module: ProposedModule) -> Iterator[str]:
    yield f"{module.path} ({count(module.files, 'file')}): {module.description}"
    yield f"  module: {module.reason}"
    if module.facade is None:
        yield f"  facade: none, {module.no_facade_reason}"
    else:
        yield from _facade(module.facade)
    yield f"  depends on: {_some(module.depends_on, _MODULES)}"
    tests = f", {module.private_from_tests} of them in tests" if module.private_from_tests else ""
    yield f"  private imports for the baseline: {module.private}{tests}"


def _facade(facade: ProposedFacade) -> Iterator[str]:
    place = facade.files[0] if len(facade.files) == 1 else f"{facade.directory}/"
    yield f"  facade: {place}: {facade.reason} ({facade.importers} of {facade.of} files)"
    if len(facade.files) != 1:
        yield f"  makes public: {_some(facade.files, _FILES)}"
    yield f"  names in use: {_some(facade.names, _NAMES)}"


def _some(items: Collection[str], most: int) -> str:
    listed = ", ".join(list(items)[:most]) or "none"
    return f"{listed} and {len(items) - most} more" if len(items) > most else listed
