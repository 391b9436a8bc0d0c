"""`pantstack init` in repositories of others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from pantstack import VERSION
from pantstack.adopt import source_roots
from pantstack.adopt.init import NOTHING, main
from pantstack.base import shipped

LAUNCHER = {
    path: content for path, content in shipped.read().items() if path.startswith((".pants.", "pants", "build-"))
}
for _other in ("new-module-pr", "pytest.ini"):
    LAUNCHER.pop(f"build-support/{_other}")
PANTS_TOML = f"""\
[GLOBAL]
pants_version = "2.17.1"
backend_packages.add = ["pants.backend.python", "pantstack"]
plugins.add = ["pantstack=={VERSION}"]

[source]
# Imports start here: where packages were found, and at the root, for modules that `pants new-module` makes.
root_patterns = ["/", "src"]

[anonymous-telemetry]
enabled = false

[tailor]
ignore_paths = ["build-support/**"]
"""
IGNORED = "/.pants.d/\n/.pids/\n/.pantstack/\n/dist/\n__pycache__/\n"
SHOP = {"src/acme/__init__.py": "", "src/acme/orders.py": ""}


def lay(root: Path, files: Mapping[str, str]) -> None:
    """Write the files of a repository."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a repository."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(name="shop")
def _shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without Pants, and without git."""
    lay(tmp_path, SHOP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_repository_without_pants(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it needs is shown, written on request, and by that complete."""
    before = tree(shop)
    assert main([]) == 0
    shown = capsys.readouterr()
    assert tree(shop) == before
    assert main(["--write"]) == 0
    written = capsys.readouterr()
    after = tree(shop)

    assert {**after, **before} == {
        **before,
        **LAUNCHER,
        "pants.toml": PANTS_TOML.encode(),
        ".gitignore": IGNORED.encode(),
    }
    assert (shown.out.splitlines()[0], shown.out.splitlines()[-1], shown.err) == (
        "--- /dev/null",
        "Nothing was written; to write it: --write.",
        "",
    )
    assert (written.out.splitlines()[0], written.out.splitlines()[-2:]) == ("Wrote:", ["Next:", "  ./pants tailor ::"])
    assert os.access(shop / "pants", os.X_OK)
    assert main(["--write"]) == 0
    assert (capsys.readouterr().out, tree(shop)) == (f"{NOTHING}Next:\n  ./pants adopt\n", after)


def test_a_repository_with_pants(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It gets the backend and no launcher: it has a way to start Pants, and a version of it."""
    lay(shop, {"pants.toml": "# Ours.\n[GLOBAL]\nbackend_packages = ['pants.backend.python']\n", ".gitignore": IGNORED})
    before = tree(shop)

    assert main(["--write"]) == 0
    assert {path: content for path, content in tree(shop).items() if before.get(path) != content} == {
        ".pants.bootstrap": LAUNCHER[".pants.bootstrap"],
        "pants.toml": (
            "# Ours.\n[GLOBAL]\nbackend_packages = ['pants.backend.python', \"pantstack\"]\n"
            f'plugins.add = ["pantstack=={VERSION}"]\n'
        ).encode(),
    }
    assert capsys.readouterr().out.splitlines()[-1] == "  pants adopt"


@pytest.mark.parametrize(
    ("files", "argv", "code", "message"),
    [
        (
            {"pants.toml": '[GLOBAL]\n\npants_version = "2.16.0"\n'},
            ["--write"],
            2,
            (
                "pantstack: pants.toml:3 Pants 2.16.0 is too old for Pantstack.\n"
                "  Use 2.17.0 or newer: https://www.pantsbuild.org/stable/docs/releases/upgrade-tips has what changes.\n"
            ),
        ),
        (
            {
                "pants.toml": '[GLOBAL]\npythonpath = ["%(buildroot)s/plugins"]\n',
                "plugins/pantstack/register.py": "def rules(): ...\n",
            },
            ["--write"],
            2,
            (
                "pantstack: pants.toml:2 `%(buildroot)s/plugins` has a backend of your own that is called `pantstack`, and"
                " hides this one.\n"
                "  Rename it, there and in backend_packages, then run again.\n"
            ),
        ),
        (
            {"pants": "#!/bin/sh\n"},
            ["--write"],
            1,
            (
                "pantstack: pants:1 `pants` is there with a content of its own, and Pantstack's file of this name belongs"
                " there.\n"
                "  Move it out of the root, then run again.\n"
            ),
        ),
        (
            {"pants/__init__.py": ""},
            ["--write"],
            1,
            (
                "pantstack: Cannot write `pants`: File exists; nothing was written.\n"
                "  Make its folder writable, or move away what is there, then run the same command again.\n"
            ),
        ),
        (
            {"build-support": "a file\n"},
            ["--write"],
            1,
            (
                "pantstack: Cannot write `build-support/bootstrap.py`: Not a directory; nothing was written.\n"
                "  Make its folder writable, or move away what is there, then run the same command again.\n"
            ),
        ),
        (
            {"pants.toml": "[GLOBAL\n"},
            [],
            2,
            "pantstack: pants.toml:1 This is not TOML: Unexpected character: '\\n'.\n  Fix it, then run again.\n",
        ),
        (
            {},
            ["adopt"],
            2,
            ("pantstack: Unrecognized arguments: adopt.\n  Write: pantstack init [--write]\n"),
        ),
    ],
)
def test_refusals(  # noqa: PLR0913, PLR0917  what is there, what is run, what comes of it
    shop: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], argv: list[str], code: int, message: str
) -> None:
    """A refusal says what is wrong, where, and what to do, and writes nothing."""
    lay(shop, files)
    before = tree(shop)

    assert main(argv) == code
    assert (capsys.readouterr().err, tree(shop)) == (message, before)


def test_a_folder_of_a_repository(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pants is set up at the root alone."""
    lay(shop, {"pants.toml": ""})
    monkeypatch.chdir(shop / "src")

    assert main(["--write"]) == 2
    assert capsys.readouterr().err == (
        f"pantstack: This folder is in a repository with Pants: {shop}.\n  Run it there.\n"
    )


def test_it_needs_no_pants(shop: Path) -> None:
    """Whoever installs the distribution anywhere can run it."""
    code = "import sys\nfrom pantstack.adopt.init import main\nmain([])\nprint('pants' in sys.modules)"
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=shop, env=paths, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ((), ("/",)),
        (("acme/__init__.py", "acme/deep/__init__.py", "tests/__init__.py"), ("/",)),
        (("src/acme/deep/__init__.py", "services/a/src/acme/y.py"), ("/", "src")),
        (("lib/one/__init__.py", "lib/one/src/x.py", "lib/tests/__init__.py"), ("/", "/lib")),
        (("node_modules/x/__init__.py", "venv/lib/y/__init__.py", ".tox/z/__init__.py", "docs/conf.py"), ("/",)),
        (("apps/web/acme/__init__.py", "apps/jobs/acme/__init__.py"), ("/", "/apps/jobs", "/apps/web")),
    ],
)
def test_source_roots(tmp_path: Path, files: tuple[str, ...], expected: tuple[str, ...]) -> None:
    """Imports start above the outermost packages, in `src` folders, and at the root."""
    lay(tmp_path, dict.fromkeys(files, ""))

    assert source_roots.find(tmp_path) == expected
