"""Undoing whole runs, whatever fails or is killed, and whatever somebody did in between."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pantstack.base import journal
from pantstack.base.all_or_nothing import Undone, undo_interrupted, undo_last, write
from pantstack.base.errors import ActionFailed
from pantstack.base.testing import REFUSED, SUCCEEDED, killed, limited, plant, refused, tree

BEFORE = {
    "pants.toml": b"[a]\r\n# \xff\n",
    "modules/orders/BUILD": b"orders",
    "modules/orders/backend/api.py": b"api" * 3000,
    "modules/orders/backend/run.sh": b"#!/bin/sh\n",
    "modules/shop/BUILD": b"shop",
}
TEXTS = {"modules/purchases/BUILD": "orders", "modules/purchases/a/api.py": "api" * 3000, "pants.toml": "[a]\n[b]\n"}
REMOVED = [path for path in BEFORE if path.startswith("modules/orders/")]
FRESH = [path for path in TEXTS if "purchases" in path]
AFTER = {
    **{path: content for path, content in BEFORE.items() if path not in REMOVED},
    **{path: text.encode() for path, text in TEXTS.items()},
}
AGAIN = "What an interrupted run had written was undone; nothing else was undone."


def _repository(root: Path) -> Path:
    plant(root, BEFORE)
    (root / "pants.toml").chmod(0o640)
    (root / "modules/orders/backend/run.sh").chmod(0o750)
    return root


def _tree(root: Path) -> dict[str, bytes]:
    """The tree without the history; a file that an undo puts back has its permissions."""
    assert (root / "pants.toml").stat().st_mode & 0o777 == 0o640
    program = root / "modules/orders/backend/run.sh"
    assert not program.exists() or program.stat().st_mode & 0o777 == 0o750
    return {path: content for path, content in tree(root).items() if not path.startswith(".pantstack/")}


def _move(root: Path, goal: str = "rename-module") -> None:
    write(str(root), TEXTS, FRESH, removed=REMOVED, goal=goal)


def _history(root: Path) -> list[str]:
    return sorted(re.sub(r"\d+T\d+Z", "T", path.name) for path in (root / journal.HISTORY).iterdir())


def _moments(root: Path, action: Callable[[Path], object]) -> int:
    """How many changes of the tree an action has."""
    moment = 0
    while True:
        copy = root / f"count {moment}"
        shutil.copytree(root / "start", copy, symlinks=True)
        if not killed(copy, moment, lambda copy=copy: action(copy)):  # type: ignore[misc]
            return moment
        shutil.rmtree(copy)
        moment += 1


def _is_whole(root: Path) -> bool:
    """Return whether what a run changed is all there; nothing in between passes."""
    undo_interrupted(str(root))
    found = _tree(root)
    assert found in (BEFORE, AFTER)
    assert not (root / journal.JOURNAL).exists()
    assert [path.name for path in root.rglob("*.new")] == []
    return found == AFTER


def test_undone_byte_by_byte(tmp_path: Path) -> None:
    """What was made is gone, what was changed or deleted is back, with permissions, and so are folders."""
    root = _repository(tmp_path)
    _move(root)
    assert _tree(root) == AFTER
    assert not (root / "modules/orders").exists()

    undone = undo_last(str(root))

    assert (undone.goal, undone.removed, undone.restored, undone.left, undone.was_interrupted) == (
        "rename-module",
        ("modules/purchases/BUILD", "modules/purchases/a/api.py"),
        tuple(sorted([*REMOVED, "pants.toml"])),
        (),
        False,
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", undone.when)
    assert _tree(root) == BEFORE
    assert not (root / ".pantstack").exists()
    with pytest.raises(ActionFailed) as caught:
        undo_last(str(root))
    assert str(caught.value) == (
        "There is no run that can be undone here.\n  Only runs on this machine can, the last 20; undo others with git."
    )


@pytest.mark.parametrize("forever", [False, True])
@pytest.mark.parametrize("undoes", [False, True])
def test_every_change_fails(tmp_path: Path, *, undoes: bool, forever: bool) -> None:
    """Whichever change of the file system fails, once or from there on, all is written or nothing, and so is undone."""
    start = _repository(tmp_path / "start")
    if undoes:
        _move(start)
    action: Callable[[Path], object] = (lambda root: undo_last(str(root))) if undoes else _move
    moments = _moments(tmp_path, action)
    ends = set()
    for moment in range(moments + 1):
        root = tmp_path / str(moment)
        shutil.copytree(start, root, symlinks=True)
        code = refused(root, moment, lambda root=root: action(root), forever=forever)  # type: ignore[misc]
        if not forever:
            # It has put back everything itself, before anybody looks.
            assert _tree(root) == (BEFORE if undoes == (code == SUCCEEDED) else AFTER), moment
        if _is_whole(root) == undoes:
            assert code == REFUSED
            action(root)
        ends.add(code)
        assert _is_whole(root) == (not undoes)
        shutil.rmtree(root)

    assert (moments > 20, ends) == (True, {SUCCEEDED, REFUSED})


@pytest.mark.parametrize("undoes", [False, True])
def test_killed_at_any_moment(tmp_path: Path, *, undoes: bool) -> None:
    """Whenever it is killed, the next run finds all of it or undoes it, and whatever was written can be undone."""
    start = _repository(tmp_path / "start")
    if undoes:
        _move(start)
    action: Callable[[Path], object] = (lambda root: undo_last(str(root))) if undoes else _move
    moments = _moments(tmp_path, action)
    for moment in range(moments):
        root = tmp_path / str(moment)
        shutil.copytree(start, root, symlinks=True)
        assert killed(root, moment, lambda root=root: action(root))  # type: ignore[misc]
        if _is_whole(root):
            assert not undo_last(str(root)).was_interrupted, moment
        assert _is_whole(root) is False
        shutil.rmtree(root)


def test_a_disk_that_is_full_in_the_middle(tmp_path: Path) -> None:
    """Whatever fits of a file, all is written or nothing."""
    ends = []
    for size in (0, 1, 100, 2000, 8999, 9000, 20000):
        root = _repository(tmp_path / str(size))
        ends.append(limited(size, lambda root=root: _move(root)))  # type: ignore[misc]
        assert _is_whole(root) == (ends[-1] == SUCCEEDED)

    assert ends == [REFUSED] * 5 + [SUCCEEDED] * 2


def test_after_an_interrupted_run(tmp_path: Path) -> None:
    """It is undone by whoever comes next, and that undoes nothing before it: only the one after that does."""
    root = _repository(tmp_path)
    write(str(root), {"first": "first"}, ["first"], goal="new-module")
    assert killed(root, 14, lambda: _move(root))
    for _ in range(2):
        undo_interrupted(str(root))
    assert _history(root) == ["T-new-module.json", "T-rename-module.json.interrupted"]

    interrupted, first = undo_last(str(root)), undo_last(str(root))

    assert (interrupted.goal, interrupted.was_interrupted) == ("rename-module", True)
    assert first == Undone("new-module", first.when, removed=("first",))
    assert _tree(root) == BEFORE


def test_undo_right_after_an_interrupted_run(tmp_path: Path) -> None:
    """An interrupted run that offers no undo is undone, and nothing else is."""
    root = _repository(tmp_path)
    write(str(root), {"first": "first"}, ["first"], goal="new-module")
    assert killed(root, 13, lambda: write(str(root), TEXTS, FRESH, removed=REMOVED))
    with pytest.raises(ActionFailed) as caught:
        undo_last(str(root))

    assert re.sub(r" of .* UTC", "", str(caught.value)) == (
        f"{AGAIN}\n  To undo new-module as well, run the same command again."
    )
    assert _tree(root) == {**BEFORE, "first": b"first"}
    assert undo_last(str(root)).removed == ("first",)


def test_files_that_were_edited_since(tmp_path: Path) -> None:
    """It refuses and names them: edited, deleted, made again, or replaced by a folder; nothing is touched."""
    root = _repository(tmp_path)
    _move(root)
    (root / "pants.toml").write_bytes(b"[mine]")
    (root / "modules/purchases/BUILD").unlink()
    (root / "modules/orders").mkdir()
    (root / "modules/orders/BUILD").symlink_to("../shop/BUILD")
    (root / "modules/purchases/a/api.py").unlink()
    (root / "modules/purchases/a/api.py").mkdir()
    before = _tree(root)
    with pytest.raises(ActionFailed) as caught:
        undo_last(str(root))

    assert re.sub(r"of .* UTC", "of TIME", str(caught.value)) == (
        "rename-module of TIME is not undone: these files were edited since: modules/purchases/BUILD,"
        " modules/purchases/a/api.py, pants.toml, modules/orders/BUILD.\n"
        "  Put them back as they were, or undo it with git."
    )
    assert _tree(root) == before


def test_other_files_stay(tmp_path: Path) -> None:
    """What somebody added to a new folder stays, and is reported; a folder that was there before stays, too."""
    root = _repository(tmp_path)
    (root / "3rdparty").mkdir()
    write(str(root), {"modules/new/BUILD": "", "3rdparty/new.lock": ""}, goal="new-module")
    (root / "modules/new/mine.py").write_bytes(b"mine")

    assert undo_last(str(root)).left == ("modules/new",)
    assert _tree(root) == {**BEFORE, "3rdparty/": b"", "modules/new/mine.py": b"mine"}


def test_folders_in_which_something_is_left(tmp_path: Path) -> None:
    """A folder goes with its last file only."""
    root = _repository(tmp_path)
    (root / "modules/orders/mine.py").write_bytes(b"mine")
    write(str(root), {}, removed=REMOVED, goal="remove-module")

    assert _tree(root) == {**{p: c for p, c in BEFORE.items() if p not in REMOVED}, "modules/orders/mine.py": b"mine"}


def test_what_cannot_be_deleted(tmp_path: Path) -> None:
    """A link, a folder or nothing: nothing is deleted or written."""
    root = _repository(tmp_path)
    (root / "link").symlink_to("pants.toml")
    errors = []
    for path in ("link", "modules/orders", "nothing"):
        with pytest.raises(ActionFailed) as caught:
            write(str(root), {"new": "new"}, removed=[*REMOVED, path])
        errors.append(str(caught.value).splitlines()[0])

    assert errors == [
        "Cannot delete `link`: it is a link; nothing was written.",
        "Cannot delete `modules/orders`: Is a directory; nothing was written.",
        "Cannot delete `nothing`: No such file or directory; nothing was written.",
    ]
    assert _tree(root) == {**BEFORE, "link": BEFORE["pants.toml"]}


def test_the_last_twenty(tmp_path: Path) -> None:
    """So many runs can be undone, one after the other; older ones are forgotten, and other files there stay."""
    for number in range(22):
        write(str(tmp_path), {"a": str(number)}, goal="update-module")
    (tmp_path / journal.HISTORY / "notes.txt").write_text("mine")
    for _ in range(20):
        undo_last(str(tmp_path))
    with pytest.raises(ActionFailed, match="There is no run"):
        undo_last(str(tmp_path))

    assert (tmp_path / "a").read_text() == "1"
    assert _history(tmp_path) == ["notes.txt"]


def test_a_journal_that_is_damaged(tmp_path: Path) -> None:
    """It is named, nothing is undone because of it, and the next run is written and undone all the same."""
    root = _repository(tmp_path)
    _move(root)
    (path,) = (root / journal.HISTORY).iterdir()
    path.write_text(path.read_text()[:-20])
    with pytest.raises(ActionFailed) as caught:
        undo_last(str(root))

    assert str(caught.value) == (
        f"Cannot read `{journal.HISTORY}/{path.name}`, so what the last run had written is not undone.\n"
        "  Undo it with git, then remove that file."
    )
    write(str(root), {"x": "x"}, goal="new-module")
    assert undo_last(str(root)).removed == ("x",)
    assert _tree(root) == AFTER


def test_a_journal_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in its place is reported as that."""
    _move(_repository(tmp_path))
    (path,) = (tmp_path / journal.HISTORY).iterdir()
    path.unlink()
    path.mkdir()
    with pytest.raises(ActionFailed) as caught:
        undo_last(str(tmp_path))

    assert str(caught.value).splitlines()[0] == (
        f"Cannot read `{journal.HISTORY}/{path.name}`, so what the last run had written is not undone."
    )


def test_only_for_the_user(tmp_path: Path) -> None:
    """Nobody else can read what files held."""
    _move(_repository(tmp_path))

    (path,) = (tmp_path / journal.HISTORY).iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ".pantstack").stat().st_mode & 0o777 == 0o700


def test_a_run_that_changes_nothing(tmp_path: Path) -> None:
    """It is no run to be undone."""
    root = _repository(tmp_path)
    write(str(root), {"modules/shop/BUILD": "shop"}, goal="update-module")

    assert not (root / ".pantstack").exists()
