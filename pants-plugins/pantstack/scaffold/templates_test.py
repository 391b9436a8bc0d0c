"""Every template renders to clean files, whatever the module is called."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import starmap
from pathlib import Path

import pytest
import tree_sitter_python
from tree_sitter import Language, Parser

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import is_build_file
from pantstack.scaffold import load_templates, write_plan
from pantstack.scaffold.answers import answers, question_errors
from pantstack.scaffold.model import PortRule, Question, RenderedFile, Template, UsedModule
from pantstack.scaffold.render import render
from pantstack.scaffold.template_files import Folder
from pantstack.scaffold.wanted import Wanted

KINDS = "library, scheduled, service, worker"
PARSER = Parser(Language(tree_sitter_python.language()))
USES = (
    UsedModule("modules/orders", "orders", "modules.orders.backend.public", "OrdersClient"),
    UsedModule("stack/libs/money", "money", "stack.libs.money", "", "Money"),
)


def made(template: str, name: str, *uses: UsedModule, **texts: str) -> dict[str, str]:
    """The files of a module that was made with the template's own answers, by path."""
    given = answers(Wanted(name, port=8004, texts=texts), load_templates.load(template), ("domain",))
    return {file.path: file.text for file in render(load_templates.files(template), replace(given, uses=uses))}


def test_no_template_is_taken_for_a_build_file() -> None:
    """A repository that copies the backend reads its templates' BUILD files for nothing but modules."""
    backend = Path(__file__).parents[1]
    files = [*backend.rglob("*.j2"), *(backend / "scaffold/templates").rglob("*")]

    assert [path for path in files if is_build_file(path.name)] == []


@pytest.mark.parametrize("template", load_templates.names())
@pytest.mark.parametrize("name", ["a", "zebra", "user_accounts_2", "a" * 30])
@pytest.mark.parametrize("uses", [(), USES])
def test_rendered_files(template: str, name: str, uses: tuple[UsedModule, ...]) -> None:
    """Python parses, no line is too long, every text ends with one newline, and no placeholder is left."""
    description = 'It "does" {{ things }} \\ and | more'
    wrong = []
    for file in starmap(RenderedFile, made(template, name, *uses, description=description, owner="@team").items()):
        if file.path.endswith((".py", "BUILD")) and PARSER.parse(file.text.encode()).root_node.has_error:
            wrong.append(f"{file.path}: not Python")
        if file.path.endswith(".py") and max(map(len, file.text.splitlines())) > 120:
            wrong.append(f"{file.path}: a line is too long")
        if not file.text.endswith("\n") or file.text.endswith("\n\n"):
            wrong.append(f"{file.path}: its end")
        if "__name__" in file.path or file.path.endswith(".j2"):
            wrong.append(f"{file.path}: its path")
        if file.path.endswith(".lock"):
            json.loads("".join(line for line in file.text.splitlines() if not line.startswith("//")))

    assert wrong == []


@pytest.mark.parametrize("template", load_templates.names())
def test_locks_are_those_of_the_requirements(template: str) -> None:
    """A template's locks were made for the very requirements that it ships, so a new module needs no lock run."""
    files = made(template, "x")
    needed: set[str] = set()
    for kind in load_templates.load(template).resolves:
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

    assert shown == ["".join(f"{line}\n" for line in write_plan.tree([*made(template, "billing")]))]


def test_a_modules_locks_are_the_templates() -> None:
    """Inventory has the template's requirements, and its locks are the template's: who changes one changes both."""
    files = made("service", "inventory")
    shared = {path: text for path, text in files.items() if path.startswith("3rdparty/")}
    repository = load_templates.TEMPLATES.parents[3]

    assert {path: (repository / path).read_text(encoding="utf-8") for path in shared} == shared


def test_dependencies_are_async() -> None:
    """FastAPI gives each plain function a thread a request, so two first requests could each make a service."""
    modules = (load_templates.TEMPLATES.parents[3] / "modules").rglob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in modules]
    texts += made("service", "x").values()
    used = [(name, text) for text in texts for name in re.findall(r"Depends\((\w+)\)", text)]

    assert len(used) == 4
    assert [name for name, text in used if f"async def {name}(" not in text] == []


@pytest.mark.parametrize("template", load_templates.names())
def test_every_template_is_described(template: str) -> None:
    """A template says in one sentence what it makes."""
    assert load_templates.load(template).description.isprintable()


def test_the_service_template() -> None:
    """Everything that the template declares is read."""
    service = load_templates.load("service")

    assert (service.name, service.resolves, service.port) == (
        "service",
        ("core", "api", "test"),
        PortRule(8001, "modules/*/backend/public/*.py"),
    )
    assert service.questions == {
        "description": Question("The {words} service", "What the module is for, in one sentence"),
        "owner": Question("", "Who is responsible for it, such as `@team-orders`"),
    }
    assert (service.root, service.registers) == ("modules", ("compose", "codeowners", "docs-index"))
    assert {"backend", "health"} <= service.reserved_names
    assert load_templates.resolve_kinds() == (("core", "api", "test"), ("core", "test"))


@pytest.mark.parametrize(
    ("template", "key", "good", "bad"),
    [
        ("worker", "message", ["Invoice", "Mail2"], ["", "mail", "Worker", "None", "A" * 31, "A-b", "Task\n"]),
        ("worker", "timeout", ["1", "9999"], ["0", "10000", "1.5", "x", "03"]),
        (
            "scheduled",
            "schedule",
            ["0 3 * * *", "*/5 * * * *", "0,30 8-18/2 1 * *", "0 9 * * MON-FRI", "59 23 31 12 *", "0 0 * 1,7 1-5"],
            [
                *("60 * * * *", "0 24 * * *", "0 0 32 * *", "0 0 * 13 *", "0 0 * * 8", "0 0 1 * 1", "* * * *"),
                *("a * * * *", "*5 * * * *", "5* * * * *", ", * * * *", "1- * * * *", "1,,2 * * * *", "/5 * * * *"),
                *("0  3 * * *", "0 3 * * * ", "0 3 * * *\n", "0 0 0 * *", "@daily", 'x" * 5'),
            ],
        ),
        ("scheduled", "zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"], ["", "utc", "../x", "A/"]),
    ],
)
def test_answers(template: str, key: str, good: list[str], bad: list[str]) -> None:
    """An answer that would be wrong in the module's code is refused before anything is written."""
    loaded = load_templates.load(template)
    refused = [text for text in (*good, *bad) if question_errors({key: text}, loaded)]

    assert refused == bad


def test_a_refused_answer() -> None:
    """The error names the answer and the question, and shows one that fits."""
    assert question_errors({"timeout": "soon"}, load_templates.load("worker")) == [
        UserError(
            "`soon` is no answer to `timeout`: The seconds that a message may take, 1 to 9999.",
            "Answer as the default does: --answers=\"{'timeout': '300'}\"",
        )
    ]


def test_a_bare_template(tmp_path: Path) -> None:
    """A template may do with a description."""
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "template.toml").write_text('description = "Bare"\n', encoding="utf-8")

    assert load_templates.names((Folder(tmp_path, tmp_path.name),)) == ("bare",)
    assert load_templates.load("bare", (Folder(tmp_path, tmp_path.name),)) == Template("bare", "Bare")
    assert load_templates.files("bare", (Folder(tmp_path, tmp_path.name),)) == ()


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("", "`description` must be a text"),
        ("description = 1", "`description` must be a text"),
        ("description x", 'Invalid key "description x" at line 1 col 13'),
        (
            'description = "x"\nresolve = []',
            (
                "`resolve` is not a key; the keys are: description, extends, needs, next_steps, port, questions,"
                " registers, reserved_names, resolves, root, without"
            ),
        ),
        ('description = "x"\nresolves = "core"', "`resolves` must be a list of texts"),
        ('description = "x"\nresolves = [1]', "`resolves` must be a list of texts"),
        ('description = "x"\nresolves = ["a", "a"]', "`resolves` lists `a`: each must be one lower-case word, once"),
        ('description = "x"\nresolves = ["A-b"]', "`resolves` lists `A-b`: each must be one lower-case word, once"),
        ('description = "x"\nnext_steps = [[]]', "`next_steps` must be a list of texts"),
        ('description = "x"\nquestions = []', "`questions` must be a table"),
        (
            'description = "x"\n[questions]\na = 1',
            "`questions.a` must be a text, or a table of `default`, `help` and `pattern`",
        ),
        (
            'description = "x"\n[questions.a]\nhint = "x"',
            "`questions.a` must be a text, or a table of `default`, `help` and `pattern`",
        ),
        ('description = "x"\n[questions.a]\nhelp = 1', "`questions.a` must have texts only"),
        (
            'description = "x"\n[questions.a]\npattern = "("',
            ("`questions.a.pattern` is not a regular expression: missing ), unterminated subpattern at position 0"),
        ),
        (
            'description = "x"\n[questions.a]\ndefault = "b"\npattern = "a"',
            "`questions.a.default` does not match its `pattern`",
        ),
        (
            'description = "x"\n[questions]\nport = "x"',
            "`questions.port` is the name of something else in templates",
        ),
        ('description = "x"\n[questions]\nA = "x"', "`questions.A` must be one lower-case word"),
        (
            'description = "x"\nroot = "../x"',
            "`root` must be a folder of the repository, such as `modules` or `stack/libs`",
        ),
        (
            'description = "x"\nregisters = ["phone book"]',
            "`registers` must be a list of: compose, codeowners, docs-index",
        ),
        ('description = "x"\nport = 1', "`port.first` must be a number from 1024 to 65535"),
        ('description = "x"\n[port]\nfirst = 1023', "`port.first` must be a number from 1024 to 65535"),
        ('description = "x"\n[port]\nfirst = 8001', "`port.files` must be a text"),
        ('description = "x"\nneeds = []', "`needs` must be tables by stage; the stages are: scaffold, deploy"),
        ('description = "x"\n[needs.later]', "`needs` must be tables by stage; the stages are: scaffold, deploy"),
        (
            'description = "x"\n[needs.deploy]\nlock = ["x"]',
            (
                "`needs` must have lists by kind; the kinds are: backends, settings, source_roots, resolves, packages,"
                " macros"
            ),
        ),
        ('description = "x"\n[needs.deploy]\nresolves = "infra"', "`resolves` must be a list of texts"),
    ],
)
def test_wrong_declarations(tmp_path: Path, toml: str, reason: str) -> None:
    """A mistake in a template's declaration is an error at its file."""
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "template.toml").write_text(toml, encoding="utf-8")

    with pytest.raises(UserError) as caught:
        load_templates.load("bad", (Folder(tmp_path, tmp_path.name),))

    assert caught.value == UserError(f"{tmp_path.name}/bad/template.toml: {reason}.", "Fix the template.")


@pytest.mark.parametrize(
    ("name", "help_line"),
    [("servce", "Did you mean `service`?"), ("../x", f"Choose one of: {KINDS}."), ("", f"Choose one of: {KINDS}.")],
)
def test_unknown_templates(name: str, help_line: str) -> None:
    """A name that no folder has leads to the nearest one, and to no file."""
    with pytest.raises(UserError) as caught:
        load_templates.load(name)

    assert caught.value == UserError(f"Unknown kind of module `{name}`.", help_line)


def test_descriptions(tmp_path: Path) -> None:
    """The help shows what each template makes, also where one of them is wrong."""
    for name, text in (("bare", 'description = "Bare"'), ("wrong", "")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "template.toml").write_text(text, encoding="utf-8")
    folder = tmp_path.name

    assert load_templates.descriptions((Folder(tmp_path, tmp_path.name),)) == {
        "bare": "Bare",
        "wrong": f"(cannot be read: {folder}/wrong/template.toml: `description` must be a text.)",
    }
