"""What a repository has to have before anything can be deployed from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack.base.errors import UserError
from pantstack.text.counting import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_COMMAND: Final = "pants adopt --stage=deploy --write"
_DISTRIBUTION: Final = re.compile(r"^pantstack-runner==[\w.+!-]+", re.MULTILINE)


@dataclass(frozen=True)
class Runner:
    """The target that runs Pulumi.

    Attributes:
        address: as [deploy].runner has it.
        resolve: of its requirements, "" for none.
        lockfile: of that resolve, "" for none; relative to the root.
    """

    address: str
    resolve: str = ""
    lockfile: str = ""


def check(runner: Runner, targets: Mapping[str, Collection[str]], environments: Collection[object], root: Path) -> None:
    """Refuse a repository without what every action needs.

    Args:
        targets: names of all declared targets, by folder.
        environments: those that are declared.

    Raises:
        UserError: with all that is missing, and the command that adds it.
    """
    missing = []
    if not _is_declared(runner.address, targets):
        missing.append(f"the runner `{runner.address}` of [deploy].runner")
        # An environment alone is another question: one can be left by records, and is written by hand.
        missing += [] if environments else ["a `deploy_environment` in BUILD at the root"]
    if runner.resolve and not runner.lockfile:
        missing.append(f"the resolve `{runner.resolve}` of the runner")
    if missing:
        message = f"This repository lacks {listed(missing)}, so nothing can be deployed."
        raise UserError(message, f"Add it: {_COMMAND}")
    lack = _lacks_in_lockfile(runner, root) if runner.lockfile else ""
    if lack:
        raise UserError(
            f"{runner.lockfile}: the lockfile of the resolve `{runner.resolve}` {lack}, so the runner cannot be built.",
            f"Make it: pants generate-lockfiles --resolve={runner.resolve}",
        )


def _lacks_in_lockfile(runner: Runner, root: Path) -> str:
    """Say what is wrong with the lockfile; empty where nothing is.

    `pants adopt` writes a lockfile without the runner's distribution, whose hash it does not know.
    """
    lockfile, requirements = root / runner.lockfile, root / f"3rdparty/python/requirements-{runner.resolve}.txt"
    if not lockfile.exists():
        return "is missing"
    wanted = _DISTRIBUTION.search(requirements.read_text("utf-8", "replace")) if requirements.is_file() else None
    if wanted is None or f'"{wanted[0]}"' in lockfile.read_text("utf-8", "replace"):
        return ""
    return f"has no {wanted[0]}"


def _is_declared(address: str, targets: Mapping[str, Collection[str]]) -> bool:
    folder, _, name = address.removeprefix("//").partition(":")
    return (name or Path(folder).name) in targets.get(folder, ())
