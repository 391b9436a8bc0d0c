"""Names, templates, settings and plans: tree in, tree out."""

from __future__ import annotations

import pytest
import tomlkit

from pantstack.scaffold import answers, render, resolves_toml, write_plan
from pantstack.scaffold.model import Answers, Refusal, RenderedFile, TemplateFile, WritePlan

BILLING = Answers("billing", "Bills")
BILLINGS = resolves_toml.resolves("billing")
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


@pytest.mark.parametrize("name", ["a", "orders", "user_accounts", "v2", "a_1", "a" * 30])
def test_good_names(name: str) -> None:
    """What can be a package and a resolve is a name."""
    assert answers.name_mistakes(name) == []


PATTERN = "is no name for a module: only a-z, 0-9 and single underscores, a letter first."


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", ["the module has no name.\nWrite: ./pants new-module --name=orders"]),
        ("../x", [f"`../x` {PATTERN}\nTry --name=x"]),
        ("Orders!", [f"`Orders!` {PATTERN}\nTry --name=orders"]),
        ("UserAccounts", [f"`UserAccounts` {PATTERN}\nTry --name=user_accounts"]),
        ("1st", [f"`1st` {PATTERN}\nTry --name=st"]),
        ("a__b", [f"`a__b` {PATTERN}\nTry --name=a_b"]),
        ("a_", [f"`a_` {PATTERN}\nTry --name=a"]),
        ("a\nb", [f"`a\\nb` {PATTERN}\nTry --name=a_b"]),
        ("é", [f"`\\xe9` {PATTERN}\nWrite it like --name=orders"]),
        ("{{x}}", [f"`{{{{x}}}}` {PATTERN}\nTry --name=x"]),
        ("class", ["`class` is a keyword of Python: no import could name it.\nWrite it like --name=orders"]),
        ("match", ["`match` is a keyword of Python: no import could name it.\nWrite it like --name=orders"]),
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
def test_bad_names(name: str, said: list[str]) -> None:
    """A name that cannot work is refused with a way out."""
    assert answers.name_mistakes(name) == said


def test_texts_and_layers() -> None:
    """A text is one printable line, a layer one of those configured."""
    one_line = "--owner must be one line of at most 200 printable characters.\nShorten it."

    assert answers.text_mistakes("owner", "@a, é") == []
    assert [answers.text_mistakes("owner", text) for text in ("a\nb", "\x1b[0m", "a" * 201)] == [[one_line]] * 3
    assert answers.layer_mistakes("", ["domain"]) == answers.layer_mistakes("domain", ["domain"]) == []
    assert answers.layer_mistakes("x", ["domain", "platform"]) == [
        "`x` is no layer.\nUse one of [pantstack].layers in pants.toml: domain, platform."
    ]


def test_render() -> None:
    """Names are filled into paths and texts; only `.j2` files are templates; values are quoted by filters."""
    rendered = render.render(
        [
            TemplateFile("modules/__name__/BUILD.j2", "x({{ description | python_string }}, '{{ class_name }}')\n"),
            TemplateFile("modules/__name__/__name___service.py", "{{ name }}"),
            TemplateFile(
                "README.md.j2", "{{ description | markdown }} {{ title }} {{ env_prefix }} {{ port }} {{ module }}"
            ),
        ],
        Answers("user_accounts", 'a "b" | \\', port=8009),
    )

    assert rendered == (
        RenderedFile("README.md", 'a "b" \\| \\\\ User accounts USER_ACCOUNTS_ 8009 modules/user_accounts'),
        RenderedFile("modules/user_accounts/BUILD", 'x("a \\"b\\" | \\\\", \'UserAccounts\')\n'),
        RenderedFile("modules/user_accounts/user_accounts_service.py", "{{ name }}"),
    )


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (TemplateFile("a.j2", "{{ nope }}"), "a.j2: 'nope' is undefined"),
        (TemplateFile("a.j2", "{% if %}"), "a.j2: Expected an expression, got 'end of statement block'"),
        (TemplateFile("../a", ""), "../a: its path leaves the repository"),
        (TemplateFile("/a", ""), "/a: its path leaves the repository"),
    ],
)
def test_wrong_templates(file: TemplateFile, said: str) -> None:
    """A template with a mistake is an error that names its file."""
    with pytest.raises(render.TemplateError) as caught:
        render.render([file], BILLING)

    assert str(caught.value) == said


def test_settings_keep_comments_and_order() -> None:
    """The resolves come last in their table; everything else stays to the letter."""
    added = "".join(
        f'billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"\n' for kind in ("core", "api", "test")
    )

    assert resolves_toml.with_resolves(PANTS_TOML, "billing") == PANTS_TOML.replace(
        '"stack.lock"\n', f'"stack.lock"\n{added}'
    )


def test_settings_without_the_table() -> None:
    """A missing table is made."""
    made = resolves_toml.with_resolves("[GLOBAL]\n", "a")

    assert resolves_toml.taken(made, "a") == ["a_core", "a_api", "a_test"]


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
    assert resolves_toml.with_resolves(text, "billing") == edited


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
    made = tomlkit.parse(resolves_toml.with_resolves(text, "billing")).unwrap()

    assert made["python"]["resolves"] == {**tomlkit.parse(text).unwrap()["python"]["resolves"], **dict(BILLINGS)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[python]\nresolves = 1\n", "[python.resolves] in pants.toml is no table"),
        ("python = 1\n", "[python.resolves] in pants.toml is no table"),
        ("[python\n", "pants.toml is not TOML: Unexpected character: '\\n' at line 1 col 7"),
    ],
)
def test_settings_that_cannot_be_edited(text: str, said: str) -> None:
    """A pants.toml that cannot take the resolves is refused."""
    assert write_plan.plan("a", (), [], text) == Refusal(f"{said}; nothing was written.", "Mend pants.toml first.")


RENDERED = (RenderedFile("3rdparty/a.txt", "a"), RenderedFile("modules/billing/BUILD", "b"))


def test_a_plan() -> None:
    """With nothing in the way, every file is created and pants.toml is edited."""
    decided = write_plan.plan("billing", RENDERED, ["modules/orders/BUILD"], PANTS_TOML)

    edited = RenderedFile("pants.toml", resolves_toml.with_resolves(PANTS_TOML, "billing"))
    assert decided == WritePlan(RENDERED, (edited,))


def test_a_refusal_names_everything_in_the_way() -> None:
    """Files, other files of the module, other spellings and resolves all stand in the way."""
    existing = ["3rdparty/a.txt", "modules/Billing/old.py", "modules/billings/BUILD"]
    text = PANTS_TOML.replace("[pytest]", 'billing_api = "x"\n[pytest]')

    assert write_plan.plan("billing", RENDERED, existing, text) == Refusal(
        "`billing` would overwrite what is there already; nothing was written.",
        "Choose another name, or move these out of the way:",
        ("3rdparty/a.txt", "[python.resolves].billing_api in pants.toml", "modules/Billing/old.py"),
    )


def test_the_next_port() -> None:
    """The first port that no facade has as its default."""
    assert write_plan.next_port([]) == 8001
    assert write_plan.next_port(['"http://127.0.0.1:8001"', '"http://127.0.0.1:8003"']) == 8002


def test_the_tree() -> None:
    """Paths are shown as an indented tree."""
    assert write_plan.tree(["a/b/c", "a/b/d/e", "a/f", "g"]) == ("a/", "  b/", "    c", "    d/", "      e", "  f", "g")
