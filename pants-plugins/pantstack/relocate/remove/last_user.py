"""Finds out whether a shared resolve goes with the last module that has it, and takes it out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import tomlkit

from pantstack.buildfiles.globs import below
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations import plain_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import Module
from pantstack.declarations.resolves import shared_resolves
from pantstack.relocate.model import Tree
from pantstack.relocate.remove.build_file import without_call
from pantstack.scaffold import shared_resolve

# Where pants.toml names a resolve without using it.
_TABLES: Final = re.compile(r"resolves(_\w+)?")


def resolve_of(tree: Tree, module: Module, builds: Mapping[str, str]) -> str:
    """Return the shared resolve that goes with a module: nobody else has it, and it lies where `new-module` makes it.

    Args:
        tree: with the files that `paths` names.
        builds: the texts of all BUILD files, by path.
    """
    toml = tree.text(FILE) if FILE in tree else ""
    sharers = {} if module.is_file else shared_resolves.sharers(toml)
    resolve = sharers.pop(module.name, "")
    build = shared_resolve.BUILD
    if not resolve or resolve in sharers.values() or build not in tree:
        return ""
    call = shared_resolve.call_of(BuildFile(build, tree.text(build)), resolve)
    lockfiles, used = _settings(toml)
    if call is None or not call.plain or lockfiles.get(resolve) != shared_resolve.lockfile(resolve) or resolve in used:
        return ""
    others = {path: text for path, text in builds.items() if not any(below(each, path) for each in module.folders)}
    others[build] = without(tree.text(build), resolve)
    named = re.compile(rf"[\"']{re.escape(resolve)}[\"']")
    return "" if any(map(named.search, others.values())) else resolve


def paths(toml: str, name: str) -> tuple[str, ...]:
    """Return the files of the resolve that a module shares, and the BUILD file that declares its requirements."""
    resolve = shared_resolves.sharers(toml).get(name, "")
    files = (shared_resolve.BUILD, shared_resolve.requirements(resolve), shared_resolve.lockfile(resolve))
    return files if resolve else ()


def without(text: str, resolve: str) -> str:
    """Return a BUILD file without the requirements of a shared resolve."""
    build = BuildFile(shared_resolve.BUILD, text)
    call = shared_resolve.call_of(build, resolve)
    return text if call is None else without_call(build, call.node).text


def _settings(toml: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """Read the lockfiles of resolves, and all other texts that settings have."""
    short = plain_resolves.shorten(toml)
    document = tomlkit.parse(short.text).unwrap()
    python = document.get("python", {})
    lockfiles = {**short.lockfiles, **python.get("resolves", {})}
    others = {key: value for key, value in python.items() if not _TABLES.fullmatch(key)}
    document.get("pantstack", {}).pop("shared_resolves", None)
    return lockfiles, frozenset(_texts({**document, "python": others}))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
