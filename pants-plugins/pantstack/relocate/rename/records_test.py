"""Renamed modules and their templates."""

from __future__ import annotations

from typing import Final

from pantstack.relocate.rename.records import renderer
from pantstack.relocate.rename.testing import renamed
from pantstack.scaffold import load_templates, resolves_toml
from pantstack.scaffold.load_templates import SHIPPED
from pantstack.scaffold.model import Answers, UsedModule
from pantstack.scaffold.render import render
from pantstack.scaffold.testing import services
from pantstack.scaffold.updating import record_json
from pantstack.scaffold.updating.compare import CLEAN, compare
from pantstack.scaffold.updating.plan import today

TOML: Final = '[python]\ndefault_resolve = "stack"\n\n[python.resolves]\nstack = "stack.lock"\n'
MADE: Final = renderer(SHIPPED)
TEMPLATE, FILES = load_templates.load("service"), load_templates.files("service")
BILLING = UsedModule("modules/billing", "billing", "modules.billing.backend.public", "BillingClient")


def made(name: str, *uses: UsedModule) -> dict[str, str]:
    """The files of a new module, with its record."""
    given = Answers(name, {"description": "x", "owner": ""}, "domain", 8001, uses)
    return {file.path: file.text for file in record_json.with_record(TEMPLATE, FILES, given, render(FILES, given))}


def repository(*names: str, user: bool = False) -> dict[str, str]:
    """A repository with modules, of which the last one may be used by another."""
    files = {path: text for path, text in services(0, TOML).items() if path.startswith("stack/")}
    toml = TOML
    for name in names:
        files.update(made(name))
        toml = resolves_toml.with_resolves(toml, name, TEMPLATE.resolves)
    return {**files, **(made("shop", BILLING) if user else {}), "pants.toml": toml}


def outcomes(files: dict[str, bytes], module: str) -> dict[str, str]:
    """What a comparison of a module with its template says of files that it does not find unchanged."""
    path = f"{module}/template.lock"
    old = record_json.parse(path, files[path].decode())
    new, fresh = today(old, TEMPLATE, FILES, {})
    compared = compare(old, new, fresh, {path: text.decode() for path, text in files.items()})
    return {each.path: each.outcome for each in compared if each.outcome != "unchanged"}


def test_a_module_that_is_what_its_template_made() -> None:
    """Nobody uses its names, so it becomes what the template makes under the other name, file by file."""
    once, plan = renamed(repository("billing"), "modules/billing", "modules/invoicing", made=MADE)

    expected = {path: text.encode() for path, text in repository("invoicing").items()}
    assert once == expected
    assert [each for each in plan.mentions if not each.location.path.startswith("stack/")] == []
    assert outcomes(once, "modules/invoicing") == {}


def test_a_module_that_is_used() -> None:
    """Its names stay where others use them: its record calls that a deviation, until the name is back."""
    files = {path: text.encode() for path, text in repository("billing", user=True).items()}
    once, _ = renamed(files, "modules/billing", "modules/invoicing", made=MADE)
    back, _ = renamed(once, "modules/invoicing", "modules/billing", made=MADE)

    assert b"class BillingClient" in once["modules/invoicing/backend/public/interface.py"]
    assert {*outcomes(once, "modules/invoicing").values(), *outcomes(once, "modules/shop").values()} <= CLEAN
    assert outcomes(once, "modules/invoicing") != {}
    assert back == files


def test_a_module_with_edits_of_its_own() -> None:
    """What somebody edited and did not record is still that afterwards, and nothing of it is lost."""
    path = "modules/billing/backend/config.py"
    files = {name: text.encode() for name, text in repository("billing").items()}
    files[path] += b"\n# ours\n"
    once, _ = renamed(files, "modules/billing", "modules/invoicing", made=MADE)
    back, _ = renamed(once, "modules/invoicing", "modules/billing", made=MADE)

    found = outcomes(once, "modules/invoicing")
    assert [name for name, outcome in found.items() if outcome not in CLEAN] == ["modules/invoicing/backend/config.py"]
    assert back == files


def test_a_template_that_changed_since() -> None:
    """Where the template is another one by now, the texts that it made are rewritten like the files."""
    files = {path: text.encode() for path, text in repository("billing").items()}
    once, _ = renamed(files, "modules/billing", "modules/invoicing")
    back, _ = renamed(once, "modules/invoicing", "modules/billing")

    record = record_json.parse("modules/invoicing/template.lock", once["modules/invoicing/template.lock"].decode())
    interface = "modules/invoicing/backend/public/interface.py"
    assert record.files[interface].text == once[interface].decode()
    assert record.answers.name == "invoicing"
    assert back == files
