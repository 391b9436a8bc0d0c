"""The page about other tools has the tables of their readers."""

from __future__ import annotations

from types import ModuleType

import pytest
from harness import ROOT

from pantstack.adopt.sources import import_linter, pants_visibility, polylith, tach

PAGE = ROOT / "docs/adopting-from-other-tools.md"


@pytest.mark.parametrize("reader", [tach, import_linter, polylith, pants_visibility])
def test_table_of_a_reader(reader: ModuleType) -> None:
    """What each construct becomes stands on the page as the reader's docstring has it."""
    rows = [line for line in (reader.__doc__ or "").splitlines() if line.startswith("|")]

    assert len(rows) > 2
    assert "\n".join(rows) in PAGE.read_text(encoding="utf-8")
