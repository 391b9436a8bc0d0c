"""Writing files so that a kill at any moment leaves nothing half."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from pantstack.base.all_or_nothing import undo_interrupted, write
from pantstack.base.errors import ActionFailed
from pantstack.base.journal import JOURNAL, Change, Journal, save
from pantstack.base.testing import killed, plant, tree

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


def _repository(root: Path) -> Path:
    plant(root, BEFORE)
    (root / "pants.toml").chmod(0o640)
    return root


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Whenever it is killed, the next run finds all of it or undoes it, and can then write all of it."""
    moment, seen = 0, set()
    while True:
        root = _repository(tmp_path / str(moment))
        was_killed = killed(root, moment, lambda root=root: write(str(root), TEXTS, FRESH))  # type: ignore[misc]
        undone = undo_interrupted(str(root))
        found = tree(root)
        assert found in (BEFORE, AFTER), moment
        assert (root / "pants.toml").stat().st_mode & 0o777 == 0o640
        seen.add((undone, found == AFTER))
        if not was_killed:
            break
        if found == BEFORE:
            write(str(root), TEXTS, FRESH)
        assert tree(root) == AFTER
        moment += 1

    assert moment >= 20
    # Killed before the first file, in between, and after the last one.
    assert seen == {(False, False), (True, False), (False, True)}


def test_killed_while_it_undoes(tmp_path: Path) -> None:
    """A kill of the run that undoes is undone by the one after it."""
    half = _repository(tmp_path / "half")
    moments = 0
    while killed(_repository(tmp_path / "count"), moments, lambda: write(str(tmp_path / "count"), TEXTS, FRESH)):
        shutil.rmtree(tmp_path / "count")
        moments += 1
    # Before the journal of a complete write goes: all but the last file are there.
    assert killed(half, moments - 6, lambda: write(str(half), TEXTS, FRESH))
    assert tree(half).keys() > BEFORE.keys()

    moment = 0
    while True:
        root = tmp_path / f"undo {moment}"
        shutil.copytree(half, root)
        was_killed = killed(root, moment, lambda root=root: undo_interrupted(str(root)))  # type: ignore[misc]
        undo_interrupted(str(root))
        assert tree(root) == BEFORE, moment
        if not was_killed:
            break
        moment += 1

    assert moment >= 5


HALF = Journal(
    (
        Change("modules/alpha/BUILD", None, "alpha"),
        Change("modules/alpha/api.py", None, "api"),
        Change("modules/alpha/x.py", None, "x"),
        Change("modules/orders/BUILD", "orders", "orders and more"),
        Change("pants.toml", "[a]", "[b]"),
    ),
    made=("modules/alpha",),
)


def _half(root: Path) -> None:
    """Leave a write half done: only the journal, and what the test writes itself."""
    save(str(root), HALF)
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
    assert tree(root) == {
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
    assert tree(root) == BEFORE
    write(str(root), {"new": "new"})
    assert tree(root) == {**BEFORE, "new": b"new"}


CHANGE = {"path": "x", "before": None, "after": "eJwrAAAAAAAB", "mode": 0}
WHOLE = {"version": 1, "changes": [CHANGE], "made": [], "emptied": [], "goal": "", "began": "", "undoes": ""}


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "[]",
        "null",
        "{}x",
        "{}",
        *(
            json.dumps({**WHOLE, **wrong})
            for wrong in (
                {"version": 2},
                {"changes": {"x": "x"}},
                {"changes": [{**CHANGE, "path": "../x"}]},
                {"changes": [{**CHANGE, "path": "/x"}]},
                {"changes": [{**CHANGE, "path": ""}]},
                {"changes": [{**CHANGE, "path": 1}]},
                {"changes": [{**CHANGE, "after": "x"}]},
                {"changes": [{**CHANGE, "before": 1}]},
                {"changes": [{**CHANGE, "mode": 0o7777 + 1}]},
                {"changes": [{"path": "x"}]},
                {"made": ["modules/../../x"]},
                {"emptied": [1]},
                {"goal": "../x", "began": "x"},
                {"undoes": "../../x"},
                {"other": 1},
            )
        ),
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
    assert tree(root) == {**BEFORE, JOURNAL: journal.encode()}


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
    assert tree(root) == BEFORE


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
    assert tree(tmp_path) == {".pantstack": b"mine"}


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
