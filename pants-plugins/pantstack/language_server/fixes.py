"""The rewrites of `pants fix` as edits of a document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from pantstack.boundaries.findings import Finding
from pantstack.boundaries.fixing import replacements
from pantstack.boundaries.fixing.rewrite_imports import Replacement, decoded, rewrite
from pantstack.boundaries.run.evaluation import CheckResult
from pantstack.boundaries.scanner.scan import scan
from pantstack.language_server.documents import Document
from pantstack.language_server.positions import MARK, Encoding, Lines


class Fix(NamedTuple):
    """A rewrite of one import.

    Attributes:
        edits: of the document, as the protocol has them.
    """

    title: str
    finding: Finding
    edits: list[dict[str, Any]]


def fixes(result: CheckResult, document: Document, encoding: Encoding, findings: Collection[Finding]) -> Iterator[Fix]:
    """Find what `pants fix` would rewrite in a document because of some findings, one import at a time.

    Args:
        result: of a check of this very content.
    """
    own = {each.position: each for each in replacements.fixable(result.evaluated) if each in findings}
    if not own:
        return
    known = replacements.decide(result.facts.project, own.values()).known
    content = document.content
    for replacement in replacements.replacements(scan(document.path, content), known):
        finding = own.get(replacement.position)
        rewritten = rewrite(content, [replacement])
        if finding is not None and rewritten.done:
            edit = _edit(document.text, decoded(rewritten.content)[0].decode("utf-8"), encoding)
            yield Fix(_title(replacement), finding, [edit])


def _title(replacement: Replacement) -> str:
    return f"Import `{replacement.name}` from {replacement.facade}"


def _edit(before: str, after: str, encoding: Encoding) -> dict[str, Any]:
    """Replace the lines that differ, so that cursors and marks elsewhere stay where they are."""
    old, new = before.removeprefix(MARK).split("\n"), after.split("\n")
    first = next((row for row, (one, other) in enumerate(zip(old, new)) if one != other), min(len(old), len(new)))
    same = 0
    while same < min(len(old), len(new)) - first and old[-1 - same] == new[-1 - same]:
        same += 1
    text = "\n".join(new[first : len(new) - same])
    if same and len(new) - same > first:
        text += "\n"
    if first == 0 and before.startswith(MARK):
        text = MARK + text
    return {"range": Lines(before, encoding).whole_lines(first, len(old) - same), "newText": text}
