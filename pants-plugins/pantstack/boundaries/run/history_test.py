"""What git knows to have moved, and what becomes of the entries of a baseline."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pantstack.boundaries.checks import CHECKS
from pantstack.boundaries.policy import baseline as baselines
from pantstack.boundaries.policy.evaluation import evaluate, moves, tolerate
from pantstack.boundaries.run.history import last_commit, since
from pantstack.boundaries.testing import project, settings

MODULE = 'pantstack_module(description="x")\n'
SERVICE = "".join(f"x{number} = {number}\n" for number in range(20)) + "class Service: ...\n"
OTHER = "".join(f"y{number} = '{number}'\n" for number in range(20)) + "class Service: ...\n"
USE = "import json\n\n\nimport modules.za.service\nfrom modules.za.service import Service\n\nprint(json, Service)\n"
FILES = {
    "modules/za/BUILD": MODULE,
    "modules/za/__init__.py": "",
    "modules/za/service.py": SERVICE,
    "modules/za/other.py": OTHER,
    "modules/zb/BUILD": MODULE,
    "modules/zb/__init__.py": "",
    "modules/zb/bad.py": USE,
    "modules/zc/BUILD": MODULE,
    "modules/zc/core.py": "",
}


class Tree:
    """A repository in which a file has two private imports, all of it committed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)
        self.git("init", "-q")
        self.commit()

    def git(self, *argv: str) -> str:
        """Run git, as somebody whose settings do not matter."""
        who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(("git", *who, *argv), cwd=self.path, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Change")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.path / path).parent.mkdir(parents=True, exist_ok=True)
        (self.path / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text in a file."""
        before = (self.path / path).read_text(encoding="utf-8")
        assert old in before
        self.write(path, before.replace(old, new))

    def move(self, old: str, new: str) -> None:
        """Move a file or folder; git does not learn of it."""
        (self.path / new).parent.mkdir(parents=True, exist_ok=True)
        (self.path / old).rename(self.path / new)

    def files(self) -> dict[str, str]:
        """All files."""
        paths = (path for path in self.path.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {path.relative_to(self.path).as_posix(): path.read_text(encoding="utf-8") for path in paths}


Change = Callable[[Tree], None]
Imports = list[str]


@pytest.fixture(name="tree")
def _tree(tmp_path: Path) -> Tree:
    """The repository."""
    return Tree(tmp_path)


def after(tree: Tree, *changes: Change, git: bool = True) -> tuple[Imports, Imports]:
    """The private imports that a baseline of before hides after changes, and those that it does not hide."""
    tolerated = baselines.of(evaluate(project(tree.files()), CHECKS, settings(tree.files())).findings, "baseline")
    assert [entry.target for entry in tolerated.entries] == ["modules.za.service", "modules.za.service:Service"]
    for change in changes:
        change(tree)
    files = tree.files()
    facts, chosen = project(files), replace(settings(files), baseline=tolerated)
    history = since(str(tree.path), last_commit(str(tree.path), "baseline")) if git else None
    evaluated = tolerate(evaluate(facts, CHECKS, chosen), tolerated, facts, chosen, history)
    red = (each for each in evaluated.findings if each.code == "private-import")
    return [f"{each.path} {each.target}" for each in evaluated.hidden], [f"{each.path} {each.target}" for each in red]


def both(file: str, dotted: str) -> Imports:
    """The two imports, from another file or of another one."""
    return [f"{file} {dotted}", f"{file} {dotted}:Service"]


def rename_used(tree: Tree) -> None:
    """Rename the file that is used."""
    tree.move("modules/za/service.py", "modules/za/deep/core.py")
    tree.edit("modules/zb/bad.py", "za.service", "za.deep.core")


def rename_user(tree: Tree) -> None:
    """Rename the file that uses it."""
    tree.move("modules/zb/bad.py", "modules/zb/worse.py")


def rewrite_a_part(tree: Tree) -> None:
    """Edit what was renamed, and move its lines."""
    tree.edit("modules/za/deep/core.py", "x1 =", "first =")
    tree.edit("modules/zb/bad.py", "import json\n", "import json\n\nmore = 1\n")


def rename_used_module(tree: Tree) -> None:
    """Rename the module that is used."""
    tree.move("modules/za", "modules/zx")
    tree.edit("modules/zb/bad.py", "modules.za", "modules.zx")


def rename_using_module(tree: Tree) -> None:
    """Rename the module that uses it."""
    tree.move("modules/zb", "modules/zy")


def swap(tree: Tree) -> None:
    """Let two files change places."""
    tree.move("modules/za/service.py", "modules/za/third.py")
    tree.move("modules/za/other.py", "modules/za/service.py")
    tree.move("modules/za/third.py", "modules/za/other.py")
    tree.edit("modules/zb/bad.py", "za.service", "za.other")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([rename_used], both("modules/zb/bad.py", "modules.za.deep.core")),
        ([rename_used, rewrite_a_part], both("modules/zb/bad.py", "modules.za.deep.core")),
        ([rename_user], both("modules/zb/worse.py", "modules.za.service")),
        ([rename_used, rename_user], both("modules/zb/worse.py", "modules.za.deep.core")),
        ([rename_used_module], both("modules/zb/bad.py", "modules.zx.service")),
        ([rename_using_module], both("modules/zy/bad.py", "modules.za.service")),
        ([rename_used_module, rename_using_module], both("modules/zy/bad.py", "modules.zx.service")),
        ([swap], both("modules/zb/bad.py", "modules.za.other")),
    ],
)
@pytest.mark.parametrize("step", ["nothing", "staged", "committed"])
def test_what_is_followed(tree: Tree, changes: list[Change], expected: Imports, step: str) -> None:
    """Renames of either file, of both, and of modules add nothing, whether git knows them or finds out."""
    steps = {"nothing": lambda _: None, "staged": lambda tree: tree.git("add", "-A"), "committed": Tree.commit}
    tree.write("baseline", "as of now")
    tree.commit()

    assert after(tree, *changes, steps[step]) == (expected, [])


def test_a_module_of_one_file_is_followed(tree: Tree) -> None:
    """A file that is a module is that module under another name, too; the module around it is not."""
    one = 'pantstack_module(name="bad", file="bad.py", description="x")\n'
    tree.write("modules/zb/BUILD", f"{MODULE}\n{one}")
    tree.write("baseline", "as of now")
    tree.commit()

    def rename(tree: Tree) -> None:
        rename_user(tree)
        tree.edit("modules/zb/BUILD", "bad.py", "worse.py")

    def give_to_the_module_around(tree: Tree) -> None:
        tree.edit("modules/zb/BUILD", one.replace("bad.py", "worse.py"), "")

    history = since(str(tree.path), "HEAD")
    assert history is not None
    assert history.modules == {"modules/za", "modules/zb", "modules/zb/bad.py", "modules/zc"}
    assert after(tree, rename) == (both("modules/zb/worse.py", "modules.za.service"), [])
    tree.git("checkout", "-q", ".")
    tree.git("clean", "-qfd")
    assert after(tree, rename, give_to_the_module_around) == ([], both("modules/zb/worse.py", "modules.za.service"))


def move_used_to_another_module(tree: Tree) -> None:
    """Move the file that is used into another module."""
    tree.move("modules/za/service.py", "modules/zc/service.py")
    tree.edit("modules/zb/bad.py", "za.service", "zc.service")


def move_user_to_another_module(tree: Tree) -> None:
    """Move the file that uses it into another module."""
    tree.move("modules/zb/bad.py", "modules/zc/bad.py")


def copy_user(tree: Tree) -> None:
    """Copy the file that uses it."""
    shutil.copy(tree.path / "modules/zb/bad.py", tree.path / "modules/zb/copied.py")


def merge_modules(tree: Tree) -> None:
    """Move everything of the module that uses it into another one."""
    tree.move("modules/zb/bad.py", "modules/zc/bad.py")
    shutil.rmtree(tree.path / "modules/zb")


def delete_and_begin_another_module(tree: Tree) -> None:
    """Delete the module that uses it, and begin one with the same fault in another file."""
    shutil.rmtree(tree.path / "modules/zb")
    tree.write("modules/zn/BUILD", MODULE)
    tree.write("modules/zn/__init__.py", "")
    tree.write("modules/zn/new.py", "z = 1\nimport modules.za.service\nfrom modules.za.service import Service\n")


def delete_and_write_another(tree: Tree) -> None:
    """Delete the file that uses it, and write an unlike one beside it."""
    (tree.path / "modules/zb/bad.py").unlink()
    tree.write(
        "modules/zb/new.py", "z = 1\nimport modules.za.service\nfrom modules.za.service import Service\n" + OTHER
    )


@pytest.mark.parametrize(
    ("change", "kept", "red"),
    [
        (move_used_to_another_module, [], both("modules/zb/bad.py", "modules.zc.service")),
        (move_user_to_another_module, [], both("modules/zc/bad.py", "modules.za.service")),
        (merge_modules, [], both("modules/zc/bad.py", "modules.za.service")),
        (delete_and_begin_another_module, [], both("modules/zn/new.py", "modules.za.service")),
        (delete_and_write_another, [], both("modules/zb/new.py", "modules.za.service")),
        (
            copy_user,
            both("modules/zb/bad.py", "modules.za.service"),
            both("modules/zb/copied.py", "modules.za.service"),
        ),
    ],
)
def test_what_is_new(tree: Tree, change: Change, kept: Imports, red: Imports) -> None:
    """Nothing passes to another module or to an unlike file, and a copy is new."""
    assert after(tree, change) == (kept, red)


@pytest.mark.parametrize(
    ("changes", "kept", "red"),
    [
        (
            [rename_used],
            ["modules/zb/bad.py modules.za.deep.core:Service"],
            ["modules/zb/bad.py modules.za.deep.core"],
        ),
        ([rename_user], both("modules/zb/worse.py", "modules.za.service"), []),
        ([rename_using_module], both("modules/zy/bad.py", "modules.za.service"), []),
        ([move_used_to_another_module], [], both("modules/zb/bad.py", "modules.zc.service")),
        ([move_user_to_another_module], [], both("modules/zc/bad.py", "modules.za.service")),
        ([delete_and_begin_another_module], [], both("modules/zn/new.py", "modules.za.service")),
    ],
)
def test_without_git(tree: Tree, changes: list[Change], kept: Imports, red: Imports) -> None:
    """Likeness has to do: the name that is imported, the only file of its kind, the same place in a new folder."""
    assert after(tree, *changes, git=False) == (kept, red)


def test_identical_files(tree: Tree) -> None:
    """Of two files that are alike each keeps to its module, and empty ones prove nothing."""

    def change(tree: Tree) -> None:
        tree.move("modules/zb/bad.py", "modules/zb/sub/bad.py")
        tree.write("modules/zc/bad.py", USE)
        tree.move("modules/za/__init__.py", "modules/zc/__init__.py")

    assert after(tree, change) == (
        both("modules/zb/sub/bad.py", "modules.za.service"),
        both("modules/zc/bad.py", "modules.za.service"),
    )


def test_an_odd_name(tree: Tree) -> None:
    """A name that git would quote is followed as others are."""
    new = "modules/zb/sub folder/größer\n\t'x'.py"

    assert after(tree, lambda tree: tree.move("modules/zb/bad.py", new)) == (both(new, "modules.za.service"), [])


def test_growth(tree: Tree) -> None:
    """Against an older baseline, what has another name now is no entry more, and what was added is one."""
    tolerated = baselines.of(evaluate(project(tree.files()), CHECKS, settings(tree.files())).findings)
    rename_used(tree)
    rename_user(tree)
    tree.commit()
    tree.write("modules/zc/core.py", USE.replace("za.service", "za.deep.core"))
    files = tree.files()
    facts = project(files)
    now = baselines.of(evaluate(facts, CHECKS, settings(files)).findings)
    added, removed = baselines.growth(tolerated, now, moves(facts, files, since(str(tree.path), "HEAD~1")))

    assert [f"{entry.file} {entry.target}" for entry in added] == both("modules/zc/core.py", "modules.za.deep.core")
    assert removed == ()


def test_when_the_baseline_was_written(tree: Tree) -> None:
    """What has moved counts from the commit that changed the baseline last, else from the current one."""
    assert last_commit(str(tree.path), "baseline") == "HEAD"
    tree.write("baseline", "")
    tree.commit()
    written = tree.git("rev-parse", "HEAD")
    tree.write("more.py", "")
    tree.commit()

    assert last_commit(str(tree.path), "baseline") == written


def test_a_shallow_clone(tree: Tree, tmp_path: Path) -> None:
    """Where the history is cut off, git knows of no move, and nothing ends in an error."""
    tree.write("baseline", "")
    tree.commit()
    rename_used(tree)
    tree.commit()
    clone = tmp_path / "clone"
    tree.git("clone", "-q", "--depth=1", f"file://{tree.path}", str(clone))
    history = since(str(clone), last_commit(str(clone), "baseline"))

    assert history is not None
    assert sorted(history.modules) == ["modules/za", "modules/zb", "modules/zc"]
    assert dict(history.renames) == {}


def test_no_repository(tmp_path: Path) -> None:
    """Without a repository, or without a commit, git knows nothing."""
    (tmp_path / "none").mkdir()
    assert since(str(tmp_path / "none"), "HEAD") is None

    subprocess.run(("git", "init", "-q"), cwd=tmp_path, check=True)
    assert since(str(tmp_path), last_commit(str(tmp_path), "baseline")) is None


def test_the_index_stays(tree: Tree) -> None:
    """Looking for what a new file has been stages nothing."""
    rename_used(tree)
    before = tree.git("status", "--porcelain")
    history = since(str(tree.path), "HEAD")

    assert history is not None
    assert history.renames == {"modules/za/service.py": "modules/za/deep/core.py"}
    assert tree.git("status", "--porcelain") == before
