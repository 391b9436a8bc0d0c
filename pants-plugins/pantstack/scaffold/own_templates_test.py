"""The repository's own templates: what they override, extend and must not be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.scaffold import load_templates
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import PortRule, Question
from pantstack.scaffold.template_files import MAX_SIZE, Folder

SHIPPED = {
    "service/template.toml": (
        'description = "A service"\nresolves = ["core"]\n[questions]\nowner = ""\ntopic = "x"\n'
        '[port]\nfirst = 8001\nfiles = "{root}/*.py"\n'
    ),
    "service/files/__module__/config.txt.j2": "shipped",
    "service/files/__module__/README.md.j2": "shipped",
    "worker/template.toml": 'description = "A worker"\n',
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def folders(root: Path, own: Mapping[str, str]) -> Folders:
    """Shipped templates, and those of a repository."""
    write(root / "shipped", SHIPPED)
    write(root / "repository/own", own)
    return (Folder(root / "shipped", "pantstack"), Folder(root / "repository/own", "own", root / "repository"))


def texts(name: str, both: Folders) -> dict[str, tuple[str, str]]:
    """The text and the origin of a template's files."""
    return {file.path: (file.text, file.origin) for file in load_templates.files(name, both)}


def test_a_template_of_a_shipped_name(tmp_path: Path) -> None:
    """It has the files and keys of the shipped one, except those that it has itself, and says where each is from."""
    both = folders(
        tmp_path,
        {
            "service/template.toml": (
                'root = "services"\nresolves = ["core", "jobs"]\nwithout = ["__module__/config.txt.j2"]\n'
                '[questions.topic]\ndefault = "y"\nhelp = "What about"\n[questions.more]\n[port]\nfirst = 9001\n'
            ),
            "service/files/__module__/README.md": "own",
            "service/files/__module__/.DS_Store": "\0",
        },
    )
    made = load_templates.load("service", both)

    assert load_templates.names(both) == ("service", "worker")
    assert (made.description, made.resolves, made.root) == ("A service", ("core", "jobs"), "services")
    assert made.port == PortRule(9001, "services/*.py")
    assert made.questions == {"owner": Question(""), "topic": Question("y", "What about"), "more": Question()}
    assert {key: question.origin for key, question in made.questions.items()} == {
        "owner": "pantstack/service",
        "topic": "own/service",
        "more": "own/service",
    }
    assert made.made_of == ("pantstack/service", "own/service")
    assert texts("service", both) == {"__module__/README.md": ("own", "own/service")}
    assert load_templates.resolve_kinds(both) == (("core", "jobs"),)


def test_files_alone(tmp_path: Path) -> None:
    """To override one file takes that file and nothing else."""
    both = folders(tmp_path, {"service/files/__module__/README.md.j2": "own"})

    assert load_templates.load("service", both) == load_templates.load("service", both[:1])
    assert texts("service", both) == {
        "__module__/config.txt.j2": ("shipped", "pantstack/service"),
        "__module__/README.md.j2": ("own", "own/service"),
    }


def test_a_kind_of_its_own(tmp_path: Path) -> None:
    """With `extends = ""` nothing of the shipped one is left; another name extends whichever it says."""
    both = folders(
        tmp_path,
        {
            "service/template.toml": 'description = "Ours"\nextends = ""\n',
            "service/files/x": "own",
            "topic/template.toml": 'extends = "sub"\n',
            "sub/template.toml": 'extends = "worker"\nnext_steps = ["go"]\n',
            "sub/files/y": "sub",
        },
    )

    assert load_templates.load("service", both).resolves == ()
    assert texts("service", both) == {"x": ("own", "own/service")}
    assert (load_templates.load("topic", both).description, load_templates.load("topic", both).next_steps) == (
        "A worker",
        ("go",),
    )
    assert load_templates.load("topic", both).made_of == ("pantstack/worker", "own/sub", "own/topic")
    assert texts("topic", both) == {"y": ("sub", "own/sub")}


FIX = "Fix the template."


@pytest.mark.parametrize(
    ("own", "message", "help"),
    [
        ({"a/template.toml": 'extends = "b"\n', "b/template.toml": 'extends = "a"\n'}, "own/b/template.toml: it extends itself: a -> b -> a.", FIX),
        ({"a/template.toml": 'extends = "a"\n'}, "own/a/template.toml: it extends itself: a -> a.", FIX),
        ({"a/template.toml": 'extends = "../x"\n'}, "own/a/template.toml: `extends` has `../x`, which is no kind of module.", FIX),
        ({"a/template.toml": "extends = 1\n"}, "own/a/template.toml: `extends` must be a text.", FIX),
        ({"a/template.toml": 'description = "x"\nwithout = ["x"]\n'}, "own/a/template.toml: `without` has `x`, which is no file of `a`.", FIX),
        ({"a/files/x": ""}, "`own/a/template.toml` is not a file.", "Replace it by a file."),
        ({"a/template.toml": 'description = "x"\n', "a/files/BUILD.j2": ""}, "`own/a/files/BUILD.j2` is a BUILD file to Pants.", "Call it __BUILD__.j2."),
        ({"a/template.toml": "root = 'a'\n"}, "own/a/template.toml: `description` must be a text.", FIX),
    ],
)  # fmt: skip
def test_wrong_templates(tmp_path: Path, own: dict[str, str], message: str, help: str) -> None:
    """A mistake is an error that names its file and what to do."""
    both = folders(tmp_path, own)
    with pytest.raises(UserError) as caught:
        (load_templates.load("a", both), load_templates.files("a", both))

    assert caught.value == UserError(message, help)


LARGE = (
    "`own/a/files/x` has 4,194,305 bytes; at most 4,194,304 are allowed in a template.\n"
    "Shorten it, or take it out of the template."
)


def test_files_that_are_no_template(tmp_path: Path) -> None:
    """A link out of the repository, bytes that are no text, and an enormous file are refused, and never read."""
    both = folders(tmp_path, {"a/template.toml": 'description = "x"\n', "a/files/x": ""})
    file = tmp_path / "repository/own/a/files/x"
    messages = []

    def note() -> None:
        with pytest.raises(UserError) as caught:
            load_templates.files("a", both)
        messages.append(f"{caught.value.message}\n{caught.value.help}")

    file.write_bytes(b"abc\xff")
    note()
    with file.open("wb") as stream:
        stream.truncate(MAX_SIZE + 1)
    note()
    for target in (tmp_path / "shipped/service/template.toml", tmp_path / "shipped", tmp_path / "repository", file):
        file.unlink()
        file.symlink_to(target)
        note()
    file.unlink()
    file.parent.rmdir()
    file.parent.symlink_to(tmp_path / "shipped")
    note()

    link = "`own/a/files/x` is a link out of the repository.\nReplace it by a file."
    assert messages == [
        "`own/a/files/x` is not UTF-8 (byte 4).\nSave it as UTF-8; a template has text files only.",
        LARGE,
        link,
        link,
        link,
        "`own/a/files/x` is not a file.\nReplace it by a file.",
        link.replace("/x", ""),
    ]


@pytest.mark.parametrize("own", ["../x", "/", ".", ""])
def test_a_folder_outside_of_the_repository(tmp_path: Path, own: str) -> None:
    """Templates are read from a folder in the repository only."""
    with pytest.raises(UserError) as caught:
        load_templates.folders(str(tmp_path), own)

    assert caught.value == UserError(
        f"The folder of templates `{own}` is not in the repository.",
        "Set [new-module].templates_folder to one that is, such as build-support/templates.",
    )
