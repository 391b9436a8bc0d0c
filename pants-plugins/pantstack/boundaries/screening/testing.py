"""Trees of files in memory, with and without screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Union

from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.resolver.resolver import Resolver
from pantstack.boundaries.resolver.screened import examine_all
from pantstack.boundaries.screening.source_tree import ReadingRules, SourceTree


def in_memory(files: Mapping[str, Union[str, bytes]], rules: ReadingRules) -> SourceTree:
    """The Python files of a tree, which need not be on disk."""
    tree = SourceTree("")
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    tree.update(sorted(files), rules, contents)
    return tree


def unscreened(project: Project) -> Project:
    """The same facts, with every file examined."""
    scans = {path: project.whole(path) for path in project.scans}
    resolver = Resolver(project.resolver.roots, scans, project.catalog.generated)
    return replace(project, scans=scans, resolver=resolver, outlines={}, screen=examine_all, read_whole=None)
