"""`--prune`: what no deploy needs any more goes, after it was said what and how much."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Final

from pantstack.deploy.runner import prune_images
from pantstack.deploy.runner.console import complain, say
from pantstack.deploy.runner.errors import UsageError
from pantstack.deploy.runner.prune_decision import decide
from pantstack.deploy.runner.prune_survey import look

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pantstack.deploy.runner.plan import Plan
    from pantstack.deploy.runner.prune_decision import Item

_UNITS: Final = ("B", "kB", "MB", "GB", "TB")
_STEP: Final = 1000


def prune(path: Path, plan: Plan) -> int:
    """Remove what no deploy needs any more, or only say what that is; the exit code.

    Args:
        path: the plan's file, which nobody needs after this.
        plan: the plan.

    Raises:
        UsageError: if the plan does not say what to keep.
    """
    asked = plan.prune
    if asked is None:
        raise UsageError(f"{path}: does not say what to keep.\nRun ./pants deploy --prune again.")
    path.unlink(missing_ok=True)
    with contextlib.ExitStack() as stack:
        decision = decide(look(plan, asked, stack), asked.keep, asked.runner)
        registries = [each.registry for each in plan.environments if each.registry]
        tags, complaint = prune_images.tags(decision.images, registries)
        left = [*decision.left, *([f"images: {complaint}"] if complaint else [])]
        sizes = [sum(map(_size, item.paths)) for item in decision.items]
        for item, size in zip(decision.items, sizes, strict=True):
            say(f"remove  {item.text}  {_worded(size)}")
        for tag in tags:
            say(f"remove  image {tag}")
        for line in left:
            say(f"left  {line}")
        failed = [] if asked.preview else [*_removed(decision.items), *filter(None, map(prune_images.remove, tags))]
    for line in failed:
        complain(f"pants deploy: {line}")
    _conclude(sum(sizes), preview=asked.preview, anything=bool(sizes or tags))
    return 1 if failed or complaint or not decision.is_certain else 0


def _conclude(size: int, *, preview: bool, anything: bool) -> None:
    if not anything:
        say("prune  nothing to remove")
    else:
        say(f"prune  {'would free' if preview else 'freed'} {_worded(size)}")


def _removed(items: Iterable[Item]) -> list[str]:
    """Remove all; what could not be."""
    failed = []
    for path in (path for item in items for path in item.paths):
        try:
            if path.is_symlink() or not path.is_dir():
                path.unlink(missing_ok=True)
            else:
                shutil.rmtree(path)
        except OSError as error:
            failed.append(f"{path}: cannot be removed ({error.strerror}).\nMend the rights there, and prune again.")
    return failed


def _size(path: Path) -> int:
    """The bytes of a file or of all below a folder; a link has its own."""
    below = path.rglob("*") if path.is_dir() and not path.is_symlink() else ()
    total = 0
    for each in (path, *below):
        with contextlib.suppress(OSError):
            found = each.lstat()
            total += found.st_size
    return total


def _worded(size: int) -> str:
    number = float(size)
    for unit in _UNITS:
        if number < _STEP or unit == _UNITS[-1]:
            break
        number /= _STEP
    return f"{size} B" if unit == "B" else f"{number:.1f} {unit}"
