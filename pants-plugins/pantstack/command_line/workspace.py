"""A repository that is checked again and again: what has not changed is not read again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Optional

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.session import today
from pantstack.boundaries.policy import selection
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.run import evaluation
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.boundaries.run.facts import Facts
from pantstack.boundaries.run.kept_facts import KeptFacts
from pantstack.boundaries.run.options import Destination, RunOptions
from pantstack.boundaries.run.render_report import render_report
from pantstack.command_line.declared import Declared, DeclaredRepository
from pantstack.text.escaping import escape


@dataclass(frozen=True)
class CheckOutcome:
    """What a check found.

    Attributes:
        text: for people.
        errors: in declarations or configuration; with one, nothing was checked.
        result: what the report was made of.
        notes: what could not be known without Pants.
        document: for tools; None where there is none.
        output: where the document went.
        is_lasting: whether the same files give the same outcome, whatever git knows.
    """

    report: Report
    text: str
    exit_code: int
    notes: tuple[str, ...] = ()
    document: Optional[str] = None
    output: str = "-"
    is_lasting: bool = False
    errors: tuple[UserError, ...] = ()
    result: CheckResult = field(default_factory=lambda: CheckResult(Facts()))


class Workspace:
    """A repository.

    Attributes:
        tree: its Python files, as far as they were read.
        declared: its other files, as far as they were read.
    """

    def __init__(
        self,
        root: str,
        flags: Optional[Mapping[tuple[str, str], Any]] = None,
        environment: Optional[Mapping[str, str]] = None,
        processes: int = 1,
    ) -> None:
        """Take the folder of the repository.

        Args:
            flags: values of options of the command line, by section and name.
            environment: the variables of the environment; those of this process by default.
            processes: how many may read files that are not known yet; more than one only where this one has one thread.
        """
        self.root = os.path.realpath(root)
        self._facts = KeptFacts(self.root)
        self.tree = self._facts.tree
        self._processes = processes
        self.declared = DeclaredRepository(self.root, flags or {}, os.environ if environment is None else environment)
        self._last: tuple[object, ...] = ()
        self._result: Optional[CheckResult] = None

    def check(
        self, files: Sequence[str] = (), overlays: Optional[Mapping[str, bytes]] = None, *, color: bool = False
    ) -> CheckOutcome:
        """Check the whole repository, and report what lies in files and folders; everything by default.

        Args:
            files: paths from the root.
            overlays: contents that count in place of those on the disk, by path.
        """
        try:
            declared = self.declared.read(overlays or {})
        except (UserError, UserErrors) as error:
            run, to = self.declared.settings
            return self._render(CheckResult(Facts(), _errors(error)), (), run, to, color=color)
        result = self._checked(declared, overlays or {})
        paths = tuple(_selected(declared.paths, files, declared.run.baseline))
        outcome = self._render(result, paths, declared.run, declared.destination, color=color)
        return replace(outcome, notes=(*_unseen(declared.paths, files), *declared.notes))

    def _checked(self, declared: Declared, overlays: Mapping[str, bytes]) -> CheckResult:
        """Check what has changed; where nothing has, return what was returned before."""
        gathering, run = declared.gathering, declared.run
        errors = gathering.errors or evaluation.path_error(run, declared.toml)
        if errors or gathering.gathered is None:
            return CheckResult(Facts(), errors)
        found = self._facts.update(gathering, run, overlays, self._processes)
        day: date = today()
        key = (found, declared.baseline, day)
        if key != self._last or self._result is None:
            self._result = evaluation.check(found, run, declared.baseline, declared.toml, day)
            self._last = key
        return evaluation.with_history(self._result, self.root)

    def _render(
        self, result: CheckResult, paths: Sequence[str], run: RunOptions, to: Destination, *, color: bool
    ) -> CheckOutcome:
        shown = render_report(result, paths, run, to, root=self.root, color=color)
        asks_git = run.compare_with is not None or result.history is not None or bool(result.evaluated.stale)
        undelivered = shown.document is None and to.format != "text"
        lasting = not (asks_git or undelivered or result.errors)
        outcome = CheckOutcome(shown.report, shown.text, shown.exit_code, (), shown.document, to.output, lasting)
        return replace(outcome, errors=shown.errors, result=result)


def _errors(error: Exception) -> tuple[UserError, ...]:
    if isinstance(error, UserErrors):
        return error.errors
    return (error,) if isinstance(error, UserError) else ()


def _selected(paths: Sequence[str], chosen: Sequence[str], baseline: str) -> Iterator[str]:
    """Yield the paths that matter, and are selected by their own names or by those of folders around them."""
    names, folders = frozenset(chosen), tuple(f"{path}/" for path in chosen)
    everything = not chosen or "" in names
    for path in paths:
        if selection.matters(path, baseline) and (everything or path in names or path.startswith(folders)):
            yield path


def _unseen(paths: Sequence[str], chosen: Sequence[str]) -> Iterator[str]:
    """Say which of the files and folders that are selected count for nothing."""
    known = frozenset(paths) if chosen else frozenset()
    unknown = (path for path in chosen if path and path not in known)
    unseen = [path for path in unknown if not any(each.startswith(f"{path}/") for each in paths)]
    if unseen:
        names = ", ".join(map(escape, unseen))
        yield f"Pants does not see these, by pants_ignore or .gitignore, so they are not checked: {names}."
