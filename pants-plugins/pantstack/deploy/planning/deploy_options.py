"""The options of the goal, as the command line has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Optional

from pantstack.base.errors import UserError

_MOST_JOBS: Final = 64
_MOST_KEPT: Final = 10000
# Empty, for instance by a variable of a shell that is not set, each would mean another deploy than was requested.
_NEVER_EMPTY: Final = ("affected_since", "promote_from", "plan_out", "plan", "events")
# The first one that is set counts; a preview of `--prune` is one of that.
_ACTIONS: Final = ("prune", "preview", "destroy", "refresh", "logs", "status", "history", "set_secret", "orphans")
# Actions that only report what was deployed.
REPORTS: Final = frozenset({"status", "history"})
_FORMATS: Final = ("text", "json")
_KEY: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?")


@dataclass(frozen=True)
class DeployOptions:
    """The command line, with what its help says; a string that was not given is None, an environment maybe empty."""

    env: Optional[str] = None
    preview: bool = False
    destroy: bool = False
    refresh: bool = False
    yes: bool = False
    logs: bool = False
    status: bool = False
    history: bool = False
    format: str = "text"
    with_dependencies: bool = False
    affected_since: Optional[str] = None
    force: bool = False
    restart: bool = False
    promote_from: Optional[str] = None
    rollback: bool = False
    plan_out: Optional[str] = None
    plan: Optional[str] = None
    jobs: int = 2
    events: Optional[str] = None
    unlock: bool = False
    set_secret: Optional[str] = None
    prune: bool = False
    keep: int = 10
    orphans: bool = False

    @property
    def action(self) -> str:
        """The requested action, as the plan calls it."""
        return next((action for action in _ACTIONS if getattr(self, action)), "up")

    @property
    def is_report(self) -> bool:
        """Whether it is about all environments unless one is named."""
        return self.action in {*REPORTS, "prune", "orphans"}

    @property
    def packages(self) -> bool:
        """Whether artifacts are packaged: what was deployed or previewed before is not packaged again."""
        return self.action in {"up", "preview"} and not (self.promote_from or self.rollback or self.plan)

    def check(self, *, selected: bool = False) -> None:
        """Refuse options that contradict each other, and values out of range.

        Args:
            selected: whether modules are selected.

        Raises:
            UserError: for the first of them.
        """
        if self.set_secret is not None and not _KEY.fullmatch(self.set_secret):
            raise UserError(
                # The value of a KEY=VALUE must not be printed.
                "--set-secret is not a key of a configuration.",
                "Write KEY or NAMESPACE:KEY; the value is read from the standard input, never from the command line.",
            )
        self._check_not_empty()
        self._check_restart_and_orphans()
        self._check_selection(selected)
        actions = self._flags(*_ACTIONS)
        if actions != ["--prune", "--preview"]:
            _at_most_one(actions)
        if self.prune:
            self._check_prune()
        chosen = self._flags("promote_from", "rollback", "plan")
        _at_most_one(chosen)
        if chosen and self.action not in {"up", "preview"}:
            _at_most_one([_flag(self.action), *chosen])
        if self.plan:
            _at_most_one(self._flags("plan", "preview", "affected_since", "with_dependencies"))
        if self.plan_out and not self.preview:
            raise UserError("--plan-out keeps what --preview shows.", "Add --preview, or remove --plan-out.")
        if self.promote_from and self.promote_from == self.env:
            raise UserError(f"--promote-from={self.env} is the environment itself.", "Choose another one.")
        if self.format not in _FORMATS:
            raise UserError(f"Unknown format --format={self.format}.", f"Choose one of: {', '.join(_FORMATS)}.")
        if not 1 <= self.jobs <= _MOST_JOBS:
            raise UserError(
                f"--jobs={self.jobs} is not a number of modules from 1 to {_MOST_JOBS}.",
                "Choose another, or remove --jobs.",
            )

    def _flags(self, *options: str) -> list[str]:
        """List the flags of those options that are set."""
        return [_flag(option) for option in options if getattr(self, option)]

    def _check_not_empty(self) -> None:
        for option in _NEVER_EMPTY:
            if getattr(self, option) == "":
                raise UserError(f"{_flag(option)} is empty.", "Give it a value, or remove it.")

    def _check_restart_and_orphans(self) -> None:
        if self.orphans:
            _at_most_one(self._flags("orphans", "env", "affected_since", "with_dependencies"))
        if self.restart:
            _at_most_one(self._flags(*_ACTIONS, "plan", "restart"))

    def _check_selection(self, selected: bool) -> None:  # noqa: FBT001 - the only argument
        if selected and self.action in {"prune", "orphans"}:
            raise UserError(f"{_flag(self.action)} is for the whole repository.", "Select no modules with it.")

    def _check_prune(self) -> None:
        _at_most_one(self._flags("prune", "affected_since", "with_dependencies", "plan_out"))
        if not 1 <= self.keep <= _MOST_KEPT:
            raise UserError(
                f"--keep={self.keep} is not a number of deploys from 1 to {_MOST_KEPT}.",
                "Choose another, or remove --keep.",
            )


def _flag(option: str) -> str:
    return f"--{option.replace('_', '-')}"


def _at_most_one(flags: list[str]) -> None:
    if len(flags) > 1:
        raise UserError(f"{' and '.join(flags)} exclude each other.", "Remove one of them.")
