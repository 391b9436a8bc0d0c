"""Every template renders to clean files, whatever the module is called."""

from __future__ import annotations

import json
import re

import pytest
import tomlkit
import tree_sitter_python
from tree_sitter import Language, Parser

from pantstack.scaffold import load_templates, write_plan
from pantstack.scaffold.model import Answers
from pantstack.scaffold.render import render

PARSER = Parser(Language(tree_sitter_python.language()))


@pytest.mark.parametrize("template", load_templates.names())
@pytest.mark.parametrize("name", ["a", "zebra", "user_accounts_2", "a" * 30])
def test_rendered_files(template: str, name: str) -> None:
    """Python parses, no line is too long, every text ends with one newline, and no placeholder is left."""
    answers = Answers(name, 'It "does" {{ things }} \\ and | more', "domain", "@team", 8004)
    wrong = []
    for file in render(load_templates.files(template), answers):
        if file.path.endswith((".py", "BUILD")) and PARSER.parse(file.text.encode()).root_node.has_error:
            wrong.append(f"{file.path}: no Python")
        if file.path.endswith(".py") and max(map(len, file.text.splitlines())) > 120:
            wrong.append(f"{file.path}: a line is too long")
        if not file.text.endswith("\n") or file.text.endswith("\n\n"):
            wrong.append(f"{file.path}: its end")
        if "__name__" in file.path or file.path.endswith(".j2"):
            wrong.append(f"{file.path}: its path")
        if file.path.endswith(".lock"):
            json.loads("".join(line for line in file.text.splitlines() if not line.startswith("//")))

    assert wrong == []


def test_locks_are_those_of_the_requirements() -> None:
    """A template's locks were made for the very requirements that it ships, so a new module needs no lock run."""
    files = {file.path: file.text for file in render(load_templates.files("service"), Answers("x", "X"))}
    needed: set[str] = set()
    for kind in ("core", "api", "test"):
        lines = files[f"3rdparty/python/requirements-x-{kind}.txt"].splitlines()
        needed |= {line for line in lines if not line.startswith("-r ")}
        header = "".join(re.findall(r"^// (.*)$", files[f"3rdparty/python/lockfiles/x_{kind}.lock"], re.MULTILINE))
        metadata = json.loads(header[header.index("{") : header.rindex("}") + 1])

        names = {re.split(r"[<>=]", line)[0]: set(re.split(r"[<>=]+", line)[1:]) for line in needed}
        locked = {re.split(r"[<>=]", line)[0] for line in metadata["generated_with_requirements"]}
        assert locked == set(names)


@pytest.mark.parametrize("template", load_templates.names())
def test_page(template: str) -> None:
    """A template's page shows the very tree that the template makes."""
    page = (load_templates.TEMPLATES / template / "page.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    made = [file.path for file in render(load_templates.files(template), Answers("billing", "Bills"))]

    assert shown == ["".join(f"{line}\n" for line in write_plan.tree(made))]


def test_a_modules_locks_are_the_templates() -> None:
    """Inventory has the template's requirements, and its locks are the template's: who changes one changes both."""
    files = {file.path: file.text for file in render(load_templates.files("service"), Answers("inventory", "X"))}
    shared = {path: text for path, text in files.items() if path.startswith("3rdparty/")}
    repository = load_templates.TEMPLATES.parents[3]

    assert {path: (repository / path).read_text(encoding="utf-8") for path in shared} == shared


def test_dependencies_are_async() -> None:
    """FastAPI gives each plain function a thread a request, so two first requests could each make a service."""
    modules = (load_templates.TEMPLATES.parents[3] / "modules").rglob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in modules]
    texts += [file.text for file in render(load_templates.files("service"), Answers("x", "X"))]
    used = [(name, text) for text in texts for name in re.findall(r"Depends\((\w+)\)", text)]

    assert len(used) == 4
    assert [name for name, text in used if f"async def {name}(" not in text] == []


@pytest.mark.parametrize("template", load_templates.names())
def test_every_template_is_described(template: str) -> None:
    """A template says in one sentence what it makes."""
    described = tomlkit.parse(
        (load_templates.TEMPLATES / template / "template.toml").read_text(encoding="utf-8")
    ).unwrap()

    assert list(described) == ["description"]
    assert described["description"]
