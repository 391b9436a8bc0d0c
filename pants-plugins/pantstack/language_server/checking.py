"""What an editor is shown of a repository: findings, fixes, and the declarations that decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, Optional, Protocol

from pantstack.base.errors import UserError
from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.language_server import diagnostics
from pantstack.language_server.documents import Document, text_of, uri_of
from pantstack.language_server.fixes import fixes
from pantstack.language_server.positions import Encoding, Lines, touch

_QUICK_FIX: Final = "quickfix"


class Outcome(NamedTuple):
    """What a check found.

    Attributes:
        errors: in declarations or configuration; with one, nothing was checked.
        notes: what else the user has to know.
        result: what the findings are of; None where nothing was checked.
    """

    findings: tuple[Finding, ...]
    errors: tuple[UserError, ...]
    notes: tuple[str, ...]
    result: Optional[CheckResult]


class Repository(Protocol):
    """A repository that is checked again and again."""

    @property
    def root(self) -> str:
        """Its folder."""

    def check(self, overlays: Mapping[str, bytes]) -> Outcome:
        """Check it with contents that count in place of those on the disk, by path."""


@dataclass(frozen=True)
class Checked:
    """What a check of documents found.

    Attributes:
        documents: those that were open, by path.
        findings: each with its diagnostic, by path.
        errors: the diagnostics of errors, by path.
        messages: what has no place in a file.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    findings: Mapping[str, list[tuple[Finding, dict[str, Any]]]] = field(default_factory=dict)
    errors: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    result: Optional[CheckResult] = None

    def of(self, path: str) -> list[dict[str, Any]]:
        """Return the diagnostics of a file."""
        return [*self.errors.get(path, ()), *(each for _, each in self.findings.get(path, ()))]

    @property
    def paths(self) -> frozenset[str]:
        """The files that have diagnostics, or are open."""
        return frozenset((*self.documents, *self.findings, *self.errors))


class Checker:
    """Checks a repository for an editor.

    Attributes:
        root: the folder of the repository.
    """

    def __init__(self, repository: Repository, encoding: Encoding) -> None:
        """Take a repository, and the encoding whose units the editor counts in."""
        self._repository, self._encoding = repository, encoding
        self.root = repository.root

    def check(self, documents: Iterable[Document]) -> Checked:
        """Check the repository with documents as they are in the editor."""
        opened = {document.path: document for document in documents}
        outcome = self._repository.check({path: document.content for path, document in opened.items()})
        lines: dict[str, Lines] = {}
        findings: dict[str, list[tuple[Finding, dict[str, Any]]]] = {}
        errors: dict[str, list[dict[str, Any]]] = {}
        messages = list(outcome.notes)
        for finding in outcome.findings:
            found = diagnostics.of_finding(finding, self._lines(finding.path, opened, lines), self.root)
            findings.setdefault(finding.path, []).append((finding, found))
        for error in outcome.errors:
            path = error.location.path
            if path in opened or self._is_file(path):
                found = diagnostics.of_error(error, self._lines(path, opened, lines))
                errors.setdefault(path, []).append(found)
            else:
                messages.append(str(error))
        return Checked(opened, findings, errors, tuple(messages), outcome.result)

    def actions(self, checked: Checked, path: str, within: dict[str, Any], *, versioned: bool) -> list[dict[str, Any]]:
        """Offer the rewrites of findings in a range.

        Args:
            versioned: whether the editor takes edits of a version of a document.
        """
        document, result = checked.documents.get(path), checked.result
        if document is None or result is None:
            return []
        offered = dict(checked.findings.get(path, ()))
        near = {finding for finding, found in offered.items() if touch(found["range"], within)}
        actions = []
        for fix in fixes(result, document, self._encoding, near):
            edit: dict[str, Any] = {"changes": {document.uri: fix.edits}}
            if versioned:
                of = {"uri": document.uri, "version": document.version}
                edit = {"documentChanges": [{"textDocument": of, "edits": fix.edits}]}
            known = {"diagnostics": [offered[fix.finding]], "isPreferred": True}
            actions.append({"title": fix.title, "kind": _QUICK_FIX, **known, "edit": edit})
        return actions

    def declarations(self, checked: Checked, path: str, within: dict[str, Any]) -> list[dict[str, Any]]:
        """Find the declarations that decide about the findings in a range."""
        lines: dict[str, Lines] = {}
        found = []
        for finding, diagnostic in checked.findings.get(path, ()):
            place = diagnostics.deciding(finding, self._is_file) if touch(diagnostic["range"], within) else None
            if place is not None:
                document = checked.documents.get(place.path)
                uri = uri_of(self.root, place.path) if document is None else document.uri
                at = self._lines(place.path, checked.documents, lines).range(Position(place.line, 1))
                location = {"uri": uri, "range": at}
                found += [] if location in found else [location]
        return found

    def _is_file(self, path: str) -> bool:
        return bool(path) and "\0" not in path and Path(self.root, path).is_file()

    def _lines(self, path: str, documents: Mapping[str, Document], known: dict[str, Lines]) -> Lines:
        """Return the lines of a file as the check saw it."""
        if path not in known:
            document = documents.get(path)
            text = text_of(self.root, path) if document is None else document.text
            known[path] = Lines(text, self._encoding)
        return known[path]
