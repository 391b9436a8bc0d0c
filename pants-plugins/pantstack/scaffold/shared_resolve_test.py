"""Modules that share a resolve with others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
import tomlkit

from pantstack.base.errors import UserError
from pantstack.declarations.module_resolves import parse
from pantstack.declarations.resolves import shared_resolves
from pantstack.scaffold import load_templates, resolves_toml, shared_resolve
from pantstack.scaffold.model import Answers
from pantstack.scaffold.render import render
from pantstack.scaffold.testing import LAYERS, libraries, synced

KINDS = ("core", "api", "test")
TEXTS = {"description": "Bills", "owner": ""}
TOML = '[pantstack]\nlayers = []\n\n[python]\ndefault_resolve = "stack"\n\n[python.resolves]\nstack = "stack.lock"\n'
BUILD = "3rdparty/python/BUILD"
CALL = 'python_requirements(name="shared", source="requirements-shared.txt", resolve="shared")\n'


REQUIREMENTS = sorted(
    {
        line
        for file in render(load_templates.files("service"), Answers("billing", TEXTS))
        if file.path.startswith("3rdparty/") and file.path.endswith(".txt")
        for line in file.text.splitlines()
        if not line.startswith("-")
    },
    key=lambda line: re.split(r"[\[>=<]", line)[0],
)


def made(given: Answers, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The files that are made and edited."""
    own = render(load_templates.files("service"), replace(given, resolve=""))
    files, edited = shared_resolve.share(given, KINDS, own, texts)
    return {file.path: file.text for file in files}, {file.path: file.text for file in edited}


def test_a_new_resolve() -> None:
    """A resolve that is not there has all that the template needs, its lockfile included; the next module joins it."""
    billing = Answers("billing", TEXTS, resolve="shared")
    files, edited = made(billing, {"pants.toml": TOML, BUILD: "module_requirements()\n"})
    lock = next(
        file.text
        for file in render(load_templates.files("service"), replace(billing, resolve=""))
        if file.path == "3rdparty/python/lockfiles/billing_test.lock"
    )

    assert sorted(files) == [
        "3rdparty/python/lockfiles/shared.lock",
        "3rdparty/python/requirements-shared.txt",
    ]
    assert files["3rdparty/python/lockfiles/shared.lock"] == lock
    assert files["3rdparty/python/requirements-shared.txt"].splitlines() == REQUIREMENTS
    assert {"fastapi", "pytest"} <= {line.split(">")[0] for line in REQUIREMENTS}
    assert edited == {
        BUILD: f"module_requirements()\n\n{CALL}",
        "pants.toml": (
            '[pantstack]\nlayers = []\n\n[pantstack.shared_resolves]\nbilling = "shared"\n\n[python]\n'
            'default_resolve = "stack"\n\n[python.resolves]\nstack = "stack.lock"\n'
            'shared = "3rdparty/python/lockfiles/shared.lock"\n'
        ),
    }

    files, again = made(Answers("returns", TEXTS, resolve="shared"), {**edited, **files})
    assert files == {}
    assert again == {
        "pants.toml": edited["pants.toml"].replace('billing = "shared"\n', 'billing = "shared"\nreturns = "shared"\n')
    }


@pytest.mark.parametrize("kind", [name for name in load_templates.names() if load_templates.load(name).resolves])
def test_build_files(kind: str) -> None:
    """No target of such a module has another resolve than the shared one and those of its consumers."""
    texts = {key: question.default or "x" for key, question in load_templates.load(kind).questions.items()}
    rendered = render(load_templates.files(kind), Answers("billing", texts, resolve="shared"))
    builds = {file.path: file.text for file in rendered if file.path.endswith("BUILD")}

    assert [file.path for file in rendered if not file.path.startswith("modules/billing/")] == []
    assert '    resolve="shared",\n' in builds["modules/billing/BUILD"]
    wrong = r"billing_(core|api|test)\b|billing-test|parametrize\(|@resolve"
    assert [path for path, text in builds.items() if re.search(wrong, text)] == []


def test_the_default_resolve() -> None:
    """Whoever shares the default resolve is in no list: everything is in it."""
    texts = {
        "pants.toml": TOML,
        BUILD: CALL.replace("shared", "stack"),
        "3rdparty/python/requirements-stack.txt": "\n".join(REQUIREMENTS)
        .replace("pydantic>", "Pydantic>")
        .replace("pydantic-settings>=", "pydantic_settings # "),
    }
    _, edited = made(Answers("billing", TEXTS, resolve="stack"), texts)

    assert edited == {}


SHARED = TOML + 'shared = "x"\n'
PATH = "3rdparty/python/requirements-shared.txt"


@pytest.mark.parametrize(
    ("texts", "message", "help"),
    [
        (
            {
                BUILD: CALL,
                PATH: "".join(
                    f"{line.replace('httpx2>', '# httpx2>').replace('pytest-asyncio>', '-r x.txt #')}\n"
                    for line in REQUIREMENTS
                ),
            },
            "The resolve `shared` lacks `httpx2>=2.16,<3` and `pytest-asyncio>=1.3,<2`; nothing was written.",
            f"Add them to {PATH}, then run: ./pants generate-lockfiles --resolve=shared",
        ),
        *(
            (
                texts,
                (
                    "The requirements of the resolve `shared` are not where a module looks for them; nothing was"
                    " written."
                ),
                f"Write them to {PATH}, and {CALL.strip()} to {BUILD}.",
            )
            for texts in ({}, {BUILD: CALL}, {PATH: ""})
        ),
    ],
)
def test_a_resolve_that_lacks_something(texts: dict[str, str], message: str, help: str) -> None:
    """A resolve that is there and lacks what the module needs is refused, with what to do."""
    with pytest.raises(UserError) as caught:
        made(Answers("billing", TEXTS, resolve="shared"), {"pants.toml": SHARED, **texts})

    assert caught.value == UserError(message, help)


@pytest.mark.parametrize(
    "toml",
    ["[pantstack]\nshared_resolves = 1\n", "pantstack = 1\n", "[python]\nresolves = 1\n"],
)
def test_settings_that_cannot_be_edited(toml: str) -> None:
    """A pants.toml that cannot take the resolve is refused."""
    with pytest.raises(UserError) as caught:
        resolves_toml.with_shared(toml, "a", "b", "c")

    assert caught.value.help == "Fix pants.toml first."


@pytest.mark.parametrize(
    "toml",
    ["", "[python.resolves]\r\na = 'b'\r\n", "[pantstack]\nshared_resolves = {x = 'y'}\n", "[pantstack]\nlayers = []"],
)
def test_settings_as_others_write_them(toml: str) -> None:
    """Whatever form the tables have, both entries are added, nothing else changes, and a second run changes nothing."""
    once = resolves_toml.with_shared(toml, "a", "s", "s.lock")
    document = tomlkit.parse(once).unwrap()
    before = tomlkit.parse(toml).unwrap()

    assert document["python"]["resolves"] == {**before.get("python", {}).get("resolves", {}), "s": "s.lock"}
    assert document["pantstack"]["shared_resolves"] == {
        **before.get("pantstack", {}).get("shared_resolves", {}),
        "a": "s",
    }
    assert resolves_toml.with_shared(once, "a", "s", "s.lock") == once
    assert ("\r\n" in once) == ("\r\n" in toml)


@pytest.mark.parametrize(
    "toml", [SHARED, SHARED.replace("\n", "\r\n"), '[python.resolves]\nshared = "x"\n\n[pantstack]\na = 1\n']
)
def test_there_and_back(toml: str) -> None:
    """Who is removed from those that share a resolve leaves nothing in pants.toml."""
    shared = resolves_toml.with_shared(toml, "billing", "shared", "x")

    assert shared_resolves.sharers(shared) == {"billing": "shared"}
    assert shared_resolves.remove(shared, "billing") == toml


def test_who_has_which_resolve() -> None:
    """A module with a shared resolve is around its files and in its resolve, together with the others."""
    toml = SHARED + "".join(f'orders_{kind} = "x"\n' for kind in KINDS)
    known = parse(
        toml.replace("layers = []", 'shared_resolves = {billing = "shared", returns = "shared", plain = "stack"}'),
        (KINDS,),
    )

    assert known.names == {"billing", "orders", "returns"}
    assert known.of(["billing", "returns", "plain", "orders"]) == (
        "stack",
        "shared",
        "orders_core",
        "orders_api",
        "orders_test",
    )
    assert known.around("modules/billing/backend") == {"billing"}
    assert known.users()["shared"] == {"billing", "returns"}
    assert known.users()["orders_api"] == {"orders"}


def test_who_has_to_list_whom() -> None:
    """Modules that share a resolve are in the lists of what they use, and not in each other's."""
    files = {**libraries(), "pants.toml": TOML}
    for name in ("billing", "returns"):
        rendered = render(load_templates.files("service"), Answers(name, TEXTS, LAYERS[0], resolve="shared"))
        files.update((file.path, file.text) for file in rendered)
        files["pants.toml"] = resolves_toml.with_shared(files["pants.toml"], name, "shared", "x")
    changed = synced(files)

    used = ("caching", "common", "database", "observability", "security", "web")
    assert sorted(changed) == [f"stack/libs/{name}/BUILD" for name in used]
    assert '"modules/billing", "modules/returns"' in re.sub(r"\s+", " ", changed["stack/libs/database/BUILD"])
