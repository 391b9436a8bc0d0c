"""The ground truth: small repositories whose findings were written down by hand, checked without Pants."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from pantstack.boundaries.checks import CHECKS, diverging_versions, stale_lockfile
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, evaluate
from pantstack.boundaries.policy.selection import selection
from pantstack.boundaries.policy.suppressions import GROWN
from pantstack.boundaries.testing import project, settings

CORPUS = Path(__file__).parent / "corpus"
PAGES = sorted(path.name for path in CORPUS.glob("*.md") if path.name != "README.md")
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"[ \t]*# (error|warning): ([a-z-]+(?:, [a-z-]+)*)")
_REPEAT = re.compile(r"<<(.*?)>>", re.DOTALL)
_NEWLINES = {"crlf": "\r\n", "cr": "\r"}

Finding = tuple[str, int, str, str]


@dataclass
class Page:
    """A small repository.

    Attributes:
        options: of the run.
        files: bytes by path.
        expected: path, line, severity and code of each finding, as often as it is found.
    """

    options: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    expected: Counter[Finding] = field(default_factory=Counter)


def load(name: str) -> Page:
    """Read a page of the corpus."""
    page = Page()
    for kind, words, body in _BLOCK.findall((CORPUS / name).read_text(encoding="utf-8")):
        attributes = dict(word.split("=", 1) for word in words.split())
        if "file" not in attributes:
            page.options = tomlkit.parse(body).unwrap()
            continue
        path = attributes["file"]
        page.expected.update(_expected(path, body, attributes))
        page.files[path] = _content(kind, body, attributes)
    return page


def _expected(path: str, body: str, attributes: dict[str, str]) -> Iterator[Finding]:
    for number, line in enumerate(body.splitlines(), 1):
        for severity, codes in _MARK.findall(line):
            yield from ((path, number, severity, code) for code in codes.split(", "))
    for each in filter(None, attributes.get("error", "").split(",")):
        line_number, code = each.split(":")
        yield path, int(line_number), "error", code


def _content(kind: str, body: str, attributes: dict[str, str]) -> bytes:
    if kind == "base64":
        return base64.b64decode(body)
    text = _MARK.sub("", body)
    if "repeat" in attributes:
        text = _REPEAT.sub(lambda found: found[1] * int(attributes["repeat"]), text)
    text = text.replace("\n", _NEWLINES.get(attributes.get("newline", ""), "\n"))
    return text.encode(attributes.get("encoding", "utf-8"))


def checked(page: Page) -> EvaluatedFindings:
    """Everything that the checks say of a page."""
    options = page.options
    roots = tuple(root.strip("/") or "." for root in options.get("source_roots", ["/"]))
    layers = tuple(options.get("layers", ()))
    readers = tuple(options.get("string_readers", ()))
    checking = options.get("type_checking", True)
    facts = project(page.files, layers, roots, type_checking=checking, string_readers=readers)
    weighed = settings(page.files, date.fromisoformat(options.get("today", "2026-11-24")))
    path = options.get("baseline")
    if path is not None:
        parsed = baselines.parse(page.files[path], path)
        assert parsed.errors == ()
        tolerated = parsed.value
        weighed = replace(weighed, baseline=tolerated)
    return evaluate(facts, CHECKS, weighed)


def found(outcome: EvaluatedFindings) -> Counter[Finding]:
    """Path, line, severity and code of each finding."""
    return Counter((each.path, each.position.line, each.severity, each.code) for each in outcome.findings)


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    """Nothing is missing and nothing is too much."""
    page = load(name)
    outcome = checked(page)

    assert {
        "missing": sorted((page.expected - found(outcome)).elements()),
        "false": sorted((found(outcome) - page.expected).elements()),
    } == {"missing": [], "false": []}


@pytest.mark.parametrize("name", PAGES)
def test_a_selection_is_the_whole_filtered(name: str) -> None:
    """Each file alone has exactly the findings that the whole has in it."""
    page = load(name)
    outcome = checked(page)
    alone: list[object] = []
    for path in sorted(page.files):
        picked = selection((path,), project(page.files, tuple(page.options.get("layers", ()))).catalog)
        alone += [each for each in outcome.findings if picked(each.path) and each.path == path]

    assert sorted(alone, key=str) == sorted(outcome.findings, key=str)


def test_the_corpus_is_not_empty() -> None:
    """There are many pages, and every code is expected on one of them, except what git and lockfiles decide."""
    codes = {code for name in PAGES for _, _, _, code in load(name).expected}

    assert len(PAGES) >= 60
    assert codes == {*settings({}).codes} - {GROWN, diverging_versions.CODE, stale_lockfile.CODE}
