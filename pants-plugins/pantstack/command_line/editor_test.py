"""`pantstack language-server` where it cannot serve, and what it checks where it can."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from pantstack.base import stamps
from pantstack.command_line.editor import EditorRepository
from pantstack.command_line.main import main
from pantstack.command_line.testing import MODULE, lay
from pantstack.command_line.workspace import Workspace


def test_without_the_library(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lines say what is missing and how it is installed."""
    modules: Any = sys.modules
    monkeypatch.setitem(modules, "lsprotocol", None)
    monkeypatch.delitem(modules, "pantstack.language_server.server", raising=False)
    message = "pantstack: language-server needs the library pygls, which is not installed.\n"

    assert main(["language-server"]) == 2
    assert capsys.readouterr() == ("", f"{message}  Install it: pip install 'pantstack[editor]'\n")


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("--nope", "Unrecognized arguments: --nope.\n  See pantstack language-server --help."),
        ("--root=nowhere", "There is no folder `nowhere`.\n  Correct --root."),
    ],
)
def test_mistakes(capsys: pytest.CaptureFixture[str], argument: str, message: str) -> None:
    """A mistake is two lines, and nothing is served."""
    assert main(["language-server", argument]) == 2
    assert capsys.readouterr() == ("", f"pantstack: {message}\n")


@pytest.mark.parametrize("tick", [0, 50_000_000])
def test_what_counts(root: Path, monkeypatch: pytest.MonkeyPatch, tick: int) -> None:
    """Python and BUILD files count as they are in the editor, however old; what Pants does not see does not."""
    monkeypatch.setattr(stamps, "_TICK", tick)
    repository = EditorRepository(str(root))
    (root / ".gitignore").write_text("/ignored/\n", encoding="utf-8")
    private = b"import b.y\n"
    found = [
        [(finding.path, finding.code) for finding in repository.check(overlays).findings]
        for overlays in (
            {},
            {"a/x.py": b""},
            {"a/new.py": private},
            {"a/new.py": private, "ignored/x.py": private, "a/notes.txt": private},
            {},
            {"b/BUILD": f"{MODULE[:-2]}, public=['*.py'])\n".encode()},
            {},
        )
    ]

    old, new = ("a/x.py", "private-import"), ("a/new.py", "private-import")
    undeclared = ("a/x.py", "undeclared-module")
    assert found == [[old], [], [new, old], [new, old], [old], [undeclared], [old]]


def test_changes_in_quick_succession(root: Path) -> None:
    """A file that changes right after it was read is read again, though its times hardly tell."""
    workspace, codes = Workspace(str(root)), []
    for level in ("off", "on!", "off", "warning"):
        text = f"[pantstack-lint.severities]\nprivate-import = '{level}'\n"
        (root / "pants.toml").write_text(text, encoding="utf-8")
        outcome = workspace.check()
        codes.append((outcome.exit_code, len(outcome.report.findings)))

    assert codes == [(0, 0), (2, 0), (0, 0), (0, 1)]


def test_a_facade_with_a_lock(root: Path) -> None:
    """What a lock is compared with counts as it is in the editor, too."""
    create = "def create(id: str, note: str = '') -> str: ...\n"
    lock = '{"version": 1, "names": {"create": "def (id: str, note: str = ...) -> str"}}\n'
    files = {"public/BUILD": "public_facade()\n", "public/__init__.py": "from ..core import create\n"}
    lay(root / "b", {**files, "core.py": create, "public/facade.lock": lock})
    lay(root, {"a/x.py": ""})
    repository = EditorRepository(str(root))
    overlays: tuple[dict[str, bytes], ...] = (
        {},
        {"b/core.py": create.replace(", note: str = ''", "").encode()},
        {"b/core.py": create.encode()},
        {},
    )

    assert [[finding.code for finding in repository.check(each).findings] for each in overlays] == [
        *([], ["breaking-facade-change"], [], []),
    ]
