"""A facade gets its files, and each file keeps one owner."""

from __future__ import annotations

import pytest

from pantstack.boundaries.adoption.assign_owners import Owners
from pantstack.boundaries.adoption.model import ProposedFacade

FILES = ("a/__init__.py", "a/api.py", "a/core.py", "a/api_test.py", "a/facade/__init__.py", "a/facade/x.py")
API = ProposedFacade("a", ("api.py",), ("a/api.py",), (), 1, 1, "")
FACADE = ProposedFacade("a/facade", (), ("a/facade/__init__.py", "a/facade/x.py"), (), 1, 1, "")


def declared(existing: dict[str, str], facade: ProposedFacade = API) -> tuple[str, dict[str, str]]:
    """Why a facade was not declared, and what was written."""
    owners = Owners(existing, FILES)
    return owners.declare_facade(facade), owners.texts()


def test_nothing_there() -> None:
    """A tree without BUILD files gets one for the facade."""
    assert declared({}) == ("", {"a/BUILD": 'public_facade(sources=["api.py"])\n'})
    assert declared({}, FACADE) == ("", {"a/facade/BUILD": "public_facade()\n"})


def test_a_directory_named_build() -> None:
    """A BUILD file cannot stand where a directory has its name, whatever the file system says of letters."""
    owners = Owners({}, ["a/api.py", "a/build/x.py"])

    assert owners.declare_facade(API) == ""
    assert owners.texts() == {"a/BUILD.pants": 'public_facade(sources=["api.py"])\n'}


def test_other_targets_stay() -> None:
    """Tests, resources and what owns other files do not matter."""
    text = 'python_tests()\nresources(sources=["*.py"])\npex_binary(name="bin", entry_point="core.py")\npython_sources(name="lib", sources=["core.py"])\n'
    root = 'python_sources(sources=["*.py"])\n'

    assert declared({"BUILD": root, "a/BUILD": text}) == (
        "",
        {"a/BUILD": f'{text}\npublic_facade(\n    name="public",\n    sources=["api.py"],\n)\n'},
    )


def test_the_owner_becomes_the_facade() -> None:
    """Where python_sources own just these files they turn into the facade, with all that they have."""
    text = 'python_sources(\n    name="lib",\n    resolve="a",\n    overrides={"x.py": {}},\n)\n'

    assert declared({"a/facade/BUILD": text, "b/BUILD": 'target(dependencies=["a/facade:lib"])\n'}, FACADE) == (
        "",
        {"a/facade/BUILD": text.replace("python_sources", "public_facade")},
    )


def test_the_owner_gives_files_away() -> None:
    """Where python_sources own more, the facade takes its files, and the fields that they had there."""
    text = 'python_sources(name="lib", sources=["*.py"], resolve="a", overrides={"core.py": {}})\n'

    assert declared({"a/BUILD": text}) == (
        "",
        {
            "a/BUILD": 'python_sources(name="lib", sources=["*.py", "!api.py"], resolve="a", overrides={"core.py": {}})\n'
            '\npublic_facade(\n    sources=["api.py"],\n    resolve="a",\n)\n'
        },
    )


def test_an_owner_further_up() -> None:
    """A BUILD file above gives away by paths of its own, for one facade after another."""
    owners = Owners({"BUILD": 'python_sources(sources=["**/*.py"], tags=["x"])\n'}, FILES)

    assert (owners.declare_facade(API), owners.declare_facade(FACADE)) == ("", "")
    assert owners.texts() == {
        "BUILD": 'python_sources(sources=["**/*.py", "!a/api.py", "!a/facade/*.py"], tags=["x"])\n',
        "a/BUILD": 'public_facade(\n    sources=["api.py"],\n    tags=["x"],\n)\n',
        "a/facade/BUILD": 'public_facade(tags=["x"])\n',
    }


def test_defaults_hold_for_the_facade_too() -> None:
    """What a facade's files had by `__defaults__` they keep."""
    root = '__defaults__({python_sources: dict(resolve="a")})\n'

    assert declared({"BUILD": root, "a/facade/BUILD": "python_sources()\n"}, FACADE) == (
        "",
        {
            "BUILD": root.replace("python_sources", "(python_sources, public_facade)"),
            "a/facade/BUILD": "public_facade()\n",
        },
    )


BY_HAND = (
    'so its facade is left to you: declare public_facade(sources=["api.py"]) in a/BUILD, let no other target own these '
    "files, and name the facade where that target was named"
)


@pytest.mark.parametrize(
    ("existing", "why"),
    [
        (
            {"a/BUILD": "python_sources(\n"},
            "line 1 of a/BUILD is not Python, so its owner is unknown: fix that first",
        ),
        ({"BUILD": "a\nif\n"}, "line 2 of BUILD is not Python, so its owner is unknown: fix that first"),
        (
            {"a/BUILD": "python_sources(sources=globs)\n"},
            f"only running a/BUILD reveals what `python_sources` at a/BUILD:1 owns, {BY_HAND}",
        ),
        ({"a/BUILD": "\nacme_library()\n"}, f"`acme_library` at a/BUILD:2 may own it, {BY_HAND}"),
        ({"BUILD": 'acme_library(sources=["a/*.py"])\n'}, f"`acme_library` at BUILD:1 owns it, {BY_HAND}"),
        (
            {"BUILD": "__defaults__({python_source: {}})\n"},
            f"`__defaults__` at BUILD:1 gives fields to python_sources that a public_facade would lack, {BY_HAND}",
        ),
        (
            {"a/BUILD": 'python_sources()\npython_sources(name="b", sources=["api.py"])\n'},
            f"`python_sources` at a/BUILD:1 and `python_sources` at a/BUILD:2 own it, {BY_HAND}",
        ),
        ({"a/BUILD": 'python_source(source="api.py")\n'}, f"`python_source` at a/BUILD:1 owns it, {BY_HAND}"),
        (
            {"a/BUILD": 'python_sources(overrides={"a*.py": {}})\n'},
            f"`python_sources` at a/BUILD:1 owns it with overrides, {BY_HAND}",
        ),
        (
            {"a/BUILD": "python_sources(overrides=more)\n"},
            f"`python_sources` at a/BUILD:1 owns it with overrides, {BY_HAND}",
        ),
        (
            {"a/BUILD": "for x in ():\n    python_sources()\n"},
            f"`python_sources` at a/BUILD:2 owns it in a way that only running it reveals, {BY_HAND}",
        ),
        (
            {"BUILD": 'python_sources(sources=["**/*.py"], dependencies=[":x"])\n'},
            f"`python_sources` at BUILD:1 owns it with dependencies that are relative to its directory, {BY_HAND}",
        ),
    ],
)
def test_by_hand(existing: dict[str, str], why: str) -> None:
    """What cannot be done safely is not done at all, with what to do by hand."""
    assert declared(existing) == (why, {})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", '":a"'),
        ("", '"a"'),
        ("", '"//a:a"'),
        ("", '"!a@resolve=x"'),
        ("", '"a/api.py"'),
        ("", '"./api.py"'),
        ("lib", '":lib"'),
        ("lib", '"a:lib#api.py"'),
        ("lib", '"a/api.py:lib"'),
    ],
)
def test_somebody_needs_the_owner(name: str, text: str) -> None:
    """A target that a BUILD file names keeps its files: one that depends on it would miss them."""
    named = f'name="{name}"' if name else ""
    existing = {"a/BUILD": f'python_sources({named})\npython_distribution(name="dist", dependencies=[{text}])\n'}

    assert declared(existing) == (
        f"`python_sources` at a/BUILD:1 owns it and a/BUILD needs that target as it is, {BY_HAND}",
        {},
    )


@pytest.mark.parametrize("text", ['"a:other"', '":public"', '"b"', '"a/core.py"'])
def test_nobody_needs_the_owner(text: str) -> None:
    """What names other targets does not matter."""
    why, texts = declared({"a/BUILD": f'python_sources()\ntarget(name="all", dependencies=[{text}])\n'})

    assert (why, list(texts)) == ("", ["a/BUILD"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ""),
        ('python_tests(name="tests")\n', ""),
        ("python_tests()\n", '    name="module",\n'),
        ('python_tests(name="a")\npython_tests(name="module")\n', '    name="module_2",\n'),
        ("python_tests(name=which)\n", '    name="module",\n'),
        ("__defaults__({})\n", ""),
    ],
)
def test_names(text: str, named: str) -> None:
    """No target takes the name of another one."""
    owners = Owners({"a/BUILD": text}, FILES)
    owners.declare_module("a", 'Does "A"', ["b", "c"])

    separator = "\n" if text else ""
    assert owners.texts() == {
        "a/BUILD": f'{text}{separator}pantstack_module(\n{named}    description="Does \\"A\\"",\n'
        '    depends_on=[\n        "b",\n        "c",\n    ],\n)\n'
    }


def test_several_build_files() -> None:
    """Targets are named and written once a directory, however many BUILD files it has."""
    owners = Owners({"a/BUILD.x": "python_tests()\n", "a/BUILD": "# none\n"}, FILES)
    owners.declare_module("a", "A", [])

    assert owners.texts() == {"a/BUILD": '# none\n\npantstack_module(\n    name="module",\n    description="A",\n)\n'}
