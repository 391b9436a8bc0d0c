"""Reports and problems as text."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import pytest

from pantstack.base.locations import Position
from pantstack.boundaries.findings import Finding
from pantstack.boundaries.policy.report import Report
from pantstack.boundaries.reporting.render import View, render
from pantstack.boundaries.reporting.testing import (
    EMPTY,
    ERROR,
    HOSTILE,
    PROBLEM,
    REPORT,
    WARNING,
    hostile,
    hostile_problem,
)
from pantstack.boundaries.reporting.text_report import render_errors, render_findings

FOOTER = "see pants-plugins/pantstack/boundaries/checks/{{{}}}.md for what they mean.\n"
SUMMARY = (
    "5 imports in 2 files of 1 module checked; 1 file in no module, which may use facades only (none does); 1 import"
    " not provable; 2 findings suppressed;"
    " 4 findings switched off; 3 imports under TYPE_CHECKING left out; 1 file of data not parsed;"
    " 6 files not read (notebooks, Cython, scripts without a suffix);"
    " baseline: 12 entries hide 9 findings here (+0/-3 since the merge base).\n"
)
SOURCE = "import json\n\nimport b.inner\n\tload(name)\n"


def source(path: str) -> Optional[str]:
    """The text of the one file that can be read."""
    return SOURCE if path == ERROR.path else None


def test_three_lines_a_finding() -> None:
    """Without color and source: place, code and fact; which declaration decided; what to do."""
    assert render(REPORT, (), "text", View("1.0")) == (
        "modules/a/x.py:3:8 private-import `b.inner` is internal to `b`.\n"
        "  b/BUILD:1 declares what is public there.\n"
        "  Write: from b.public import B\n"
        "modules/a/x.py:4:1 unprovable-import (warning) Nobody knows.\n"
        "  Nothing decides.\n"
        "  Write it down.\n"
        "2 findings (private-import, unprovable-import): " + FOOTER.format("private_import,unprovable_import") + SUMMARY
    )


def test_one_place_against_two_rules() -> None:
    """It is one finding with the line once, and with a reason, a code and help for each rule."""
    layer = replace(ERROR, code="layer-violation", message="`a` uses `b`.", because="Layers.", help="Reverse it.")
    report = replace(EMPTY, findings=(layer, ERROR, replace(ERROR, position=Position(4, 2))))

    assert render_findings(report, View(source=source)).split("0 imports")[0] == (
        "modules/a/x.py:3:8 layer-violation `a` uses `b`.\n"
        "modules/a/x.py:3:8 private-import `b.inner` is internal to `b`.\n"
        "  3 | import b.inner\n"
        "    |        ^^^^^^^\n"
        "  Layers.\n"
        "  Reverse it.\n"
        "  b/BUILD:1 declares what is public there.\n"
        "  Write: from b.public import B\n"
        "modules/a/x.py:4:2 private-import `b.inner` is internal to `b`.\n"
        "  4 |     load(name)\n"
        "    |     ^\n"
        "  b/BUILD:1 declares what is public there.\n"
        "  Write: from b.public import B\n"
        "2 findings with 3 reasons (layer-violation, private-import): "
        + FOOTER.format("layer_violation,private_import")
    )


def test_nothing_found() -> None:
    """Only the proof of what was checked is left."""
    assert render_findings(EMPTY) == "0 imports in 0 files of 0 modules checked.\n"


def test_mistakes_in_declarations() -> None:
    """Two lines each, and that nothing was checked; findings, if any, are not to be trusted."""
    text = (
        "b/BUILD:2 Unknown module `c` in depends_on.\n"
        "  Did you mean `d`?\n"
        "1 error in declarations or configuration; nothing was checked.\n  Fix it and run again.\n"
    )

    assert (render_errors([PROBLEM]), render(REPORT, [PROBLEM], "text", View())) == (text, text)


def test_excerpts() -> None:
    """Where the source is there, its line stands under the fact, with the code in question underlined."""
    elsewhere = Finding("y.py", Position(1, 1), "private-import", "Fact.", "Declaration.", "Advice.")
    outcome = Report((ERROR, WARNING, elsewhere), modules=1, files=2, imports=1, unowned=0)

    assert render_findings(outcome, View(source=source)) == (
        "modules/a/x.py:3:8 private-import `b.inner` is internal to `b`.\n"
        "  3 | import b.inner\n"
        "    |        ^^^^^^^\n"
        "  b/BUILD:1 declares what is public there.\n"
        "  Write: from b.public import B\n"
        "modules/a/x.py:4:1 unprovable-import (warning) Nobody knows.\n"
        "  4 |     load(name)\n"
        "    | ^^^^\n"
        "  Nothing decides.\n"
        "  Write it down.\n"
        "y.py:1:1 private-import Fact.\n"
        "  Declaration.\n"
        "  Advice.\n"
        "3 findings (private-import, unprovable-import): "
        + FOOTER.format("private_import,unprovable_import")
        + "1 import in 2 files of 1 module checked.\n"
    )


def test_an_empty_line_has_no_trailing_space() -> None:
    """Whole output can be compared in files whose editors trim lines."""
    lines = render_findings(
        Report((replace(WARNING, position=Position(2, 1)),), 1, 1, 1, 0), View(source=source)
    ).splitlines()

    assert lines[1:3] == ["  2 |", "    | ^"]


def test_each_file_is_read_once() -> None:
    """However many findings a file has."""
    read: list[str] = []
    render_findings(REPORT, View(source=read.append))

    assert read == ["modules/a/x.py"]


def test_colors() -> None:
    """Places are bold, errors red, warnings yellow, line numbers dim."""
    assert render(REPORT, (), "text", View(source=source, color=True)) == (
        "\x1b[1mmodules/a/x.py:3:8\x1b[0m \x1b[1;31mprivate-import\x1b[0m `b.inner` is internal to `b`.\n"
        "\x1b[2m  3 |\x1b[0m import b.inner\n"
        "\x1b[2m    |\x1b[0m        \x1b[1;31m^^^^^^^\x1b[0m\n"
        "  b/BUILD:1 declares what is public there.\n"
        "  Write: from b.public import B\n"
        "\x1b[1mmodules/a/x.py:4:1\x1b[0m \x1b[1;33munprovable-import (warning)\x1b[0m Nobody knows.\n"
        "\x1b[2m  4 |\x1b[0m     load(name)\n"
        "\x1b[2m    |\x1b[0m \x1b[1;33m^^^^\x1b[0m\n"
        "  Nothing decides.\n"
        "  Write it down.\n"
        "\x1b[1m2 findings (private-import, unprovable-import)\x1b[0m: "
        + FOOTER.format("private_import,unprovable_import")
        + SUMMARY
    )


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_names_do_not_drive_the_terminal(path: str) -> None:
    """Whatever a file is called, a finding has its lines and no more, and all of them can be printed."""
    lines = render(hostile(path), (), "text", View(source=lambda _: path)).split("\n")
    mistakes = render(EMPTY, [hostile_problem(path)], "text", View()).split("\n")

    assert [line for line in (*lines, *mistakes) if not line.isprintable()] == []
    assert (len(lines), len(mistakes)) == (8, 5)


def test_hostile_names_are_spelt_as_in_python() -> None:
    """The reader sees what is there; half of a pair, which no encoding has, included."""
    path = "a\x1b[2J\n\u202e\udc80.py"

    assert render_findings(hostile(path)) == (
        "a\\x1b[2J\\n\\u202e\\udc80.py:1:1 private-import See a\\x1b[2J\\n\\u202e\\udc80.py.\n"
        "  a\\x1b[2J\\n\\u202e\\udc80.py decides.\n"
        "  Fix a\\x1b[2J\\n\\u202e\\udc80.py\n"
        "1 finding (private-import): see pants-plugins/pantstack/boundaries/checks/private_import.md for what it means.\n"
        "1 import in 1 file of 1 module checked.\n"
    )
