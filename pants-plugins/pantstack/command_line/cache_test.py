"""What is kept between runs: it makes them quick, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from pantstack.command_line.store import Store
from pantstack.command_line.testing import FOUND, MODULE, WHOLE, lay, run
from pantstack.command_line.workspace import Workspace

DECLARED = {
    "a/BUILD": f"{MODULE[:-2]}, depends_on=['b'])\n",
    "b/BUILD": f"{MODULE[:-2]}, public=['public.py'])\n",
}
EDITED = ("a/x.py", "a/more.py", "b/public.py", "b/y.py", "shared.py")
LINES = (
    "from b.public import Thing",
    "from b import public\npublic.Thing()",
    "from b.y import Thing",
    "from shared import Thing",
    "from a.more import public\npublic.y.Thing()",
    "from b import y as public",
    "__all__ = ['Other']",
    "class Thing: ...",
)


def test_a_document(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document on standard output stays free of text for people, also where it is kept."""
    _kept(root, capsys)
    runs = [run(capsys, "--format=github") for _ in range(3)]

    assert runs[0][1].startswith("::error ")
    assert [(code, err) for code, _, err in runs] == [(1, WHOLE)] * 3
    assert {out for _, out, _ in runs} == {runs[0][1]}


def _kept(root: Path, capsys: pytest.CaptureFixture[str]) -> list[Path]:
    """Check until the files are old enough for an answer to be kept, and list the files of the cache."""
    files: list[Path] = []
    while len(files) < len(("answers", "files")):
        run(capsys)
        files = list((root.parent / "cache").rglob("*.*"))
    return files


def test_every_change_is_seen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever changes between two runs, with the same size and time of writing as well, the second sees it."""
    for change in (
        lambda: (root / "a/x.py").write_text("import b  \n", encoding="utf-8"),
        lambda: (root / "a/x.py").write_text("import b.y\n", encoding="utf-8"),
        lambda: (root / "a/more.py").write_text("import b.y\n", encoding="utf-8"),
        lambda: (root / "a/more.py").rename(root / "b/more.py"),
        lambda: (root / "b/BUILD").write_text(f"{MODULE}public_facade(name='f')\n", encoding="utf-8"),
        lambda: (root / "pants.toml").write_text("[pantstack-lint.severities]\nmodule-cycle='off'\n", encoding="utf-8"),
        lambda: (root / ".gitignore").write_text("/b/\n", encoding="utf-8"),
        (root / ".gitignore").unlink,
        (root / "b/y.py").unlink,
    ):
        change()
        os.utime(root / "a/x.py", (1, 1))
        fresh = run(capsys, "--no-cache")

        assert [run(capsys) for _ in range(2)] == [fresh] * 2


@pytest.mark.parametrize("seed", range(8))
def test_edits(root: Path, capsys: pytest.CaptureFixture[str], seed: int) -> None:
    """After each of some edits, a run that knows the earlier ones says the same as one that knows nothing."""
    random = Random(seed)  # noqa: S311  no secret
    lay(root, {**DECLARED, **dict.fromkeys(EDITED, "")})
    for _ in range(6):
        changed = random.sample(EDITED, random.choice((1, 1, 3)))
        lay(root, {path: "\n".join([*random.sample(LINES, random.randint(0, 2)), ""]) for path in changed})

        assert run(capsys) == run(capsys, "--no-cache")


@pytest.mark.parametrize("spoil", [b"", b"nonsense", None], ids=["empty", "nonsense", "cut"])
def test_a_broken_cache(root: Path, capsys: pytest.CaptureFixture[str], spoil: bytes | None) -> None:
    """A file of the cache that is broken is as good as none."""
    files = _kept(root, capsys)
    first = run(capsys)
    for file in files:
        file.write_bytes(file.read_bytes()[:-9] if spoil is None else spoil)

    assert run(capsys) == first == (1, WHOLE, "")


def test_a_cache_that_cannot_be_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run without a place for its cache keeps nothing, and says the same."""
    assert run(capsys, f"--cache-dir={root}/a/x.py/no") == (1, WHOLE, "")


def test_two_at_once(root: Path) -> None:
    """Several runs at once read and write one cache, and all say the same."""
    code = "import sys\nfrom pantstack.command_line.main import main\nsys.exit(main(['check']))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    assert [(run.communicate()[0], run.returncode) for run in runs] == [(WHOLE, 1)] * 4


def test_keys_of_the_cache(tmp_path: Path) -> None:
    """What is kept for one key is nothing for another, even in the same file."""
    one, other = Store(str(tmp_path), "x", "one"), Store(str(tmp_path), "x", "other")
    one.save({"a": (1, b"2", frozenset({"3"}))})
    Path(one.path).rename(other.path)

    assert (one.load(), other.load()) == (None, None)


def test_a_workspace(root: Path) -> None:
    """What an editor has not saved counts; what is saved later does as well."""
    workspace = Workspace(str(root))
    overlay = {"a/x.py": b"import b\n", "a/new.py": b"import b.y\n"}
    texts = [
        workspace.check().text,
        workspace.check((), overlay).text,
        workspace.check(("a/x.py",), {"b/BUILD": MODULE.encode() + b"public_facade(name='f')\n"}).text,
        workspace.check().text,
    ]

    assert texts[0] == texts[3] == WHOLE
    assert texts[1].splitlines()[0] == FOUND.splitlines()[0].replace("x.py", "new.py")
    assert texts[2].splitlines()[0].startswith("a/x.py:1:8 undeclared-module ")


@pytest.mark.usefixtures("root")
def test_what_decides_is_part_of_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read with other variables of the environment or other flags is read again."""
    severity = "PANTS_PANTSTACK_LINT_SEVERITIES"
    plain = run(capsys)
    monkeypatch.setenv(severity, "{'private-import': 'off'}")
    with_variable = [run(capsys), run(capsys, "--no-cache")]
    monkeypatch.delenv(severity)

    assert with_variable[0] == with_variable[1] != plain
    assert [run(capsys, "--format=github"), run(capsys)] == [run(capsys, "--format=github", "--no-cache"), plain]
