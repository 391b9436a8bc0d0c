"""Trees of files in memory, with and without screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Optional, Union

from pantstack.boundaries.policy.selection import first_names
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.screened import examine_all
from pantstack.boundaries.screening.screen import screen
from pantstack.boundaries.screening.source_tree import ReadingRules, SourceTree


def in_memory(
    files: Mapping[str, Union[str, bytes]], rules: ReadingRules, kept: Optional[SourceTree] = None
) -> SourceTree:
    """The Python files of a tree, which need not be on disk.

    Args:
        kept: what is known of them from another time.
    """
    tree = SourceTree("") if kept is None else kept
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    tree.update(sorted(files), rules, contents)
    return tree.snapshot()


def unscreened(project: Project) -> Project:
    """The same facts, with every file examined."""
    scans = {path: project.whole(path) for path in project.scans}
    resolver = Resolver(project.resolver.roots, scans, project.catalog.generated)
    return replace(project, scans=scans, resolver=resolver, outlines={}, screen=examine_all, read_whole=None)


def remembering(project: Project, files: Mapping[str, str], kept: SourceTree) -> Project:
    """The same facts, read by what knows the files from another time, and keeps what it knows now."""
    python = {path: text for path, text in files.items() if path.endswith((".py", ".pyi"))}
    scans = in_memory(python, ReadingRules(frozenset(first_names(python, project.resolver.roots))), kept)
    resolver = Resolver(project.resolver.roots, scans, project.catalog.generated, scans.outlines)
    find = partial(screen, roots=scans.rules.roots, tree=scans)
    return replace(
        project, scans=scans, resolver=resolver, outlines=scans.outlines, screen=find, read_whole=scans.whole
    )
