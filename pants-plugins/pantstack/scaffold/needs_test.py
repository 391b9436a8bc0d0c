"""What a template needs, against what a repository has."""

from __future__ import annotations

import pytest

from pantstack.base.errors import UserError
from pantstack.scaffold import load_templates, needs
from pantstack.scaffold.model import Need, Template

TEMPLATE = Template(
    "worker",
    "A worker",
    needs=(
        Need("scaffold", "resolves", "stack"),
        Need("scaffold", "packages", "stack/libs/common"),
        Need("deploy", "resolves", "infra"),
    ),
)


def test_nothing_is_missing() -> None:
    """A repository that has everything, and more, may have a module."""
    present = {"resolves": ["infra", "stack", "other"], "packages": ["stack/libs/common"]}

    assert needs.missing(TEMPLATE, present) is None
    assert needs.missing(Template("bare", "Nothing"), {}) is None


def test_what_is_missing() -> None:
    """What is missing of several stages is grouped by kind, and one command adds it."""
    assert needs.missing(TEMPLATE, {"packages": ["stack/libs/common"]}) == UserError(
        "The kind worker needs what this repository does not have: the resolves `stack` and `infra`; nothing was"
        " written.",
        "Add it: pants adopt --stage=deploy --write",
    )
    assert needs.missing(TEMPLATE, {"resolves": ["stack"], "packages": ["stack/libs/common"]}) == UserError(
        "The kind worker needs what this repository does not have: the resolve `infra`; nothing was written.",
        "Add it: pants adopt --stage=deploy --write",
    )


@pytest.mark.parametrize(
    ("roots", "root"),
    [
        ([".", "src"], "/"),
        ([".", "modules"], "modules"),
        (["modules/billing", "modules"], "modules/billing"),
        (["src"], ""),
    ],
)
def test_nearest_root(roots: list[str], root: str) -> None:
    """The source root of a path is the deepest one above it, which may be the path itself."""
    assert needs.nearest_root("modules/billing", roots) == root


@pytest.mark.parametrize("name", load_templates.names())
def test_the_libraries_that_a_template_imports(name: str) -> None:
    """A template declares every package of `stack` that its files import, and the resolves that they name."""
    template = load_templates.load(name)
    text = "\n".join(file.text for file in load_templates.files(name) if file.path.endswith((".py.j2", "__BUILD__.j2")))
    packages = needs.names(template, "packages")

    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("from stack.")]
    imported = [
        f"{package}/{name}" if package == "stack/libs" else package
        for package, names in ((line.split()[1].replace(".", "/"), line.split(" import ")[1]) for line in lines)
        for name in names.split(", ")
    ]
    assert [each for each in imported if not any(f"{each}/".startswith(f"{package}/") for package in packages)] == []
    named = {line.partition('resolve="')[2].partition('"')[0] for line in text.splitlines() if 'resolve="' in line}
    assert {each for each in named if "{{" not in each} <= set(needs.names(template, "resolves"))
