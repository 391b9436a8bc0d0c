"""Renamed modules and their templates."""

from __future__ import annotations

from typing import Final

import pytest

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
RESOLVES: Final = load_templates.resolve_kinds()
MADE: Final = renderer(SHIPPED)
TEMPLATE, FILES = load_templates.load("service"), load_templates.files("service")
BILLING = UsedModule("modules/billing", "billing", "modules.billing.backend.public", "BillingClient")


def made(name: str, *uses: UsedModule, kind: str = "service") -> dict[str, str]:
    """The files of a new module, with its record."""
    template, files = load_templates.load(kind), load_templates.files(kind)
    defaults = {key: question.default or "x" for key, question in template.questions.items()}
    texts = {**defaults, "description": "x", "owner": ""}
    given = Answers(name, texts, "platform", 8001 if template.port else 0, uses, template.root)
    return {file.path: file.text for file in record_json.with_record(template, files, given, render(files, given))}


def repository(name: str, *, user: bool = False, kind: str = "service") -> dict[str, str]:
    """A repository with a module, which may be used by another."""
    files = {path: text for path, text in services(0, TOML).items() if path.startswith("stack/")}
    toml = resolves_toml.with_resolves(TOML, name, load_templates.load(kind).resolves)
    return {**files, **made(name, kind=kind), **(made("shop", BILLING) if user else {}), "pants.toml": toml}


def outcomes(files: dict[str, bytes], module: str) -> dict[str, str]:
    """What a comparison of a module with its template says of files that it does not find unchanged."""
    path = f"{module}/template.lock"
    old = record_json.parse(path, files[path].decode())
    new, fresh = today(old, TEMPLATE, FILES, {})
    compared = compare(old, new, fresh, {path: text.decode() for path, text in files.items()})
    return {each.path: each.outcome for each in compared if each.outcome != "unchanged"}


@pytest.mark.parametrize("kind", load_templates.names())
def test_a_module_that_is_what_its_template_made(kind: str) -> None:
    """Nobody uses its names, so it becomes what the template makes under the other name, file by file; and back."""
    root = load_templates.load(kind).root
    files = {path: text.encode() for path, text in repository("billing", kind=kind).items()}
    once, plan = renamed(files, f"{root}/billing", f"{root}/cash_desk", RESOLVES, made=MADE)
    back, _ = renamed(once, f"{root}/cash_desk", f"{root}/billing", RESOLVES, made=MADE)

    assert once == {path: text.encode() for path, text in repository("cash_desk", kind=kind).items()}
    assert [each for each in plan.mentions if not each.location.path.startswith("stack/libs/sqs/")] == []
    assert back == files


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
