"""Renames a module in what is neither Python nor a BUILD file."""

from __future__ import annotations

import json
import posixpath
import re
from typing import Final

from pantstack.boundaries.policy import baseline
from pantstack.boundaries.policy.baseline import Baseline
from pantstack.boundaries.policy.baseline_entries import Entry
from pantstack.buildfiles.globs import parent
from pantstack.relocate.rename.renaming import Renaming

# Outside of modules, only the lines of these are certain to mean what they name.
_SETTINGS: Final = re.compile(
    r"(pants[\w.-]*|pyproject)\.toml|Makefile|(docker-)?compose[\w.-]*\.ya?ml|Dockerfile[\w.-]*|\.(git|docker)ignore"
    r"|(\.github|\.gitlab|docs)/CODEOWNERS|CODEOWNERS|\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml"
)
_LINK: Final = re.compile(r"(\]\(|^\[[^\]\n]+\]:[ \t]*)([^)\s#?]+)", re.MULTILINE)
_INCLUDE: Final = re.compile(r"^((?:-r|-c|--requirement|--constraint)[ =]+)(\S+)", re.MULTILINE)
# The project that a program belongs to, and the configuration of that project.
_PROJECT: Final = r"^(name:[ \t]*[\"']?){}(?=[\"']?[ \t]*(?:#.*)?$)"
_KEY: Final = r"^([ \t]+[\"']?){}(?=:[\w.-]+[\"']?[ \t]*:)"
_STACK_FILE: Final = re.compile(r"(.*/)?Pulumi(\.[\w-]+)?\.ya?ml")
_NAME: Final = re.compile(r"[\w./-]+")


def is_settings(path: str) -> bool:
    """Return whether what a file says of paths is certain to mean those of this repository."""
    return _SETTINGS.fullmatch(path) is not None


def rewrite_text(path: str, text: str, renaming: Renaming, *, own: bool) -> str:
    """Rename a module in a text.

    Args:
        path: where it was.
        own: whether it belongs to the module, or is about this repository's paths.
    """
    if _STACK_FILE.fullmatch(path) and not renaming.keeps_stacks:
        text = _rewrite_stack(text, renaming, own=renaming.holds(path))
    if path.endswith(".md"):
        text = _LINK.sub(lambda found: found[1] + _relative(path, found[2], renaming), text)
    if path.endswith((".txt", ".in")):
        text = _INCLUDE.sub(lambda found: found[1] + _relative(path, found[2], renaming), text)
    return renaming.in_text(text) if own else text


def _rewrite_stack(text: str, renaming: Renaming, *, own: bool) -> str:
    """Rename the project of Pulumi, which is called by the name of its module."""
    for pattern in (_PROJECT, _KEY) if own else (_KEY,):
        known = re.compile(pattern.format(re.escape(renaming.old_name)), re.MULTILINE)
        text = known.sub(lambda found: found[1] + renaming.new_name, text)
    return text


def _relative(path: str, link: str, renaming: Renaming) -> str:
    """Return what a relative path in a file becomes, if the file or what it leads to has another path afterwards."""
    if "://" in link or link.startswith(("/", "mailto:", "<")):
        return link
    folder = parent(path)
    target = posixpath.normpath(posixpath.join(folder, link))
    if target.startswith("..") or _from(folder, target, link) != link:
        return link
    return _from(parent(renamed_file(path, renaming)), renamed_file(target, renaming), link)


def _from(folder: str, target: str, like: str) -> str:
    """Return a path relative to a folder, written like another one."""
    relative = posixpath.relpath(target, folder or ".")
    begin = "./" if like.startswith("./") and not relative.startswith(".") else ""
    return begin + relative + ("/" if like.endswith("/") else "")


def renamed_file(path: str, renaming: Renaming) -> str:
    """Return the path that a file has afterwards, also where it holds the requirements of the module."""
    folder, _, name = renaming.moved(path).rpartition("/")
    return posixpath.join(folder, renaming.requirements.get(name, name))


def rewrite_baseline(path: str, text: str, renaming: Renaming) -> str:
    """Rename a module in the entries of a baseline.

    Raises:
        UserError: if it cannot be read.
    """
    read = baseline.parse(text, path)
    if read.errors:
        raise read.errors[0]
    entries = tuple(
        Entry(
            entry.code,
            renaming.moved(entry.file),
            _NAME.sub(lambda found: _named(found[0], renaming), entry.target),
        )
        for entry in read.value.entries
    )
    same = {json.dumps([entry.code, entry.file, entry.target]) for entry in entries}
    if same == {str(entry) for entry in read.value.entries}:
        return text
    return baseline.dump(Baseline(entries, path))


def _named(name: str, renaming: Renaming) -> str:
    """Rename a path or dotted name in the target of an entry."""
    if renaming.holds(name):
        return renaming.moved(name)
    new = None if "/" in name else renaming.renamed(name.split("."))
    return name if new is None else ".".join(new)
