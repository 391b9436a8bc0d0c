"""The file that the official `pants` binary sources: it hands over to the launcher, or puts arguments in order."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from harness import ROOT

# The official binary is fetched from where many networks do not reach. What it does before Pants starts: it finds the
# root, sets variables, and has bash source the file and start the binary again, which then runs Pants.
BINARY = """#!{python}
import json, os, pathlib, shlex, sys
if "SCIE_BOOT" in os.environ:
    kept = {{name: value for name, value in os.environ.items() if name.startswith(("PANTS_", "SCIE_BOOT"))}}
    print(json.dumps([sys.argv[1:], os.getcwd(), kept], sort_keys=True))
    sys.exit()
here = pathlib.Path.cwd()
root = next(folder for folder in (here, *here.parents) if (folder / "pants.toml").is_file())
os.environ.update(
    SCIE=__file__, SCIE_ARGV0="pants", SCIE_BOOT="pants", SCIE_PANTS_VERSION="0.13.2", PANTS_BIN_NAME="pants",
    PANTS_DEBUG="", PANTS_BUILDROOT_OVERRIDE=str(root), _PANTS_VERSION_OVERRIDE="2.17.1",
)
os.environ.setdefault("PANTS_VERSION", "2.17.1")
text = "{options} source " + shlex.quote(str(root / ".pants.bootstrap")) + "; exec " + shlex.quote(__file__) + ' "$0" "$@"'
os.execv("/usr/bin/env", ["/usr/bin/env", "bash", "-c", text, *sys.argv[1:]])
"""
# A launcher that only prints what it was started with.
LAUNCHER = """#!/usr/bin/env bash
# Pantstack's launcher, or the test's.
printf '%s|' "$@" "$PWD"
env | grep -E '^_?(PANTS|SCIE)' | sort | tr '\\n' '|'
"""

HELP = "Name a module, or its path from the root; `pants modules` lists them."


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Path:
    """A repository of somebody else's, with the one file of ours, and the binary beside it."""
    root = tmp_path / "the repo"
    (root / "src/orders").mkdir(parents=True)
    shutil.copy2(ROOT / ".pants.bootstrap", root)
    (root / "pants.toml").write_text('[GLOBAL]\npants_version = "2.17.1"\n', encoding="utf-8")
    executable(tmp_path / "pants", BINARY.format(python=sys.executable, options="set -eou pipefail;"))
    return root


def executable(path: Path, text: str) -> None:
    """Write a file that can be started."""
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def run(root: Path, *argv: str, cwd: str = ".", **variables: str) -> tuple[int, str, str]:
    """Run the official binary somewhere in a repository."""
    done = subprocess.run(
        (str(root.parent / "pants"), *argv),
        cwd=root / cwd,
        env={"PATH": "/usr/bin:/bin", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def outcome(arguments: list[str], cwd: Path, version: str = "2.17.1") -> tuple[int, str, str]:
    """What is seen when Pants starts with these arguments."""
    root = next(folder for folder in (cwd, *cwd.parents) if (folder / "pants.toml").exists())
    kept = {
        "SCIE_BOOT": "pants",
        "PANTS_BIN_NAME": "pants",
        "PANTS_DEBUG": "",
        "PANTS_BUILDROOT_OVERRIDE": str(root),
        "PANTS_VERSION": version,
    }
    return 0, json.dumps([arguments, str(cwd), kept], sort_keys=True) + "\n", ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", []),
        ("lint ::", ["lint", "::"]),
        ("deploy src/orders --env=x --yes", ["deploy", "--env=x", "--yes", "src/orders"]),
        ("deploy orders --env x", ["deploy", "--env=x", "//orders"]),
        ("new-module payments", ["new-module", "--name=payments"]),
        ("--no-pantsd test a.py::test_x", ["--no-pantsd", "test", "a.py", "--", "-k", "test_x"]),
        ("a.py::test_x test", ["a.py", "test", "--", "-k", "test_x"]),
        ("package ::", ["package", "::"]),
    ],
)
@pytest.mark.parametrize("options", ["set -eou pipefail;", ""])
def test_somebody_elses_repository(repository: Path, options: str, given: str, expected: list[str]) -> None:
    """Pants gets the arguments in order, whatever the options of the shell, and everything else as it was."""
    executable(repository.parent / "pants", BINARY.format(python=sys.executable, options=options))

    assert run(repository, *given.split()) == outcome(expected, repository)


def test_spaces_and_folders(repository: Path) -> None:
    """Arguments stay whole, the folder stays the user's, and a name there is a path."""
    given = ("deploy", "orders", "--set-secret", "a 'b' $(c) *", "-- x")

    assert run(repository, *given, cwd="src") == outcome(
        ["deploy", "--set-secret=a 'b' $(c) *", "./orders", "-- x"], repository / "src"
    )


def test_mistakes(repository: Path) -> None:
    """What the command line cannot mean ends in two lines, and Pants does not start."""
    assert [run(repository, *given.split()) for given in ("-lfoo lint ::", "deploy ../x", "deploy ../../orders")] == [
        (2, "", f"pants: {message}\n")
        for message in (
            '"foo" is not a log level.\nUse one of: trace, debug, info, warn, error.',
            f"../x is not in this repository.\n{HELP}",
            f"../../orders is not in this repository.\n{HELP}",
        )
    ]


@pytest.mark.parametrize(
    "variables", [{"SHELLOPTS": "posix:noglob"}, {"BASHOPTS": "nullglob:nocasematch"}, {"IFS": "x"}]
)
def test_a_shell_with_options(repository: Path, variables: dict[str, str]) -> None:
    """What a user's environment switches on in every shell changes nothing."""
    code, out, err = run(repository, "deploy", "exit", "--env=x x", **variables)

    assert (code, out[: out.index("]") + 1], err) == (0, '[["deploy", "--env=x x", "//exit"]', "")


@pytest.mark.parametrize("folder", [".", "src"])
@pytest.mark.parametrize("version", ["", "2.18.3"])
def test_the_launcher_takes_over(repository: Path, folder: str, version: str) -> None:
    """Where Pantstack's launcher is, it gets the arguments as they are, and a user's version of Pants; nothing of the binary."""
    executable(repository / "pants", LAUNCHER)
    given = ("deploy", "orders", "--env", "x y", "")
    chosen = {"PANTS_VERSION": version} if version else {}
    place = repository / folder

    assert run(repository, *given, cwd=folder, **chosen) == (
        0,
        f"deploy|orders|--env|x y||{place.resolve()}|PANTS_VERSION={version or '2.17.1'}|",
        "",
    )
    assert run(repository, cwd=folder)[1] == f"{place.resolve()}|PANTS_VERSION=2.17.1|"


def test_another_script_of_that_name(repository: Path) -> None:
    """The script by which Pants was started before there was a binary is not taken for the launcher."""
    executable(repository / "pants", "#!/usr/bin/env bash\n# Copyright 2020 Pants project contributors.\nexit 3\n")

    assert run(repository, "lint", "::") == outcome(["lint", "::"], repository)


def test_this_repository(tmp_path: Path) -> None:
    """The binary ends in this repository's launcher, which knows what the binary does not."""
    executable(tmp_path / "pants", BINARY.format(python=sys.executable, options="set -eou pipefail;"))
    done = subprocess.run(
        (str(tmp_path / "pants"), "package", "::"),
        cwd=ROOT / "modules",
        env={"PATH": os.environ["PATH"], "PANTSTACK_LAUNCHER_PRINT_ARGS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "--tag=-image\npackage\n::\n", "")
