"""`--prune`: lists what no deploy needs any more, with its size, and removes it."""

from __future__ import annotations

import contextlib
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.artifact_kinds.runtimes import runtime
from pantstack_runner.commands.pruning.collect import collect
from pantstack_runner.commands.pruning.decision import decide, is_young
from pantstack_runner.console.console import print_error, print_line
from pantstack_runner.console.text import format_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pantstack_runner.commands.pruning.decision import Decision, Item
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import PruneRequest
    from pantstack_runner.storage.file import StoredFile


def run(path: Path, context: Context, request: PruneRequest) -> int:
    """Remove what no deploy needs any more, or only list it for a preview, and return the exit code.

    Raises:
        UserError: if the address of a store is invalid.
    """
    # Nobody needs the plan after this.
    path.unlink(missing_ok=True)
    with contextlib.ExitStack() as stack:
        decision = decide(collect(context, request, stack), request.keep, request.runner, datetime.now(UTC))
        registries = [environment.registry for environment in request.environments if environment.registry]
        unused = {kind: runtime(kind).unused(decision.images, registries) for kind in KINDS}
        copies = [(kind, name) for kind, (names, _) in unused.items() for name in names]
        unknown = [f"{kind}: {reason}" for kind, (_, reason) in unused.items() if reason]
        size = 0
        for item in (*decision.records, *decision.rest):
            freed = item.size + sum(map(_size, item.paths))
            size += freed
            print_line(f"remove  {item.text}  {format_size(freed)}")
        for kind, name in copies:
            print_line(f"remove  {kind} {name}")
        for line in (*decision.left, *unknown):
            print_line(f"left  {line}")
        failed = [] if request.preview else list(_remove_all(decision, copies))
    for line in failed:
        print_error(f"pants deploy: {line}")
    _conclude(size, preview=request.preview, anything=bool(decision.records or decision.rest or copies))
    return 1 if failed or unknown or not decision.is_certain else 0


def _conclude(size: int, *, preview: bool, anything: bool) -> None:
    if not anything:
        print_line("prune  nothing to remove")
    else:
        print_line(f"prune  {'would free' if preview else 'freed'} {format_size(size)}")


def _remove_all(decision: Decision, copies: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Remove everything, and yield errors. A record that could not be removed keeps what it names."""
    failed = list(filter(None, map(_remove, decision.records)))
    yield from failed
    if failed:
        if decision.rest or copies:
            yield "artifacts, images, plans, runners: stay, since those records name them.\nPrune again after that."
        return
    yield from filter(None, map(_remove, decision.rest))
    yield from filter(None, (runtime(kind).remove(name) for kind, name in copies))


def _remove(item: Item) -> str:
    """Remove an item, and return the error if it cannot be removed."""
    location = ""
    try:
        for path in item.paths:
            location = str(path)
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(path)
        if item.store:
            for name in item.names:
                location = item.store.display_path(name)
                item.store.delete(name)
            location = item.store.display_path(item.folder)
            # Another clone may have stored it again since the inventory was taken.
            if item.folder and not (item.is_shared and _is_young(item.store.list_recursive(item.folder))):
                item.store.delete_prefix(item.folder)
    except OSError as error:
        return f"{location}: cannot be removed ({error.strerror}).\nFix the permissions there, then prune again."
    return ""


def _is_young(files: Mapping[str, StoredFile]) -> bool:
    return any(is_young(file.modified, datetime.now(UTC)) for file in files.values())


def _size(path: Path) -> int:
    """Return the size of a file, or of everything below a folder; a link counts itself."""
    below = path.rglob("*") if path.is_dir() and not path.is_symlink() else ()
    total = 0
    for entry in (path, *below):
        with contextlib.suppress(OSError):
            status = entry.lstat()
            total += status.st_size
    return total
