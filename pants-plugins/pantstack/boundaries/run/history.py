"""Reads from git what has moved since a commit, committed or not."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Optional

from pantstack.base.session import git
from pantstack.boundaries.policy.moves import History
from pantstack.buildfiles.globs import joined, parent
from pantstack.buildfiles.nodes import plain
from pantstack.buildfiles.parse import BuildFile

_PYTHON = ("*.py", "*.pyi")
_DECLARATION = r"^[[:space:]]*pantstack_module[[:space:]]*\("
_FILE = r"(^|[^[:alnum:]_])file[[:space:]]*="
# Of small files an import is a large part, and who renames a file edits the imports of it.
_ALIKE = "25%"
# Empty files are all alike, so they prove nothing: of SHA-1 and of SHA-256.
_EMPTY = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)


def last_commit(root: str, path: str) -> str:
    """Return the commit that a file was last changed by; the current one where it is in none."""
    output = git(root, "log", "-1", "--format=%H", "--", path)
    return (output or b"").decode().strip() or "HEAD"


def since(root: str, commit: str) -> Optional[History]:
    """Find what has moved since a commit; None where git knows nothing of it.

    A rename is what git takes for one: enough of the content is the same. Two files that changed places are two.
    """
    files = _texts(git(root, "ls-tree", "-r", "--name-only", "-z", commit))
    if files is None:
        return None
    modules = frozenset(_modules(root, commit))
    with tempfile.TemporaryDirectory() as folder:
        renames = _renames(root, commit, _index(root, folder))
    return History(frozenset(files), modules, renames)


def _modules(root: str, commit: str) -> Iterator[str]:
    """The paths of the modules of a commit: directories, and files where a BUILD file names some."""
    builds, with_files = (_grep(root, commit, pattern) for pattern in (_DECLARATION, _FILE))
    for path in builds:
        if path not in with_files:
            yield parent(path)
            continue
        text = (git(root, "show", f"{commit}:{path}") or b"").decode("utf-8", "replace")
        for call in BuildFile(path, text).calls_of("pantstack_module"):
            file = call.fields.get("file")
            yield parent(path) if file is None else joined(parent(path), plain(file) or "")


def _grep(root: str, commit: str, pattern: str) -> frozenset[str]:
    """The BUILD files of a commit that have a line of a pattern."""
    found = _texts(git(root, "grep", "-l", "-z", "-E", pattern, commit, "--", "*BUILD", "*BUILD.*")) or ()
    return frozenset(path.partition(":")[2] for path in found)


def _renames(root: str, commit: str, environment: Mapping[str, str]) -> Mapping[str, str]:
    options = ("--raw", "--no-abbrev", f"--find-renames={_ALIKE}", "--break-rewrites", "--relative", "-z")
    words = iter(_texts(git(root, "diff", *options, commit, "--", *_PYTHON, environment=environment)) or ())
    renames: dict[str, str] = {}
    modified: dict[str, str] = {}
    for word in words:
        kind = word.rpartition(" ")[2][:1]
        content, path = word.split(" ")[2], next(words)
        if kind == "R":
            new = next(words)
            if content not in _EMPTY:
                renames[path] = new
        elif kind == "M":
            modified[content] = path
    return {**_exchanged(root, modified), **renames}


def _exchanged(root: str, modified: Mapping[str, str]) -> Mapping[str, str]:
    """Find files that have exactly what another one had: git does not look for that in small ones.

    Args:
        modified: the paths of modified files, by the names of what they held.
    """
    paths = tuple(modified.values())
    names = "\n".join(paths).encode("utf-8", "surrogateescape")
    held = (git(root, "hash-object", "--stdin-paths", stdin=names) or b"").decode().split() if len(paths) > 1 else []
    pairs = ((modified.get(content), path) for content, path in zip(held, paths))
    return {old: new for old, new in pairs if old is not None and old != new}


def _index(root: str, folder: str) -> Mapping[str, str]:
    """Make a copy of the index that knows new files too, so that git sees what they have been; nothing else changes."""
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *_PYTHON)
    index = git(root, "rev-parse", "--git-path", "index")
    if not new or index is None:
        return {}
    copy = Path(folder, "index")
    try:
        shutil.copyfile(Path(root, index.decode("utf-8", "surrogateescape").rstrip("\n")), copy)
    except OSError:
        return {}
    environment = {"GIT_INDEX_FILE": str(copy)}
    options = ("--intent-to-add", "--pathspec-from-file=-", "--pathspec-file-nul")
    added = git(root, "--literal-pathspecs", "add", *options, environment=environment, stdin=new)
    return {} if added is None else environment


def _texts(output: Optional[bytes]) -> Optional[tuple[str, ...]]:
    return None if output is None else tuple(filter(None, output.decode("utf-8", "surrogateescape").split("\0")))
