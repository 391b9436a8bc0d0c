"""A module that is made and removed leaves no trace, whatever its kind."""

from __future__ import annotations

from typing import Final

import pytest

from pantstack.boundaries.testing import project
from pantstack.relocate.model import Tree
from pantstack.relocate.remove import dependents, plan
from pantstack.relocate.rename.testing import LAYERS, after
from pantstack.scaffold import load_templates, registers, resolves_toml, uses
from pantstack.scaffold.model import Answers
from pantstack.scaffold.pants_rules.registered import entry
from pantstack.scaffold.render import render
from pantstack.scaffold.testing import services
from pantstack.scaffold.updating import record_json

TOML: Final = '[python]\ndefault_resolve = "stack"\n\n[python.resolves]\n# ours\nstack = "stack.lock"\n\n[x]\ny = 1\n'


@pytest.mark.parametrize(("name", "registered"), [("billing", False), ("a_name_of_thirty_characters_xy", True)])
@pytest.mark.parametrize("kind", load_templates.names())
def test_no_trace(kind: str, name: str, *, registered: bool) -> None:
    """Lists that became too long for a line, registers and pants.toml are as they were, byte for byte."""
    start = services(2, TOML)
    if registered:
        start.update(
            {
                ".github/CODEOWNERS": "* @all\n",
                "compose.yaml": "services:\n  other:\n    image: x\n",
                "docs/modules.md": "# Ours\n",
            }
        )
    template, files = load_templates.load(kind), load_templates.files(kind)
    defaults = {key: question.default or "x" for key, question in template.questions.items()}
    texts = {**defaults, "description": "x", "owner": "@team"}
    given = Answers(name, texts, "platform", 9001 if template.port else 0, (), template.root)
    rendered = record_json.with_record(template, files, given, render(files, given))
    contents = {**start, **{file.path: file.text for file in rendered}}
    edited = uses.edits(project(contents, LAYERS), rendered, given.module, start.__getitem__)
    contents.update({file.path: file.text for file in edited})
    contents["pants.toml"] = resolves_toml.with_resolves(start["pants.toml"], name, template.resolves)
    known = {path: text for path, text in start.items() if path in registers.paths(template.registers)}
    contents.update(registers.edits(template.registers, entry(given), known))

    tree = Tree({path: text.encode() for path, text in contents.items()}, frozenset(contents))
    found = project(contents, LAYERS)
    module = found.catalog.module(given.module)
    assert module is not None
    assert dependents.find(found, module) == ()
    done = plan.plan(tree, module, load_templates.resolve_kinds())
    assert after(tree.contents, done) == {path: text.encode() for path, text in start.items()}
