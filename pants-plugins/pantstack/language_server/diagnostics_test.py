"""Findings and errors as an editor shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.base.locations import Position, SourceLocation
from pantstack.boundaries.checks import pages
from pantstack.boundaries.findings import Finding
from pantstack.language_server.diagnostics import deciding, of_error, of_finding
from pantstack.language_server.positions import Lines

FINDING = Finding(
    "a/x.py", Position(1, 8), "private-import", "`b.\x1b` is internal.", "b/BUILD:1 declares it.", "Remove it."
)


@pytest.mark.parametrize(("code", "has_page"), [("private-import", True), ("no-such-code", False)])
def test_a_finding(tmp_path: Path, code: str, has_page: bool) -> None:  # noqa: FBT001  a parameter of the table
    """All three sentences are there, made safe, with a link to the page of the check where there is one."""
    finding = Finding(
        "a/x.py", Position(1, 8), code, FINDING.message, FINDING.because, FINDING.help, severity="warning"
    )
    page = Path(pages.folder(str(tmp_path)), f"{code.replace('-', '_')}.md").as_uri()
    expected = {
        "range": {"start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 10}},
        "severity": 2,
        "code": code,
        **({"codeDescription": {"href": page}} if has_page else {}),
        "source": "pantstack",
        "message": "`b.\\x1b` is internal.\nb/BUILD:1 declares it.\nRemove it.",
    }

    assert of_finding(finding, Lines("import b.y\n", "utf-16"), str(tmp_path)) == expected


def test_an_error() -> None:
    """An error in a declaration is the rest of its line; one of a whole file is in its first line."""
    lines = Lines("a = 1\nb = 2\n", "utf-16")
    errors = [of_error(UserError("Wrong.", "Correct it.", SourceLocation("b/BUILD", line)), lines) for line in (2, 0)]

    assert errors == [
        {
            "range": {"start": {"line": row, "character": 0}, "end": {"line": row, "character": 5}},
            "severity": 1,
            "source": "pantstack",
            "message": "Wrong.\nCorrect it.",
        }
        for row in (1, 0)
    ]


@pytest.mark.parametrize(
    ("because", "place"),
    [
        ("b/BUILD:12 declares what is public there.", SourceLocation("b/BUILD", 12)),
        ("the shop/b/BUILD:3 declares it.", SourceLocation("the shop/b/BUILD", 3)),
        ("Whether the shop/b/BUILD:3 declares it cannot be checked.", SourceLocation("the shop/b/BUILD", 3)),
        ("odd:7/BUILD:2 declares it.", SourceLocation("odd:7/BUILD", 2)),
        ("gone/BUILD:2 declares it.", None),
        ("At 10:30, nothing.", None),
        ("", None),
    ],
)
def test_what_decides(because: str, place: SourceLocation) -> None:
    """The declaration is the file and the line that the reason names, if there is such a file."""
    finding = Finding("a/x.py", Position(1, 1), "private-import", "", because, "")
    files = {"b/BUILD", "the shop/b/BUILD", "odd:7/BUILD"}

    assert deciding(finding, files.__contains__) == place
