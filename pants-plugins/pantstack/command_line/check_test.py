"""`pantstack check` on what people have, and on what nobody should."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from pantstack.command_line.testing import FOUND, MODULE, WHOLE, lay, run


@pytest.mark.parametrize(
    ("argv", "outcome"),
    [
        ((), (1, WHOLE, "")),
        (("a",), (1, f"{FOUND}1 import in 1 file of 1 module checked.\n", "")),
        (("b/y.py", "b/BUILD"), (0, "0 imports in 1 file of 1 module checked.\n", "")),
        (
            ("--severities=private-import=off",),
            (0, "1 import in 2 files of 2 modules checked; 1 finding switched off.\n", ""),
        ),
        (("nowhere",), (2, "", "pantstack: There is no file or folder `nowhere`.\n  Correct the path.\n")),
        (("--root=nowhere",), (2, "", "pantstack: There is no folder `nowhere`.\n  Correct --root.\n")),
        (("--nope",), (2, "", "pantstack: Unrecognized arguments: --nope.\n  See pantstack check --help.\n")),
        (
            ("--severities=x",),
            (2, "", "pantstack: `x` in --severities has no level.\n  Write for example unused-dependency=warning.\n"),
        ),
    ],
)
def test_usage(
    root: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], outcome: tuple[int, str, str]
) -> None:
    """Files and folders select; a mistake is two lines; with and without a cache it is the same."""
    assert [run(capsys, *argv) for _ in range(2)] == [outcome] * 2
    assert run(capsys, "--no-cache", *argv) == outcome
    assert root.is_dir()


@pytest.mark.usefixtures("root")
def test_a_process_that_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    """A check leaves the collector of garbage as it was, for whoever runs it in a process of theirs."""
    run(capsys, "--no-cache")

    assert gc.isenabled()


@pytest.mark.parametrize(
    ("files", "error", "help"),
    [
        (
            {"b/BUILD": f"{MODULE}public_facade(name='f', sources=env('X'))\n"},
            "b/BUILD:2 `sources` of this public_facade cannot be read without running the file.",
            "Write it as literals, or check with `./pants lint`.",
        ),
        (
            {"b/BUILD": f"{MODULE}python_sources(name='f', dependencies=[env('X')])\n"},
            "b/BUILD:2 `dependencies` of this python_sources cannot be read without running the file.",
            "Write it as literals, or check with `./pants lint`.",
        ),
        (
            {"b/BUILD": MODULE * 2},
            "b/BUILD:2 A target with the name `b` is declared already, at b/BUILD:1.",
            "Give one of the two another `name`.",
        ),
        (
            {"BUILD": "files(sources=['x'])\n"},
            "BUILD:1 Targets in the root of the repository need a name.",
            'Write one: name="root".',
        ),
        (
            {"b/BUILD": "pantstack_module(description='')\n"},
            "b/BUILD:1 `description` is empty.",
            "Say in one sentence what the module is for.",
        ),
        (
            {"pants.toml": "[pantstack-lint]\ntype_checking = 'maybe'\n"},
            "pants.toml:2 The value of [pantstack-lint].type_checking is neither true nor false.",
            "Correct it, or check with `./pants lint`.",
        ),
        (
            {"pants.toml": "[pantstack]\nlayers = '@layers.json'\n"},
            "pants.toml:2 The value of [pantstack].layers is read from another file, which only Pants does.",
            "Correct it, or check with `./pants lint`.",
        ),
        (
            {"b/BUILD": "python_requirements(name='r')\n"},
            "b/BUILD:1 There is no file `b/requirements.txt`.",
            "Correct `source`, or delete the declaration.",
        ),
    ],
)
def test_mistakes(root: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], error: str, help: str) -> None:
    """What cannot be read is an error with file and line, and nothing is checked."""
    lay(root, files)
    code, out, err = run(capsys)

    assert (code, err) == (2, "")
    assert out.startswith(f"{error}\n  {help}\n")
    assert "nothing was checked." in out


def test_what_does_not_matter(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A field that no check needs may be computed, and a target of a plugin is named below the summary."""
    more = "docker_image(name='i', extra_build_args=[env('X')])\nacme_thing(name='t', made=env('Y'))\n"
    lay(root, {"b/BUILD": MODULE + more})
    note = "Only Pants knows which files targets of these kinds own: acme_thing.\n"

    assert run(capsys) == (1, WHOLE + note, "")


def test_what_is_not_seen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is named and ignored is not checked, and the run says so."""
    lay(root, {".gitignore": "/made/\n", "made/x.py": "import b.y\n"})
    note = "Pants does not see these, by pants_ignore or .gitignore, so they are not checked: made/x.py.\n"

    assert run(capsys, "made/x.py", "b") == (0, f"0 imports in 1 file of 1 module checked.\n{note}", "")


def test_names(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file may be called like an option, or by bytes that are no text; what is outside is refused."""
    lay(root, {"a/--format.py": "import b.y\n"})
    (root / os.fsdecode(b"a/\xff.py")).write_text("import b.y\n", encoding="utf-8")
    option = run(capsys, "--", "a/--format.py")
    odd = run(capsys, os.fsdecode(b"a/\xff.py"))
    found = FOUND.replace("a/x", r"a/\udcff")
    outside = run(capsys, "../other.py", str(root.parent))

    assert option == (1, f"{FOUND.replace('a/x', 'a/--format')}1 import in 1 file of 1 module checked.\n", "")
    assert odd == (1, f"{found}1 import in 1 file of 1 module checked.\n", "")
    assert outside == (2, "", "pantstack: There is no file or folder `../other.py`.\n  Correct the path.\n")


@pytest.mark.parametrize(
    ("links", "error"),
    [
        ({"a/self": "../a"}, "a/self: Pants follows no link to a folder that it is in, here ../a."),
        ({"a/to": "../b", "b/to": "../a"}, "a/to/to: Pants follows no link to a folder that it is in."),
        ({"a/out": "/etc"}, "a/out: Pants follows no link to an absolute path, here /etc."),
        ({"a/out.py": "../../x"}, "a/out.py: Pants follows no link out of the repository, here to ../../x."),
        ({"a/gone.py": "nowhere", "a/up": ".."}, FOUND.splitlines()[0]),
    ],
)
def test_links(root: Path, capsys: pytest.CaptureFixture[str], links: dict[str, str], error: str) -> None:
    """Links that Pants follows nowhere are errors; what it does not see is none."""
    for path, target in links.items():
        (root / path).symlink_to(target)

    assert run(capsys)[1].splitlines()[0] == error


def test_an_empty_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is declared, the run says so."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    note = "No BUILD file declares a pantstack_module, so there is nothing that a finding could be about.\n"

    assert run(capsys, "--no-cache") == (0, f"0 imports in 0 files of 0 modules checked.\n{note}", "")


def test_watching_without_the_library(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two lines say what is missing and how it is installed."""
    modules: Any = sys.modules
    monkeypatch.setitem(modules, "watchfiles", None)
    message = "pantstack: --watch needs the library watchfiles, which is not installed.\n"

    assert run(capsys, "--watch") == (2, "", f"{message}  Install it: pip install 'pantstack[watch]'\n")
    assert root.is_dir()
