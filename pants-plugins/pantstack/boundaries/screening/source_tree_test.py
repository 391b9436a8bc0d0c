"""The Python files of a repository, read again only where they have changed."""

from __future__ import annotations

import marshal
import os
import pickle
from pathlib import Path

import pytest

from pantstack.boundaries.screening import processes
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.source_tree import SourceTree

RULES = ReadingRules(frozenset({"m"}))
PATHS = ("m/a.py", "m/b.py")


@pytest.fixture
def tree(tmp_path: Path) -> SourceTree:
    """Two files that were read, long after they were written."""
    (tmp_path / "m").mkdir()
    for path in PATHS:
        write(tmp_path / path, f"from m import {Path(path).stem}\n")
    found = SourceTree(str(tmp_path))
    found.update(PATHS, RULES)
    return found


def write(path: Path, text: str, seconds: int = 1_000_000_000) -> None:
    """Write a file as if that had been at some time."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))


def statements(tree: SourceTree) -> dict[str, tuple[str, ...]]:
    """What each file imports."""
    return {path: outline.statements for path, outline in tree.outlines.items()}


def test_what_is_read(tree: SourceTree) -> None:
    """Every file has an outline, and a scan for whoever wants it."""
    assert statements(tree) == {"m/a.py": ("from m import a",), "m/b.py": ("from m import b",)}
    assert [site.name for site in tree["m/a.py"].imports] == ["a"]
    assert (list(tree), len(tree), "m/a.py" in tree, "m/c.py" in tree) == (list(PATHS), 2, True, False)
    with pytest.raises(KeyError):
        tree["m/c.py"]


def test_an_edit(tree: SourceTree, tmp_path: Path) -> None:
    """A changed file is read again, one that is gone is forgotten, and an earlier snapshot stays as it was."""
    before = tree.snapshot()
    write(tmp_path / "m/a.py", "from m import other\n", 1_000_000_005)
    (tmp_path / "m/b.py").unlink()

    assert tree.update(PATHS, RULES)
    assert statements(tree) == {"m/a.py": ("from m import other",)}
    assert [site.name for site in tree["m/a.py"].imports] == ["other"]
    assert statements(before) == {"m/a.py": ("from m import a",), "m/b.py": ("from m import b",)}


def test_nothing_has_changed(tree: SourceTree, tmp_path: Path) -> None:
    """A file that was only touched is the same; its version is, too."""
    version = tree.version
    os.utime(tmp_path / "m/a.py", (2_000_000_000, 2_000_000_000))

    assert not tree.update(PATHS, RULES)
    assert tree.version == version


def test_an_edit_that_does_not_matter(tree: SourceTree, tmp_path: Path) -> None:
    """Where imports stay, an edit matters only if somebody has looked at more than these."""
    numbers = tree.version, tree.contents
    write(tmp_path / "m/a.py", "from m import a\n\nx = 1\n", 1_000_000_005)

    assert not tree.update(PATHS, RULES)
    assert (tree.version, tree.contents) == (numbers[0], numbers[1] + 1)
    assert [binding.name for binding in tree["m/a.py"].bindings] == ["a", "x"]

    write(tmp_path / "m/a.py", "from m import a\n\nx = y = 1\n", 1_000_000_009)

    assert tree.update(PATHS, RULES)
    assert [binding.name for binding in tree["m/a.py"].bindings] == ["a", "x", "y"]


def test_unsaved_contents(tree: SourceTree) -> None:
    """What an editor has counts in the place of the file, until it has it no more."""
    assert tree.update(PATHS, RULES, {"m/a.py": b"import m.c\n"})
    assert statements(tree)["m/a.py"] == ("import m.c",)
    assert [site.module for site in tree["m/a.py"].imports] == ["m.c"]

    assert tree.update(PATHS, RULES)
    assert statements(tree)["m/a.py"] == ("from m import a",)


def test_what_is_no_file(tree: SourceTree, tmp_path: Path) -> None:
    """A pipe with the name of a file is left out: nobody may ever write into it."""
    os.mkfifo(tmp_path / "m/pipe.py")
    (tmp_path / "m/folder.py").mkdir()
    (tmp_path / "m/lost.py").symlink_to("nowhere.py")

    assert not tree.update((*PATHS, "m/pipe.py", "m/folder.py", "m/lost.py"), RULES)
    assert list(tree) == list(PATHS)


def test_other_rules(tree: SourceTree) -> None:
    """Where other names are the repository's own, files are read again."""
    assert tree.update(PATHS, ReadingRules(frozenset({"other"})))
    assert tree.rules == ReadingRules(frozenset({"other"}))


def test_what_needs_parsing(tree: SourceTree, tmp_path: Path) -> None:
    """A file whose text is not certain is scanned; it has an outline if there was nothing in it after all."""
    write(tmp_path / "m/a.py", "x = 'pantstack:'\nfrom m import a\n", 1_000_000_005)
    write(tmp_path / "m/b.py", "from m import (b\n", 1_000_000_005)
    tree.update(PATHS, RULES)

    assert statements(tree) == {"m/a.py": ("from m import a",)}
    assert tree["m/b.py"].error is not None


def test_kept_between_processes(tree: SourceTree, tmp_path: Path) -> None:
    """What was dumped is known again, and only what has changed since is read."""
    dumped = marshal.loads(marshal.dumps(tree.dump(pickle.dumps)))  # noqa: S302  its own
    write(tmp_path / "m/a.py", "from m import other\n", 1_000_000_005)
    loaded = SourceTree(str(tmp_path))
    loaded.load(dumped, pickle.loads)

    assert statements(loaded) == statements(tree)
    assert loaded.update(PATHS, RULES)
    assert statements(loaded) == {"m/a.py": ("from m import other",), "m/b.py": ("from m import b",)}


def test_scans_kept_between_processes(tree: SourceTree, tmp_path: Path) -> None:
    """A scan is kept as well, unless the file has changed since it was read, or its bytes mean nothing."""
    scans = {path: (tree[path], tree.whole(path)) for path in PATHS}
    dumped = tree.dump(pickle.dumps)
    write(tmp_path / "m/a.py", "from m import other\n", 1_000_000_005)
    loaded, unlucky = SourceTree(str(tmp_path)), SourceTree(str(tmp_path))
    loaded.load(dumped, pickle.loads)
    unlucky.load(dumped, lambda _: None)
    loaded.update(PATHS, RULES)
    unlucky.update(PATHS, RULES)
    (tmp_path / "m/b.py").rename(tmp_path / "m/c.py")

    assert (loaded["m/b.py"], loaded.whole("m/b.py")) == scans["m/b.py"]
    assert [site.name for site in loaded["m/a.py"].imports] == ["other"]
    with pytest.raises(FileNotFoundError):
        unlucky.whole("m/b.py")


def test_many_edits_between_processes(tmp_path: Path) -> None:
    """After one edit a process, the outlines are those of the last ones, and what is kept does not grow."""
    (tmp_path / "m").mkdir()
    paths = [f"m/x{number}.py" for number in range(20)]
    for path in paths:
        write(tmp_path / path, "import m\n")
    tree, sizes = SourceTree(str(tmp_path)), []
    tree.update(paths, RULES)
    for number in range(50):
        dumped = tree.dump(pickle.dumps)
        sizes.append(len(dumped[2]))
        tree = SourceTree(str(tmp_path))
        tree.load(dumped, pickle.loads)
        write(tmp_path / paths[number % 20], f"from m import x{number}\n", 1_000_000_005 + number)
        tree.update(paths, RULES)

    assert statements(tree) == {
        path: (f"from m import x{number + (40 if number < 10 else 20)}",) for number, path in enumerate(paths)
    }
    assert max(sizes) == 11


def test_a_scan_of_other_contents(tree: SourceTree, tmp_path: Path) -> None:
    """The scan of a file that was written to after it was read is not kept for other processes."""
    write(tmp_path / "m/a.py", "from m import other\n", 1_000_000_005)
    names = [site.name for site in tree["m/a.py"].imports]
    write(tmp_path / "m/a.py", "from m import a\n")
    loaded = SourceTree(str(tmp_path))
    loaded.load(tree.dump(pickle.dumps), pickle.loads)
    loaded.update(PATHS, RULES)

    assert (names, [site.name for site in loaded["m/a.py"].imports]) == (["other"], ["a"])


def test_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes read the same as one, also what has to be parsed and what is not there."""
    monkeypatch.setattr(processes, "FEW", 2)
    texts = {"m/a.py": "from m import b\n", "m/b.py": "import m.a\n", "m/c.py": "def broken(:\n"}
    (tmp_path / "m").mkdir()
    for path, text in texts.items():
        write(tmp_path / path, text)
    paths = (*texts, "m/lost.py")
    alone, together = SourceTree(str(tmp_path)), SourceTree(str(tmp_path))

    assert (alone.update(paths, RULES), together.update(paths, RULES, processes=2)) == (True, True)
    assert (list(together), together.outlines) == (list(alone), alone.outlines)
    assert together["m/c.py"].error == alone["m/c.py"].error is not None
