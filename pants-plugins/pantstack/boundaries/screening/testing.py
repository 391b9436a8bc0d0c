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
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.screen import screen
from pantstack.boundaries.screening.source_tree import SourceTree

# Two modules with facades, one inside of another one, one with a program and layers, and code that no module owns.
BUILDS = {
    "m/alpha/BUILD": "pantstack_module(description='x', depends_on=['m/beta'])\n",
    "m/alpha/public/BUILD": "public_facade()\n",
    "m/alpha/nested/BUILD": "pantstack_module(description='x', depends_on=['m/alpha', 'm/beta'], public=['core.py'])\n",
    "m/beta/BUILD": "pantstack_module(description='x', inner_layers=['api', 'core.py'], infrastructure='infra')\n",
    "m/beta/public/BUILD": "public_facade(sources=['*.py', '!closed.py'])\n",
}
FILES = (
    "m/alpha/__init__.py",
    "m/alpha/core.py",
    "m/alpha/helpers.py",
    "m/alpha/public/__init__.py",
    "m/alpha/nested/core.py",
    "m/alpha/nested/helpers.py",
    "m/beta/api/core.py",
    "m/beta/core.py",
    "m/beta/helpers.py",
    "m/beta/infra/__main__.py",
    "m/beta/infra/sizes.py",
    "m/beta/public/__init__.py",
    "m/beta/public/closed.py",
    "shared/__init__.py",
    "shared/core.py",
    "scripts/run.py",
)


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
