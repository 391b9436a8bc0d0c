"""The reports that the tests of all formats show, and what all formats have in common."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.boundaries.checks import pages
from pantstack.boundaries.policy.report import BaselineCounts, Report
from pantstack.boundaries.reporting.render import FORMATS, View, render

# What a file, a directory or a string in someone's source may be called.
from pantstack.boundaries.reporting.testing import EMPTY, PROBLEM, REPORT
from pantstack.boundaries.reporting.wording import summary


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_the_same_again_and_ends_with_a_newline(form: str) -> None:
    """Every format is deterministic and whole, for a report, for none and for mistakes."""
    for outcome, mistakes in ((REPORT, ()), (EMPTY, ()), (EMPTY, (PROBLEM,))):
        first, second = (render(outcome, mistakes, form, View("1.0")) for _ in range(2))

        assert first == second
        assert first[-1:] == "\n"


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (EMPTY, "0 imports in 0 files of 0 modules checked."),
        (
            Report((), 1, 1, 5, 0, 1, 1, BaselineCounts(1, 1)),
            "5 imports in 1 file of 1 module checked; 1 import not provable; 1 finding suppressed; baseline: 1 entry hides 1 finding here.",
        ),
        (
            Report((), 1, 1, 0, 0, open_stacks=2),
            "0 imports in 1 file of 1 module checked; 2 stack references not provable.",
        ),
        (
            Report((), 3, 3, 0, 0, all_public=2),
            "0 imports in 3 files of 3 modules checked; 2 modules all public, to be narrowed.",
        ),
        (
            REPORT,
            (
                "5 imports in 2 files of 1 module checked; 1 file in no module, which may use facades only (none"
                " does); 1 import not provable; 2 findings suppressed;"
                " 4 findings switched off; 3 imports under TYPE_CHECKING left out; 1 file of data not parsed;"
                " 6 files not read (notebooks, Cython, scripts without a suffix);"
                " baseline: 12 entries hide 9 findings here (+0/-3 since the merge base)."
            ),
        ),
    ],
)
def test_the_line_that_proves_what_was_checked(outcome: Report, expected: str) -> None:
    """What is zero is left out, except imports, files and modules."""
    assert summary(outcome) == expected


def test_the_page_of_a_check_is_where_documents_say() -> None:
    """The paths that documents name for checks are those of their pages."""
    root = Path(__file__).parents[4]
    paths = sorted(path.relative_to(root).as_posix() for path in (root / pages.FOLDER).glob("*.md"))

    assert paths
    assert [pages.page_path(Path(each).stem.replace("_", "-")) for each in paths] == paths
