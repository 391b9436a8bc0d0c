"""What a repository has to have before anything can be deployed from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pantstack.base.errors import UserError
from pantstack.text.counting import listed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_COMMAND: Final = "pants adopt --stage=deploy --write"


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
    if runner.lockfile and not (root / runner.lockfile).exists():
        message = f"{runner.lockfile}: the lockfile of the resolve `{runner.resolve}` is missing"
        raise UserError(
            f"{message}, so the runner cannot be built.",
            f"Make it: pants generate-lockfiles --resolve={runner.resolve}",
        )


def _is_declared(address: str, targets: Mapping[str, Collection[str]]) -> bool:
    folder, _, name = address.removeprefix("//").partition(":")
    return (name or Path(folder).name) in targets.get(folder, ())
