"""Names, templates, settings and plans: tree in, tree out."""

from __future__ import annotations

import pytest
import tomlkit

from pantstack.base.errors import ActionFailed, UserError
from pantstack.base.locations import SourceLocation
from pantstack.scaffold import answers, load_templates, render, resolves_toml, write_plan
from pantstack.scaffold.model import (
    Answers,
    EditedFile,
    PortRule,
    Question,
    RenderedFile,
    Template,
    TemplateFile,
    WritePlan,
)
from pantstack.scaffold.wanted import Wanted

KINDS = ("core", "api", "test")
BILLING = Answers("billing", {"description": "Bills"})
BILLINGS = resolves_toml.resolves("billing", KINDS)
RESERVED = load_templates.load("service").reserved_names
PANTS_TOML = """\
# The file
[python]
enable_resolves = true

[python.resolves]
# The libraries
stack = "stack.lock"

[pytest]
config = "x"
"""


def test_the_cpythons_of_lockfiles() -> None:
    """Where those of Pantstack's own lockfiles are written, a module has the same."""
    own = '[python.resolves_to_interpreter_constraints]\ninfra = ["CPython>=3.11,<3.13"]\n'
    made = resolves_toml.with_resolves(f'[python.resolves]\ninfra = "i.lock"\n\n{own}\n[x]\n', "a", KINDS)

    assert made == (
        '[python.resolves]\ninfra = "i.lock"\n'
        + "".join(f'a_{kind} = "3rdparty/python/lockfiles/a_{kind}.lock"\n' for kind in KINDS)
        + f"\n{own}"
        + "".join(f'a_{kind} = ["CPython>=3.11,<3.13"]\n' for kind in KINDS)
        + "\n[x]\n"
    )


@pytest.mark.parametrize("name", ["a", "orders", "user_accounts", "v2", "a_1", "a" * 30])
def test_good_names(name: str) -> None:
    """What can be a package and a resolve is a name."""
    assert answers.name_errors(name, RESERVED) == []


PATTERN = "is not a name for a module: only a-z, 0-9 and single underscores, a letter first."


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("", ["The module has no name.\nWrite: ./pants new-module --name=orders"]),
        ("../x", [f"`../x` {PATTERN}\nTry --name=x"]),
        ("Orders!", [f"`Orders!` {PATTERN}\nTry --name=orders"]),
        ("UserAccounts", [f"`UserAccounts` {PATTERN}\nTry --name=user_accounts"]),
        ("1st", [f"`1st` {PATTERN}\nTry --name=st"]),
        ("a__b", [f"`a__b` {PATTERN}\nTry --name=a_b"]),
        ("a_", [f"`a_` {PATTERN}\nTry --name=a"]),
        ("a\nb", [f"`a\\nb` {PATTERN}\nTry --name=a_b"]),
        ("é", [f"`é` {PATTERN}\nWrite it like --name=orders"]),
        ("{{x}}", [f"`{{{{x}}}}` {PATTERN}\nTry --name=x"]),
        (
            "class",
            ["`class` is a keyword of Python, so it cannot be imported.\nChoose another name, such as --name=orders"],
        ),
        (
            "match",
            ["`match` is a keyword of Python, so it cannot be imported.\nChoose another name, such as --name=orders"],
        ),
        (
            "json",
            [
                "`json` is a module of Python's standard library, and would hide it.\nName the module after what it is about."
            ],
        ),
        ("stack", ["`stack` means something else in this repository.\nName the module after what it is about."]),
        ("a" * 31, [f"`{'a' * 31}` has 31 characters; at most 30 are allowed.\nChoose a shorter name."]),
    ],
)
def test_bad_names(name: str, output: list[str]) -> None:
    """A name that cannot work is refused with a way out."""
    assert _lines(answers.name_errors(name, RESERVED)) == output


def _lines(errors: list[UserError]) -> list[str]:
    return [f"{error.message}\n{error.help}" for error in errors]


def test_texts_and_layers() -> None:
    """A text is one printable line, a layer one of those configured."""
    one_line = UserError("--owner must be one line of at most 200 printable characters.", "Shorten it.")

    assert answers.text_errors("owner", "@a, é") == answers.text_errors("owner", "a" * 200) == []
    assert [answers.text_errors("owner", text) for text in ("a\nb", "\x1b[0m", "a" * 201)] == [[one_line]] * 3
    assert answers.layer_errors("", ["domain"]) == answers.layer_errors("domain", ["domain"]) == []
    assert answers.layer_errors("x", ["domain", "platform"]) == [
        UserError("Unknown layer `x`.", "Use one of [pantstack].layers in pants.toml: domain, platform.")
    ]


def test_questions_without_a_default() -> None:
    """A question without a default is an error that shows how to answer it, unless it is answered."""
    asking = Template(
        "worker", "A worker", questions={"topic": Question(help="What it listens to"), "x": Question("1")}
    )

    assert answers.question_errors({"topic": ""}, asking) == []
    assert answers.question_errors({}, asking) == [
        UserError(
            "The kind worker asks for `topic`: What it listens to.", "Add the answer: --answers=\"{'topic': '...'}\""
        )
    ]


def test_completed_answers() -> None:
    """What the user leaves out is the template's default, in which the name stands in words."""
    template = Template(
        "x", "X", questions={"description": Question("The {words} x"), "owner": Question("")}, root="stack/libs"
    )
    wanted = Wanted("user_accounts", port=8009, texts={"owner": "@me"})
    made = answers.answers(wanted, template, ("domain", "platform"))

    assert made == Answers(
        "user_accounts", {"description": "The user accounts x", "owner": "@me"}, "domain", 8009, root="stack/libs"
    )
    assert (made.module, made.package) == ("stack/libs/user_accounts", "stack.libs.user_accounts")


def test_questions_that_nobody_asks() -> None:
    """An answer to a question that the template does not ask is an error that names the nearest one."""
    service = load_templates.load("service")

    assert answers.question_errors({"owner": ""}, service) == []
    assert answers.question_errors({"owners": "", "x": ""}, service) == [
        UserError("The kind service does not ask for `owners`.", "Did you mean `owner`?"),
        UserError("The kind service does not ask for `x`.", "It asks for: description, owner."),
    ]


def test_render() -> None:
    """Names are filled into paths and texts; only `.j2` files are templates; values are quoted by filters."""
    rendered = render.render(
        [
            TemplateFile("__module__/__BUILD__.j2", "x({{ description | python_string }}, '{{ class_name }}')\n"),
            TemplateFile("modules/__name__/__name___service.py", "{{ name }}"),
            TemplateFile(
                "3rdparty/python/README.md.j2",
                "{{ description | markdown }} {{ title }} {{ env_prefix }} {{ port }} {{ module }}",
            ),
        ],
        Answers("user_accounts", {"description": 'a "b" | \\'}, port=8009),
    )

    assert rendered == (
        RenderedFile(
            "3rdparty/python/README.md", 'a "b" \\| \\\\ User accounts USER_ACCOUNTS_ 8009 modules/user_accounts'
        ),
        RenderedFile("modules/user_accounts/BUILD", 'x("a \\"b\\" | \\\\", \'UserAccounts\')\n'),
        RenderedFile("modules/user_accounts/user_accounts_service.py", "{{ name }}"),
    )


OUTSIDE = "it is neither in modules/billing/ nor in 3rdparty/python/"


@pytest.mark.parametrize(
    ("file", "place", "reason"),
    [
        (TemplateFile("a.j2", "x\n{{ nope }}"), SourceLocation("a.j2", 2), "'nope' is undefined"),
        (
            TemplateFile("a.j2", "{% if %}", "own/x"),
            SourceLocation("own/x/files/a.j2", 1),
            "Expected an expression, got 'end of statement block'",
        ),
        (TemplateFile("a.j2", "{{ 1 / 0 }}"), SourceLocation("a.j2", 1), "division by zero"),
        (
            TemplateFile("a.j2", "{{ ''.__class__.__mro__ }}"),
            SourceLocation("a.j2", 1),
            "access to attribute '__class__' of 'str' object is unsafe.",
        ),
        (TemplateFile("../a", ""), SourceLocation("../a", 0), OUTSIDE),
        (TemplateFile("/a", ""), SourceLocation("/a", 0), OUTSIDE),
        (TemplateFile("__module__/../a", ""), SourceLocation("__module__/../a", 0), OUTSIDE),
        (TemplateFile("modules/orders/a", ""), SourceLocation("modules/orders/a", 0), OUTSIDE),
    ],
)
def test_wrong_templates(file: TemplateFile, place: SourceLocation, reason: str) -> None:
    """A template with a mistake is an error at its file and line."""
    with pytest.raises(UserError) as caught:
        render.render([file], BILLING)

    message = f"The template is wrong: {reason}; nothing was written."
    assert caught.value == UserError(message, "Fix the template.", place)


def test_two_files_of_one_path() -> None:
    """Two files of a template that are rendered to the same path are an error, on any file system."""
    with pytest.raises(UserError) as caught:
        render.render(
            [TemplateFile("__module__/billing.py", ""), TemplateFile("__module__/__name__.PY.j2", "")], BILLING
        )

    assert caught.value.message == (
        "The template is wrong: another of its files is rendered to modules/billing/billing.PY, too; nothing was written."
    )


def test_settings_keep_comments_and_order() -> None:
    """The resolves come last in their table; everything else stays as it is."""
    added = "".join(
        f'billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"\n' for kind in ("core", "api", "test")
    )

    assert resolves_toml.with_resolves(PANTS_TOML, "billing", KINDS) == PANTS_TOML.replace(
        '"stack.lock"\n', f'"stack.lock"\n{added}'
    )


def test_settings_without_the_table() -> None:
    """A missing table is made."""
    made = resolves_toml.with_resolves("[GLOBAL]\n", "a", KINDS)

    assert resolves_toml.taken(made, "a", KINDS) == ["a_core", "a_api", "a_test"]


ADDED = "".join(
    f'billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"\n' for kind in ("core", "api", "test")
)


@pytest.mark.parametrize(
    ("text", "edited"),
    [
        ('[python.resolves]\na = "x"', f'[python.resolves]\na = "x"\n{ADDED}'),
        (
            '[python.resolves]\na = "x"\n# b = "y"\n\n# Tests\n[pytest]\n',
            f'[python.resolves]\na = "x"\n# b = "y"\n{ADDED}\n# Tests\n[pytest]\n',
        ),
        (
            '[python.resolves]\na = "x"\n\nb = "y"\n\n[pytest]\n',
            f'[python.resolves]\na = "x"\n\nb = "y"\n{ADDED}\n[pytest]\n',
        ),
        (
            '[python.resolves]\r\na = "x"\r\n\r\n[b]\r\n',
            '[python.resolves]\r\na = "x"\r\n{}\r\n[b]\r\n'.format(ADDED.replace("\n", "\r\n")),
        ),
        (
            '[python]\nb = 1\n\n[pytest]\n\n[python.resolves]\na = "x"\n\n[c]\n',
            f'[python]\nb = 1\n\n[pytest]\n\n[python.resolves]\na = "x"\n{ADDED}\n[c]\n',
        ),
        (
            '[python.resolves]\na = "x"\n\n# Tools\nb = "y"\n\n[c]\n',
            f'[python.resolves]\na = "x"\n\n# Tools\nb = "y"\n{ADDED}\n[c]\n',
        ),
    ],
)
def test_settings_as_others_write_them(text: str, edited: str) -> None:
    """Comments of what follows, the ends of lines and the order of tables do not keep the resolves from their table."""
    assert resolves_toml.with_resolves(text, "billing", KINDS) == edited


@pytest.mark.parametrize(
    "text",
    [
        '[python]\nresolves = { a = "x" }\n',
        '[python]\nresolves.a = "x"\n\n[pytest]\n',
        '[python]\nresolves.a = "x"\nresolves.b = "y"\n',
        'python.resolves.a = "x"\n',
    ],
)
def test_settings_that_are_no_table_of_their_own(text: str) -> None:
    """Resolves in an inline table or in dotted keys are added to like any."""
    made = tomlkit.parse(resolves_toml.with_resolves(text, "billing", KINDS)).unwrap()

    assert made["python"]["resolves"] == {**tomlkit.parse(text).unwrap()["python"]["resolves"], **dict(BILLINGS)}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[python]\nresolves = 1\n", "[python.resolves] in pants.toml is not a table"),
        ("python = 1\n", "[python.resolves] in pants.toml is not a table"),
        ("[python\n", "pants.toml is not TOML: Unexpected character: '\\n' at line 1 col 7"),
    ],
)
def test_settings_that_cannot_be_edited(text: str, reason: str) -> None:
    """A pants.toml that cannot take the resolves is refused."""
    with pytest.raises(UserError) as caught:
        write_plan.plan(Answers("a", {}), KINDS, (), [], text)

    assert caught.value == UserError(f"{reason}; nothing was written.", "Fix pants.toml first.")


RENDERED = (RenderedFile("3rdparty/a.txt", "a"), RenderedFile("modules/billing/BUILD", "b"))


def test_a_plan() -> None:
    """With nothing in the way, every file is created and pants.toml is edited."""
    decided = write_plan.plan(BILLING, KINDS, RENDERED, ["modules/orders/BUILD"], PANTS_TOML)

    text = resolves_toml.with_resolves(PANTS_TOML, "billing", KINDS)
    edited = EditedFile("pants.toml", text, PANTS_TOML, "its resolves")
    assert decided == WritePlan(RENDERED, (edited,))


def test_a_refusal_stays_short() -> None:
    """A module with many files in the way is named by its folder, so that the reason stays in sight."""
    existing = ["3rdparty/a.txt", *(f"modules/billing/{number}.py" for number in range(4))]
    with pytest.raises(ActionFailed) as caught:
        write_plan.plan(BILLING, KINDS, RENDERED, existing, PANTS_TOML)

    assert caught.value.help == "Choose another name, or move these away: 3rdparty/a.txt, modules/billing/ (4 files)."


def test_a_refusal_names_everything_in_the_way() -> None:
    """Files, other files of the module, other spellings and resolves all stand in the way."""
    existing = ["3rdparty/a.txt", "modules/Billing/old.py", "modules/billings/BUILD"]
    text = PANTS_TOML.replace("[pytest]", 'billing_api = "x"\n[pytest]')

    with pytest.raises(ActionFailed) as caught:
        write_plan.plan(BILLING, KINDS, RENDERED, existing, text)

    assert caught.value == ActionFailed(
        "`billing` would overwrite what exists already; nothing was written.",
        "Choose another name, or move these away: 3rdparty/a.txt, [python.resolves].billing_api in pants.toml,"
        " modules/Billing/old.py.",
    )


def test_the_next_port() -> None:
    """The first port that is in no address of this machine."""
    assert write_plan.next_port(8001, []) == 8001
    assert write_plan.next_port(8001, ['"http://127.0.0.1:8001"', '"http://127.0.0.1:8003"']) == 8002


def test_ports_of_others() -> None:
    """A port that another module has is an error that names its file and the next free one."""
    texts = {"b.py": '"http://127.0.0.1:8001"', "a.py": '"http://127.0.0.1:8002"'}

    assert write_plan.port_errors(8003, texts) == []
    assert write_plan.port_errors(8001, texts) == [
        UserError("The port 8001 is taken by b.py.", "Choose another, such as --port=8003")
    ]


def test_ports() -> None:
    """A port must be one that users may take, and its kind must listen on one; left out, any will do."""
    listening = Template("web", "Web", port=PortRule(8001, "*.py"))
    help = "Choose another, or leave --port out."

    assert [answers.port_errors(port, listening) for port in (0, 1024, 65535)] == [[], [], []]
    assert [answers.port_errors(port, listening) for port in (-1, 80, 65536)] == [
        [UserError("-1 is not a port for a module: only 1024 to 65535 are.", help)],
        [UserError("80 is not a port for a module: only 1024 to 65535 are.", help)],
        [UserError("65536 is not a port for a module: only 1024 to 65535 are.", help)],
    ]
    assert answers.port_errors(8001, Template("library", "L")) == [
        UserError("The kind library listens on no port.", "Leave --port out.")
    ]


def test_the_tree() -> None:
    """Paths are shown as an indented tree."""
    assert write_plan.tree(["a/b/c", "a/b/d/e", "a/f", "g"]) == ("a/", "  b/", "    c", "    d/", "      e", "  f", "g")
