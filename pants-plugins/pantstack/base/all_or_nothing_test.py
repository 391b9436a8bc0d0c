"""Writing files so that a kill at any moment leaves nothing half."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pantstack.base.all_or_nothing import JOURNAL, undo_interrupted, write
from pantstack.base.errors import ActionFailed

BEFORE = {"pants.toml": b"[a]\r\n# \xff\n", "modules/orders/BUILD": b"orders", "modules/orders/empty.py": b""}
TEXTS = {
    "modules/alpha/BUILD": "alpha",
    "modules/alpha/backend/__init__.py": "",
    "modules/alpha/backend/api.py": "api\n" * 5000,
    "3rdparty/alpha.lock": "\N{SNOWMAN}",
    "pants.toml": "[a]\n[b]\n",
    "modules/orders/BUILD": "orders and more",
}
FRESH = [path for path in TEXTS if "alpha" in path]
AFTER = {**BEFORE, **{path: text.encode() for path, text in TEXTS.items()}}
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link"}


def _tree(root: Path) -> dict[str, bytes]:
    """Every file below a folder, and its folders with a slash unless they only hold others."""
    return {
        str(path.relative_to(root)) + ("" if path.is_file() else "/"): path.read_bytes() if path.is_file() else b""
        for path in root.rglob("*")
        if path.is_file() or not any(path.iterdir())
    }


def _repository(root: Path) -> Path:
    for path, content in BEFORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / "pants.toml").chmod(0o640)
    return root


def _killed(root: Path, moment: int, action: Callable[[], object]) -> bool:
    """Run an action in a process that ends, without any cleanup, before its nth change of the tree; False if it has fewer."""
    pid = os.fork()
    if pid == 0:
        code = 3
        try:
            seen = 0

            def hook(event: str, args: tuple[Any, ...]) -> None:
                nonlocal seen
                writes = event in _CHANGES or (event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR))
                if writes and str(args[0]).startswith(str(root)):
                    seen += 1
                    if seen > moment:
                        os._exit(9)

            sys.addaudithook(hook)
            action()
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in {0, 9}
    return code == 9


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Whenever it is killed, the next run finds all of it or undoes it, and can then write all of it."""
    moment, seen = 0, set()
    while True:
        root = _repository(tmp_path / str(moment))
        was_killed = _killed(root, moment, lambda root=root: write(str(root), TEXTS, FRESH))  # type: ignore[misc]
        undone = undo_interrupted(str(root))
        tree = _tree(root)
        assert tree in (BEFORE, AFTER), moment
        assert (root / "pants.toml").stat().st_mode & 0o777 == 0o640
        seen.add((undone, tree == AFTER))
        if not was_killed:
            break
        if tree == BEFORE:
            write(str(root), TEXTS, FRESH)
        assert _tree(root) == AFTER
        moment += 1

    assert moment >= 20
    # Killed before the first file, in between, and after the last one.
    assert seen == {(False, False), (True, False), (False, True)}


def test_killed_while_it_undoes(tmp_path: Path) -> None:
    """A kill of the run that undoes is undone by the one after it."""
    half = _repository(tmp_path / "half")
    moments = 0
    while _killed(_repository(tmp_path / "count"), moments, lambda: write(str(tmp_path / "count"), TEXTS, FRESH)):
        shutil.rmtree(tmp_path / "count")
        moments += 1
    # Before the journal of a complete write goes: all but the last file are there.
    assert _killed(half, moments - 6, lambda: write(str(half), TEXTS, FRESH))
    assert _tree(half).keys() > BEFORE.keys()

    moment = 0
    while True:
        root = tmp_path / f"undo {moment}"
        shutil.copytree(half, root)
        was_killed = _killed(root, moment, lambda root=root: undo_interrupted(str(root)))  # type: ignore[misc]
        undo_interrupted(str(root))
        assert _tree(root) == BEFORE, moment
        if not was_killed:
            break
        moment += 1

    assert moment >= 5


def _half(root: Path) -> None:
    """Leave a write half done: only the journal, and what the test writes itself."""
    journal = {
        "created": {"modules/alpha/BUILD": "alpha", "modules/alpha/api.py": "api", "modules/alpha/x.py": "x"},
        "replaced": {"pants.toml": ["[a]", "[b]"], "modules/orders/BUILD": ["orders", "orders and more"]},
        "folders": ["modules/alpha"],
    }
    (root / JOURNAL).parent.mkdir()
    (root / JOURNAL).write_text(json.dumps(journal), encoding="utf-8")
    (root / "modules/alpha").mkdir()


def test_what_somebody_changed_stays(tmp_path: Path) -> None:
    """Only what is as it was written is undone: other files, edits and links of somebody else stay."""
    root = _repository(tmp_path)
    _half(root)
    (root / "modules/alpha/BUILD").write_text("al", encoding="utf-8")
    (root / "modules/alpha/api.py").write_text("mine", encoding="utf-8")
    (root / "modules/alpha/x.py").symlink_to("api.py")
    (root / "modules/alpha/other.py").write_text("other", encoding="utf-8")
    (root / "modules/orders/BUILD").write_text("orders and mine", encoding="utf-8")

    assert undo_interrupted(str(root)) is True
    assert _tree(root) == {
        **BEFORE,
        "modules/alpha/api.py": b"mine",
        "modules/alpha/other.py": b"other",
        "modules/alpha/x.py": b"mine",
        "modules/orders/BUILD": b"orders and mine",
    }


def test_a_write_after_an_interrupted_one(tmp_path: Path) -> None:
    """What is to be written was decided from what is undone first: nothing else is written."""
    root = _repository(tmp_path)
    _half(root)
    (root / "modules/alpha/BUILD").write_text("alpha", encoding="utf-8")
    with pytest.raises(ActionFailed) as caught:
        write(str(root), {"new": "new"})

    assert str(caught.value) == (
        "What an interrupted run had written was undone; nothing else was written.\n  Run the same command again."
    )
    assert _tree(root) == BEFORE
    write(str(root), {"new": "new"})
    assert _tree(root) == {**BEFORE, "new": b"new"}


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "[]",
        "null",
        "{}x",
        '{"created": {"../x": "x"}}',
        '{"created": {"/x": "x"}}',
        '{"created": {"x": 1}}',
        '{"created": []}',
        '{"replaced": {"x": ["a"]}}',
        '{"replaced": {"x": ["a", null]}}',
        '{"folders": ["modules/../../x"]}',
        '{"folders": [1]}',
        '{"other": 1}',
    ],
)
def test_a_journal_that_is_none(tmp_path: Path, journal: str) -> None:
    """It is reported, nothing is removed because of it, and nothing is written."""
    root = _repository(tmp_path)
    (root / JOURNAL).parent.mkdir()
    (root / JOURNAL).write_text(journal, encoding="utf-8")
    for action in (lambda: undo_interrupted(str(root)), lambda: write(str(root), {"new": "new"})):
        with pytest.raises(ActionFailed) as caught:
            action()

        assert str(caught.value) == (
            f"Cannot read `{JOURNAL}`, so what an interrupted run had written is not undone.\n"
            "  Compare the work tree with `git status`, then remove that file."
        )
    assert _tree(root) == {**BEFORE, JOURNAL: journal.encode()}


def test_what_cannot_be_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal stays until it can be."""
    root = _repository(tmp_path)
    _half(root)
    (root / "modules/alpha/BUILD").write_text("alpha", encoding="utf-8")
    with monkeypatch.context() as patched:

        def refuse(_: Path, **__: bool) -> None:
            raise OSError(30, "Read-only file system")

        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(ActionFailed) as caught:
            undo_interrupted(str(root))

    assert str(caught.value) == (
        "Cannot undo what an interrupted run had written: `modules/alpha/BUILD`: Read-only file system.\n"
        "  Fix the permissions there, then run the same command again."
    )
    assert undo_interrupted(str(root)) is True
    assert _tree(root) == BEFORE


def test_a_program(tmp_path: Path) -> None:
    """A new program can be run, by whom it can be read; other files cannot."""
    write(str(tmp_path), {"pants": "#!/bin/sh\n", "pants.toml": ""}, programs=["pants"])

    assert [os.access(tmp_path / path, os.X_OK) for path in ("pants", "pants.toml")] == [True, False]


def test_a_file_where_the_journal_would_be(tmp_path: Path) -> None:
    """There is nothing to undo, and nothing can be written."""
    (tmp_path / ".pantstack").write_text("mine", encoding="utf-8")

    assert undo_interrupted(str(tmp_path)) is False
    with pytest.raises(ActionFailed, match=r"Cannot write `\.pantstack/unfinished-write\.json`: File exists"):
        write(str(tmp_path), {"a": "b"})
    assert _tree(tmp_path) == {".pantstack": b"mine"}


@pytest.mark.parametrize(("link", "path"), [("3rdparty", "3rdparty/alpha.lock"), ("pants.toml", "pants.toml")])
def test_a_link_out_of_the_repository(tmp_path: Path, link: str, path: str) -> None:
    """Nothing is written through it, and it is not replaced."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "pants.toml").write_text("others'")
    root = tmp_path / "repository"
    root.mkdir()
    (root / link).symlink_to(outside / link if link == path else outside)
    with pytest.raises(ActionFailed) as caught:
        write(str(root), {"a": "a", path: "text"})

    assert str(caught.value) == (
        f"Cannot write `{path}`: a link takes it out of the repository; nothing was written.\n"
        "  Make its folder writable, or move away what is there, then run the same command again."
    )
    assert [entry.name for entry in root.iterdir()] == [link]
    assert (root / link).is_symlink()
    assert [(entry.name, entry.read_text()) for entry in outside.iterdir()] == [("pants.toml", "others'")]
