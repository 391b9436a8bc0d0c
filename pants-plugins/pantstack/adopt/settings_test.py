"""What every stage needs of a repository's settings."""

from __future__ import annotations

import pytest

from pantstack.adopt.model import Changes
from pantstack.adopt.pants_toml import PantsToml
from pantstack.adopt.settings import Installation, settings
from pantstack.base.errors import UserError

BOOTSTRAP = "# Pantstack's part of the start of Pants: a text.\n"
INSTALLED = Installation("2.17.1", "1.2.3", BOOTSTRAP)
IGNORED = "/.pants.d/\n/.pids/\n/.pantstack/\n/dist/\n__pycache__/\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "",
            (
                '[GLOBAL]\npants_version = "2.17.1"\nbackend_packages.add = ["pants.backend.python", "pantstack"]\n'
                'plugins.add = ["pantstack==1.2.3"]\n'
            ),
        ),
        (
            (
                '# Ours.\n[python]\nx = 1  # one\n\n[GLOBAL]\nplugins = ["Pantstack>=1"]\nbackend_packages = [\n  "a",  # a\n]\n'
                'pants_version = "2.18.0"\n\n# The end.\n'
            ),
            (
                '# Ours.\n[python]\nx = 1  # one\n\n[GLOBAL]\nplugins = ["Pantstack>=1"]\nbackend_packages = [\n  "a",  # a\n'
                '  "pants.backend.python",\n  "pantstack",\n]\npants_version = "2.18.0"\n\n# The end.\n'
            ),
        ),
        (
            '[GLOBAL]\r\nbackend_packages.remove = ["a"]\r\n\r\n[x]\r\ny = 1',
            (
                '[GLOBAL]\r\nbackend_packages.remove = ["a"]\r\n'
                'backend_packages.add = ["pants.backend.python", "pantstack"]\r\n'
                'pants_version = "2.17.1"\r\nplugins.add = ["pantstack==1.2.3"]\r\n\r\n[x]\r\ny = 1'
            ),
        ),
        (
            '[GLOBAL]\nbackend_packages = [\n  "a"\n  # "b",\n]\npants_version = "2.17.1"\nplugins = [ # none\n]\n',
            (
                '[GLOBAL]\nbackend_packages = [\n  "pants.backend.python",\n  "pantstack",\n  "a"\n  # "b",\n]\n'
                'pants_version = "2.17.1"\nplugins = [ # none\n    "pantstack==1.2.3"\n]\n'
            ),
        ),
        (
            'GLOBAL = { pants_version = "2.17.1" }\n',
            (
                'GLOBAL = { pants_version = "2.17.1", backend_packages = {add = ["pants.backend.python", "pantstack"]},'
                'plugins = {add = ["pantstack==1.2.3"]}}\n'
            ),
        ),
    ],
)
def test_pants_toml(before: str, after: str) -> None:
    """What is missing is added in the way that the file is written; comments, order and line ends stay."""
    existing = {"pants.toml": before, ".gitignore": IGNORED, ".pants.bootstrap": BOOTSTRAP}
    changes = settings(existing, INSTALLED)

    assert changes == Changes({"pants.toml": after})
    assert settings({**existing, **changes.texts}, INSTALLED) == Changes()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", IGNORED),
        ("*.log", f"*.log\n{IGNORED}"),
        ("*.pyc", "*.pyc\n/.pants.d/\n/.pids/\n/.pantstack/\n/dist/\n"),
        ("dist\n.pants.d\n", "dist\n.pants.d\n/.pids/\n/.pantstack/\n__pycache__/\n"),
        ("a\r\n/.pids/\r\n", "a\r\n/.pids/\r\n/.pants.d/\r\n/.pantstack/\r\n/dist/\r\n__pycache__/\r\n"),
    ],
)
def test_gitignore(before: str, after: str) -> None:
    """Each folder is added once, in whatever way it is there."""
    changes = settings({".gitignore": before}, INSTALLED)

    assert changes.texts[".gitignore"] == after
    assert ".gitignore" not in settings({".gitignore": after}, INSTALLED).texts


PART = "# shellcheck shell=bash\n# Pantstack's part of the start of Pants: now.\ncase\n"
END = "# The end of Pantstack's part of the start of Pants.\n"
EARLIER = PART.replace("now", "as it was")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f"{PART}{END}"),
        (f"{PART}{END}", None),
        (EARLIER, f"{PART}{END}"),
        (f"{EARLIER}{END}", f"{PART}{END}"),
        (f"{EARLIER}exit \\1\n{END[:-1]}", f"{PART}{END}"),
        (f"export A=1\n\n{EARLIER}{END}export B=2\n", f"export A=1\n\n{PART}{END}export B=2\n"),
        ("export A=1", f"export A=1\n{PART}{END}"),
        (f"export A=1\n{PART}{END}", None),
    ],
)
def test_the_part_of_the_start_of_pants(before: str | None, after: str | None) -> None:
    """An earlier version gives way to this one, and what is the user's stays around it; what changes is shown."""
    there = {} if before is None else {".pants.bootstrap": before}
    changes = settings(there, Installation("2.17.1", "", f"{PART}{END}"))

    assert changes.texts.get(".pants.bootstrap") == after
    assert changes.copies == (frozenset({".pants.bootstrap"}) if before is None else frozenset())
    assert changes.notes == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[GLOBAL]\nbackend_packages = 'a'\n",
            (
                "pants.toml:2 [GLOBAL].backend_packages is not a plain list of strings, so nothing is added to it.\n"
                "  Write it as a list with pants.backend.python and pantstack, then run again."
            ),
        ),
        ("x = 1\n[a", "pants.toml:2 This is not TOML: Unexpected end of file.\n  Fix it, then run again."),
        (
            'GLOBAL.pants_version = "2.17.1"\nGLOBAL.plugins = []\n',
            (
                "[GLOBAL] in pants.toml is in several places, so nothing is added to it.\n"
                "  Write it as one section with the header [GLOBAL], then run again."
            ),
        ),
        ("GLOBAL = 1\n", "[GLOBAL] in pants.toml is not a table.\n  Write it as one, then run again."),
    ],
)
def test_what_cannot_be_edited(text: str, message: str) -> None:
    """The error says where, and what to write."""
    with pytest.raises(UserError) as caught:
        settings({"pants.toml": text}, INSTALLED)

    assert str(caught.value) == message


def test_a_new_section() -> None:
    """It goes to the end, after an empty line, and a table in it is its own."""
    toml = PantsToml('[GLOBAL]\npants_version = "2.17.1"')
    toml.set("python.resolves", "a", "a.lock")
    toml.set("python", "enable_resolves", value=True)

    assert toml.text == (
        '[GLOBAL]\npants_version = "2.17.1"\n\n[python]\nenable_resolves = true\n\n[python.resolves]\na = "a.lock"\n'
    )
