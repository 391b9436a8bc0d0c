"""The ground truth: small repositories whose findings were written down by hand, checked without Pants."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Callable

import pytest
from corpus_pages import PAGES, Finding, Page, load

from pantstack.boundaries.checks import CHECKS, diverging_versions, stale_lockfile
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy.evaluation import EvaluatedFindings, evaluate
from pantstack.boundaries.policy.selection import selection
from pantstack.boundaries.policy.suppressions import GROWN
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.screening.testing import unscreened
from pantstack.boundaries.testing import project, settings


def checked(page: Page, change: Callable[[Project], Project] = lambda facts: facts) -> EvaluatedFindings:
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
    return evaluate(change(facts), CHECKS, weighed)


def found(outcome: EvaluatedFindings) -> Counter[Finding]:
    """Path, line, severity and code of each finding."""
    return Counter((each.path, each.position.line, each.severity, each.code) for each in outcome.findings)


@pytest.mark.parametrize("name", PAGES)
def test_screening_changes_nothing(name: str) -> None:
    """A run says the same as one that examines every file."""
    page = load(name)

    assert checked(page) == checked(page, unscreened)


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
