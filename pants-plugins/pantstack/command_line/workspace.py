"""A repository that is checked again and again: what has not changed is not read again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from pantstack.base.errors import UserError, UserErrors
from pantstack.base.session import today
from pantstack.boundaries.policy import selection
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.run import evaluation
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.boundaries.run.facts import Facts
from pantstack.boundaries.run.options import Destination, RunOptions
from pantstack.boundaries.run.render_report import render_report
from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.scan import scan
from pantstack.scaffold import load_templates
from pantstack.standalone import gather, settings
from pantstack.standalone.files.ignored import Ignored
from pantstack.standalone.files.repository import RepositoryFiles
from pantstack.standalone.files.walk import Listing, walk
from pantstack.standalone.options.pants_options import PantsOptions


@dataclass(frozen=True)
class CheckOutcome:
    """What a check found.

    Attributes:
        text: for people.
        notes: what could not be known without Pants.
        document_on_output: whether a document for tools was written to standard output.
    """

    report: Optional[Report]
    text: str
    exit_code: int
    notes: tuple[str, ...] = ()
    document_on_output: bool = False


class Workspace:
    """A repository."""

    def __init__(
        self,
        root: str,
        flags: Optional[Mapping[tuple[str, str], Any]] = None,
        environment: Optional[Mapping[str, str]] = None,
    ) -> None:
        """Take the folder of the repository.

        Args:
            flags: values of options of the command line, by section and name.
            environment: the variables of the environment; those of this process by default.
        """
        self.root = os.path.realpath(root)
        self._flags = flags or {}
        self._environment = os.environ if environment is None else environment
        self._listing, self._listed = Listing(), 0
        self._patterns: Optional[tuple[str, ...]] = None

    def check(
        self, files: Sequence[str] = (), overlays: Optional[Mapping[str, bytes]] = None, *, color: bool = False
    ) -> CheckOutcome:
        """Check the whole repository, and report what lies in files and folders; everything by default.

        Args:
            files: paths from the root.
            overlays: contents that count in place of those on the disk, by path.
        """
        try:
            options = PantsOptions(self.root, self._environment, self._flags)
            run, to = settings.run_options(options), settings.destination(options)
        except UserError as error:
            return self._render(CheckResult(Facts(), (error,)), (), RunOptions(), Destination(), color=color)
        try:
            repository, chosen = self._files(options, overlays or {})
            result, notes = self._result(repository, options, chosen, run, today())
        except (UserError, UserErrors) as error:
            errors = error.errors if isinstance(error, UserErrors) else (error,)
            return self._render(CheckResult(Facts(), errors), (), run, to, color=color)
        paths = tuple(_selected(repository, files, run.baseline))
        return self._render(result, paths, run, to, color=color, notes=notes)

    def _files(
        self, options: PantsOptions, overlays: Mapping[str, bytes]
    ) -> tuple[RepositoryFiles, settings.FileSettings]:
        chosen = settings.file_settings(options, self.root, self._environment)
        before = self._listing if chosen.ignored == self._patterns else Listing()
        now = time.time_ns()
        self._listing = walk(self.root, Ignored(chosen.ignored), before, self._listed)
        self._listed, self._patterns = now, chosen.ignored
        return RepositoryFiles(self.root, self._listing, overlays), chosen

    def _result(
        self,
        files: RepositoryFiles,
        options: PantsOptions,
        chosen: settings.FileSettings,
        run: RunOptions,
        day: date,
    ) -> tuple[CheckResult, tuple[str, ...]]:
        sources = gather.Sources(files, options, chosen, run, self._kinds(options), lambda *each: _scans(files, *each))
        facts, notes = gather.gather(sources)
        errors = facts.errors or evaluation.path_error(run, options.toml)
        if errors:
            return CheckResult(facts, errors), notes
        result = evaluation.check(facts, run, files.read(run.baseline), options.toml, day)
        return evaluation.with_history(result, self.root), notes

    def _kinds(self, options: PantsOptions) -> tuple[tuple[str, ...], ...]:
        folder = options.text("new-module", "templates_folder", load_templates.OWN)
        try:
            return load_templates.resolve_kinds(load_templates.folders(self.root, folder))
        except UserError:
            return load_templates.resolve_kinds()

    def _render(  # noqa: PLR0913  what was found, what of it is selected, and how it is shown
        self,
        result: CheckResult,
        paths: Sequence[str],
        run: RunOptions,
        to: Destination,
        *,
        color: bool,
        notes: tuple[str, ...] = (),
    ) -> CheckOutcome:
        rendered = render_report(result, paths, run, to, root=self.root, color=color)
        on_output = to.format != "text" and to.output == "-"
        return CheckOutcome(rendered.report, rendered.text, rendered.exit_code, notes, on_output)


def _scans(
    files: RepositoryFiles, paths: tuple[str, ...], names: tuple[str, ...], readers: tuple[str, ...]
) -> dict[str, FileScan]:
    roots = frozenset(names)
    return {path: scan(path, content, roots, readers) for path, content in files.contents(paths).items()}


def _selected(files: RepositoryFiles, chosen: Sequence[str], baseline: str) -> Iterator[str]:
    names, folders = frozenset(chosen), tuple(f"{path}/" for path in chosen)
    everything = not chosen or "" in names
    for path in files.paths.all:
        if selection.matters(path, baseline) and (everything or path in names or path.startswith(folders)):
            yield path
