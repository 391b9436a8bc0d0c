"""The modules of this repository are as their templates make them today, apart from what they changed on purpose."""

from __future__ import annotations

from harness import ROOT

from pantstack.scaffold import load_templates
from pantstack.scaffold.record import RECORD
from pantstack.scaffold.updating import record_json, report
from pantstack.scaffold.updating.compare import compare
from pantstack.scaffold.updating.plan import ModuleUpdate, today


def test_living_modules() -> None:
    """`./pants update-module --check ::` is green here; where a template changed, `./pants update-module ::` makes it so."""
    updates = []
    for path in sorted(ROOT.glob(f"modules/*/{RECORD}")):
        old = record_json.parse(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
        new, fresh = today(old, load_templates.load(old.kind), load_templates.files(old.kind), {})
        current = {
            each: (ROOT / each).read_text(encoding="utf-8") for each in {*old.files, *fresh} if (ROOT / each).exists()
        }
        updates.append(ModuleUpdate(old, new, compare(old, new, fresh, current)))

    assert [update.module for update in updates] == ["modules/inventory", "modules/orders", "modules/shipping"]
    assert report.differences(updates) == ""
