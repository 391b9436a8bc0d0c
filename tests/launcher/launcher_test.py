"""The launcher: arguments in order, interpreters found, a cache that heals."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from harness import ROOT
from pants.engine.goal import Goal
from pants.option.option_types import collect_options_info

from pantstack import register
from pantstack.base.journal import JOURNAL, Change, Journal, save

PATH = "/usr/bin:/bin"


def launch(*argv: str, root: Path = ROOT, command: str = "", cwd: str = "", **variables: str) -> tuple[int, str, str]:
    """Run the launcher with hardly any environment."""
    done = subprocess.run(
        (command or str(root / "pants"), *argv),
        env={"PATH": PATH, "HOME": "/nonexistent", **variables},
        cwd=cwd or None,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def ordered(*argv: str) -> list[str]:
    """The arguments as Pants gets them."""
    code, out, err = launch(*argv, PANTSTACK_LAUNCHER_PRINT_ARGS="1")
    assert (code, err) == (0, "")
    return out.splitlines()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", ""),
        ("lint ::", "lint ::"),
        ("deploy modules/orders --env=test", "deploy --env=test modules/orders"),
        ("deploy modules/orders --env test", "deploy --env=test modules/orders"),
        ("deploy --env test modules/orders", "deploy --env=test modules/orders"),
        ("modules --format html --output x.html", "modules --format=html --output=x.html"),
        ("modules --sync --dry-run", "modules --sync --dry-run"),
        ("deploy m/a m/b --preview --env=local --yes", "deploy --preview --env=local --yes m/a m/b"),
        ("deploy m/a --jobs 4 --events - --unlock --logs", "deploy --jobs=4 --events=- --unlock --logs m/a"),
        ("deploy m/a --set-secret token --env=e", "deploy --set-secret=token --env=e m/a"),
        ("deploy m/a --affected-since main --force", "deploy --affected-since=main --force m/a"),
        ("deploy m/a --env=prod --promote-from test", "deploy --env=prod --promote-from=test m/a"),
        ("deploy --plan x.json", "deploy --plan=x.json"),
        ("deploy m/a --prune --keep 3", "deploy --prune --keep=3 m/a"),
        ("deploy m/a --no-preview --destroy", "deploy --no-preview --destroy m/a"),
        ("deploy m/a --env", "deploy --env m/a"),
        ("deploy m/a --env --preview", "deploy --env --preview m/a"),
        ("-ldebug --no-pantsd deploy m/a --env=x", "-ldebug --no-pantsd deploy --env=x m/a"),
        ("lint deploy m/a --env=x", "lint deploy --env=x m/a"),
        ("deploy m/a -ldebug --env=x", "--no-pantsd deploy --env=x m/a -ldebug"),
        ("test a:: -l=trace", "--no-pantsd test a:: -l=trace"),
        ("--level=debug --pantsd lint ::", "--level=debug --pantsd lint ::"),
        ("-linfo lint ::", "-linfo lint ::"),
        ("deploy m/a -- --env=x", "deploy m/a -- --env=x"),
        ("deploy m/a --changed-since=HEAD", "deploy m/a --changed-since=HEAD"),
        ("new-module --name=a", "new-module --name=a"),
        ("new-module :: --name a --dry-run", "new-module --name=a --dry-run ::"),
        ("new-module payments", "new-module --name=payments"),
        ("new-module --undo --dry-run", "new-module --undo --dry-run"),
        ("update-module orders --check", "update-module --check //orders"),
        (
            "update-module m/a --accept --reason x --kind service",
            "update-module --accept --reason=x --kind=service m/a",
        ),
        ("new-module modules/payments/ --layer domain", "new-module --name=payments --layer=domain"),
        ("new-module --dry-run payments --kind=library", "new-module --dry-run --name=payments --kind=library"),
        ("rename-module orders --to purchases --dry-run", "rename-module --to=purchases --dry-run //orders"),
        ("remove-module modules/orders --undo", "remove-module --undo modules/orders"),
        ("deploy orders --env local", "deploy --env=local //orders"),
        ("deploy orders inventory", "deploy //orders //inventory"),
        ("deploy orders:: -orders", "deploy orders:: -orders"),
        ("deploy modules/../stack ./modules .", "deploy modules/../stack ./modules ."),
        ("deploy //orders a:b x.py", "deploy //orders a:b x.py"),
        ("deploy modules", "deploy ./modules"),
        ("modules orders --format json", "modules --format=json //orders"),
        ("help deploy orders", "help deploy orders"),
        ("deploy --help", "deploy --help"),
        ("lint orders", "lint orders"),
        ("validate lint ::", "validate lint ::"),
        ("lint a --env=test", "lint a --env=test"),
        ("test a/b_test.py::test_x", "test a/b_test.py -- -k test_x"),
        ("test a.py::T::test_x[1-2]", "test a.py -- -k 'T and test_x'"),
        ("test a.py::x b.py::y", "test a.py b.py -- -k 'x or y'"),
        ("test a.py::x -- -q", "test a.py -- -q -k x"),
        ("test a::", "test a::"),
        ("package ::", "--tag=-image package ::"),
        ("lint check test package a:: b", "--tag=-image lint check test package a:: b"),
        ("package --changed-since=HEAD", "--tag=-image package --changed-since=HEAD"),
        ("package a:", "--tag=-image package a:"),
        ("package a:docker", "package a:docker"),
        ("package a:api -- x::", "package a:api -- x::"),
        ("package --tag=image ::", "package --tag=image ::"),
        ("--filter-target-type=pex_binary package ::", "--filter-target-type=pex_binary package ::"),
        ("test a:b", "test a:b"),
    ],
)
def test_rows_23_24_c6_d12_the_order_of_arguments(given: str, expected: str) -> None:
    """Flags of our goals come right behind the goal, test names behind `--`, debug output does without the daemon."""
    words = [first or second for first, second in re.findall(r"'([^']*)'|(\S+)", expected)]

    assert ordered(*given.split()) == words


def test_arguments_with_spaces_stay_whole() -> None:
    """A value with spaces and shell characters arrives as it was given."""
    assert ordered("new-module", "x y", "--description=a 'b' $(c) *", "-x y") == [
        "new-module",
        "--name=x y",
        "--description=a 'b' $(c) *",
        "-x y",
    ]


@pytest.mark.parametrize("given", ["-k x", "-kx", "-q -k x"])
def test_two_choices_of_tests(given: str) -> None:
    """Of two -k pytest takes the last without a word, so a test's name and a -k exclude each other."""
    message = "pants: FILE.py::NAME and -k both say which tests to run.\nLeave one of them out.\n"

    assert launch("test", "a.py::test_x", "--", *given.split()) == (2, "", message)


TESTS = """\
async def test_create_order(): ...
def test_x():
    def test_inner(): ...
def helper(): ...
class TestA:
    def test_right(self):
        def test_inner(): ...
class TestB(unittest.TestCase):
    def test_b(self): ...
"""
MANY = "".join(f"def test_{number}(): ...\n" for number in range(10, 22))


def _arranged(root: Path, *argv: str) -> tuple[int, str, str]:
    """What a start with other files beside it makes of arguments, whatever the options of the shell are."""
    shutil.copy(ROOT / ".pants.bootstrap", root)
    script = 'set -euf; source "$0"; pantstack_arrange "$@"; printf "%s " "${pantstack_arguments[@]}"'
    command = ("bash", "-c", script, str(root / ".pants.bootstrap"), *argv)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("text", "name", "part", "help"),
    [
        (
            TESTS,
            "test_craete_order",
            "test_craete_order",
            "It has test_create_order, TestA::test_right, test_x, TestB::test_b.",
        ),
        (
            TESTS,
            "TestA::test_rihgt",
            "test_rihgt",
            "It has TestA::test_right, test_x, TestB::test_b, test_create_order.",
        ),
        (
            MANY,
            "test_22",
            "test_22",
            (
                "It has test_20, test_21, test_10, test_11, test_12, test_13, test_14, test_15, test_16, test_17"
                " and 2 more."
            ),
        ),
        ("x = 1\0\n", "test_x", "test_x", "Write one there first."),
    ],
)
def test_a_test_that_its_file_does_not_have(tmp_path: Path, text: str, name: str, part: str, help: str) -> None:
    """It ends with the tests that there are, the nearest first, before Pants is started."""
    (tmp_path / "a_test.py").write_text(text, encoding="utf-8")

    assert _arranged(tmp_path, "test", f"a_test.py::{name}") == (
        2,
        "",
        f"pants: a_test.py has no test `{part}`.\n{help}\n",
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TESTS, "TestA::test_right[1-2]"),
        (TESTS, "TEST_create"),
        ("class TestA(Base): ...\n", "test_inherited"),
        ("class TestA(\n    Base,\n): ...\n", "test_inherited"),
        ("from .cases import *\n", "test_imported"),
        ("globals()['te' + 'st_x'] = lambda: None\n", "test_x"),
    ],
)
def test_a_test_that_its_file_may_have(tmp_path: Path, text: str, name: str) -> None:
    """What pytest may find by parameters, in another case, inherited, imported or made is left to it."""
    (tmp_path / "a_test.py").write_text(text, encoding="utf-8")
    keyword = name.partition("[")[0].replace("::", " and ")

    assert _arranged(tmp_path, "test", f"a_test.py::{name}") == (0, f"test a_test.py -- -k {keyword} ", "")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("-lfoo lint ::", '"foo" is not a log level.\nUse one of: trace, debug, info, warn, error.\n'),
        ("lint --level=warning ::", '"warning" is not a log level.\nUse one of: trace, debug, info, warn, error.\n'),
        (
            "new-module a b",
            "new-module makes one module, not a and b.\nRun it once for each of them.\n",
        ),
        (
            "new-module a --name b",
            "new-module makes one module, not a and b.\nRun it once for each of them.\n",
        ),
        ("deploy ../orders --env=x", "../orders is not in this repository.\nDid you mean `modules/orders`?\n"),
        (
            "modules modules/../../x",
            (
                "modules/../../x is not in this repository.\n"
                "Name a module, or its path from the root; `pants modules` lists them.\n"
            ),
        ),
        (
            "deploy /usr",
            (
                "/usr is not in this repository.\n"
                "Name a module, or its path from the root; `pants modules` lists them.\n"
            ),
        ),
    ],
)
def test_what_pants_would_end_in_a_traceback_for(given: str, message: str) -> None:
    """It ends in two lines, before Pants is even installed."""
    assert launch(*given.split()) == (2, "", f"pants: {message}")


def test_an_ignored_folder_is_no_log_level() -> None:
    """What begins as a log level does, and cannot be one, is a spec to leave out."""
    assert ordered("-lib/::", "lint", "::") == ["-lib/::", "lint", "::"]


def test_the_table_of_flags_is_complete() -> None:
    """Every option of our goals is in the table of the start, and no other."""
    goals = {
        parameter.subsystem_cls
        for rule in register.rules()
        for parameter in (getattr(rule, "output_type", None),)
        if isinstance(parameter, type) and issubclass(parameter, Goal)
    }
    options = {
        # The attribute has another name from 2.31 on.
        subsystem.name: {
            (vars(info).get("flag_names") or vars(info)["args"])[0].lstrip("-")
            for info in collect_options_info(subsystem)
        }
        for subsystem in goals
    }
    script = 'source "$0"; for goal; do pantstack_flags "$goal" && echo "$goal $value_flags $switch_flags"; done; true'
    done = subprocess.run(
        ("bash", "-c", script, str(ROOT / ".pants.bootstrap"), *options), capture_output=True, text=True, check=True
    )
    table = {goal: set(flags) for goal, *flags in map(str.split, done.stdout.splitlines())}
    # Different from what a user says: where the runner is.
    options["deploy"].discard("runner")

    assert {*table} >= {"deploy", "modules", "new-module"}
    assert table == {goal: flags for goal, flags in options.items() if flags}


@pytest.mark.parametrize(
    ("version", "message"),
    [
        (
            "2.16.0",
            "pants: Pants 2.16.0 is not supported by Pantstack's backend.\nUse 2.17.0 or newer: pants_version in pants.toml.\n",
        ),
        (
            "3.0.0",
            "pants: Pants 3.0.0 is not supported by Pantstack's backend.\nUse 2.17.0 or newer: pants_version in pants.toml.\n",
        ),
        (
            "../x",
            f'pants: "../x" is no version of Pants (PANTS_VERSION, or pants_version in {ROOT}/pants.toml).\nWrite one such as 2.17.1.\n',
        ),
    ],
)
def test_wrong_versions(version: str, message: str) -> None:
    """A version that cannot work is refused before anything is installed."""
    assert launch("roots", PANTS_VERSION=version) == (2, "", message)


def test_no_interpreter_at_all(tmp_path: Path) -> None:
    """Without any CPython the launcher says how to get one."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "cat", "cksum", "dirname", "head", "readlink", "sed", "env"):
        (tools / name).symlink_to(str(shutil.which(name)))

    assert launch("roots", PATH=str(tools), HOME=str(tmp_path), PANTSTACK_CACHE=str(tmp_path / "cache")) == (
        2,
        "",
        (
            "pants: no CPython was found on PATH, nor one of pyenv or uv.\n"
            "Install one, for instance with: apt-get install python3 python3-venv, or: uv python install 3.9\n"
        ),
    )


def test_no_fitting_interpreter(tmp_path: Path) -> None:
    """With a CPython that Pants cannot use, the launcher names the one that is missing."""
    message = launch("roots", PANTS_VERSION="2.99.0", HOME=str(tmp_path), PANTSTACK_CACHE=str(tmp_path / "cache"))

    assert message == (
        2,
        "",
        (
            "pants: CPython 3.14 is needed and was found neither on PATH nor among the interpreters of pyenv and uv.\n"
            "Install it with `pyenv install 3.14`, `uv python install 3.14` or your system's packages (on Debian with its"
            " -venv package).\n"
        ),
    )


FAKE_ANSWER = '        number, backends = "1.0", ["pants.backend.experimental.python.lint.ruff"]\n'


def fake_launcher(folder: Path) -> Path:
    """A launcher whose Pants is a fake that is installed from no index: only its own steps are real."""
    root = folder / "the repo"
    shutil.copytree(ROOT / "build-support", root / "build-support")
    for name in ("pants", ".pants.bootstrap", "pants.toml"):
        shutil.copy2(ROOT / name, root / name)
    script = root / "build-support/bootstrap.py"
    text = script.read_text(encoding="utf-8")
    text = text.replace("        install_pants(version, pins, home)\n", "        fake(home)\n")
    text = text.replace("        number, backends = query_pants(version, home)\n", FAKE_ANSWER)
    text = text.replace("build_pex(number, home)", 'home / "native_client"')
    fake = (
        "def fake(home: Path) -> None:\n"
        '    say("installing a fake")\n'
        "    import time\n"
        '    time.sleep(float(os.environ.get("FAKE_SECONDS", "0")))\n'
        '    (home / "venv/bin").mkdir(parents=True)\n'
        '    (home / "venv/bin/python").symlink_to(sys.executable)\n'
        '    (home / "native_client").write_text(\'#!/bin/sh\\necho "ran $*"\\n\')\n'
        '    (home / "native_client").chmod(0o755)\n\n\n'
        "def main("
    )
    script.write_text(text.replace("def main(", fake, 1), encoding="utf-8")
    return root


def variables(folder: Path) -> dict[str, str]:
    """A cache of one test, in a path with spaces."""
    interpreters = f"{Path(sys.executable).resolve().parent}:{PATH}"
    return {"PANTSTACK_CACHE": str(folder / "the cache"), "PATH": interpreters}


SETTING_UP = "pantstack: installing a fake\npantstack: ready; Pants itself starts now, the first time slowly\n"


def test_set_up_once_from_any_place(tmp_path: Path) -> None:
    """The first start sets up, the next says nothing; a link to the launcher works like the launcher."""
    root = fake_launcher(tmp_path)
    (tmp_path / "link").symlink_to(root / "pants")

    assert launch("roots", root=root, **variables(tmp_path)) == (0, "ran roots\n", SETTING_UP)
    (tmp_path / "pants").symlink_to("link")
    assert launch("roots", "a b", root=tmp_path, **variables(tmp_path)) == (0, "ran roots a b\n", "")


def test_from_any_folder(tmp_path: Path) -> None:
    """From inside of the repository Pants starts where the user is, from elsewhere at the launcher's root; CDPATH misleads nobody."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    client = next((tmp_path / "the cache").glob("pants/*/native_client"))
    client.write_text("#!/bin/sh\npwd -P\n")
    (tmp_path / "misleading/the repo").mkdir(parents=True)
    (root / "modules").mkdir()
    mislead = {"CDPATH": f"{tmp_path}/misleading:{tmp_path}", **variables(tmp_path)}

    assert [
        launch(command=command, cwd=str(cwd), root=root, **mislead)
        for command, cwd in (("../pants", root / "modules"), ("the repo/pants", tmp_path), ("./pants", root))
    ] == [(0, f"{place}\n", "") for place in (root / "modules", root, root)]


def test_reports_do_not_wait_for_a_deploy(tmp_path: Path) -> None:
    """Pants' daemon takes one run after another: only reports, and only while a deploy is at work, do without it."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    client = next((tmp_path / "the cache").glob("pants/*/native_client"))
    client.write_text('#!/bin/sh\necho "${PANTS_CONCURRENT:-waits}"\n[ "$2" != --wait ] || read -r line\n')
    commands = (
        ("deploy", "a", "--status"),
        ("deploy", "a", "--env=x", "--logs"),
        ("deploy", "a"),
        ("lint", "--status"),
    )

    def outputs(**more: str) -> list[str]:
        return [launch(*command, root=root, **variables(tmp_path), **more)[1].strip() for command in commands]

    argv = (str(root / "pants"), "deploy", "--wait")
    with subprocess.Popen(
        argv, env=variables(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        assert running.stdout.readline() == "waits\n"
        during = outputs()
        chosen = outputs(PANTS_CONCURRENT="false")
        running.communicate("\n")

    assert during == ["true", "true", "waits", "waits"]
    assert chosen == ["false"] * 4
    assert outputs() == ["waits"] * 4


def test_without_a_home(tmp_path: Path) -> None:
    """Where HOME is not set or empty, the home of who runs the launcher is."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    client = next((tmp_path / "the cache").glob("pants/*/native_client"))
    client.write_text('#!/bin/sh\necho "$HOME"\n')
    home = pwd.getpwuid(os.getuid()).pw_dir
    environment = variables(tmp_path)
    unset = subprocess.run((str(root / "pants"),), env=environment, capture_output=True, text=True, check=False)

    assert (unset.returncode, unset.stdout, unset.stderr) == (0, f"{home}\n", "")
    assert launch(root=root, **{**environment, "HOME": ""}) == (0, f"{home}\n", "")


def test_what_a_killed_run_left(tmp_path: Path) -> None:
    """It is undone before Pants starts, whatever the goal; where that cannot be, Pants does not start."""
    root = fake_launcher(tmp_path)
    shutil.copytree(ROOT / "pants-plugins/pantstack/base", root / "pants-plugins/pantstack/base")
    launch("roots", root=root, **variables(tmp_path))
    save(str(root), Journal((Change("a/b", None, "text"), Change("a/c", None, "c")), made=("a",)))
    (root / "a").mkdir()
    (root / "a/b").write_text("te", encoding="utf-8")

    assert launch("roots", root=root, **variables(tmp_path)) == (
        0,
        "ran roots\n",
        "pants: undid what an interrupted run had written.\n",
    )
    assert not (root / "a").exists()
    assert launch("roots", root=root, **variables(tmp_path)) == (0, "ran roots\n", "")
    (root / JOURNAL).parent.mkdir()
    (root / JOURNAL).write_text("half", encoding="utf-8")
    assert launch("roots", root=root, **variables(tmp_path)) == (
        1,
        "",
        (
            "pants: Cannot read `.pantstack/unfinished-write.json`, so what an interrupted run had written is not undone.\n"
            "Compare the work tree with `git status`, then remove that file.\n"
        ),
    )


def test_what_a_killed_run_left_elsewhere(tmp_path: Path) -> None:
    """Where the backend is an installed plugin, Pants starts: the goal undoes it."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    save(str(root), Journal((Change("a", None, "text"),)))

    assert launch("roots", root=root, **variables(tmp_path)) == (0, "ran roots\n", "")
    assert (root / JOURNAL).exists()


def test_the_same_interpreters_in_any_home(tmp_path: Path) -> None:
    """Pyenv is that of HOME, or of who runs the launcher, unless the user names one."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    client = next((tmp_path / "the cache").glob("pants/*/native_client"))
    client.write_text('#!/bin/sh\necho "$PYENV_ROOT"\n')
    account = Path(pwd.getpwuid(os.getuid()).pw_dir, ".pyenv")
    (tmp_path / "home/.pyenv").mkdir(parents=True)

    found = [
        launch(root=root, **{**variables(tmp_path), **more})[1]
        for more in ({"HOME": str(tmp_path)}, {"HOME": str(tmp_path / "home")}, {"PYENV_ROOT": "/mine"})
    ]

    assert found == [f"{account}\n" if account.is_dir() else "\n", "\n", "/mine\n"]


@pytest.mark.parametrize(
    ("name", "place"), [("PANTSTACK_CACHE", "cache"), ("XDG_CACHE_HOME", "cache/pantstack"), ("PANTSTACK_CACHE", "~/c")]
)
def test_a_cache_at_a_relative_path(name: str, place: str) -> None:
    """A cache that would be another one in every folder is refused."""
    message = (
        f"pants: the cache {place} is no absolute path.\nSet PANTSTACK_CACHE or XDG_CACHE_HOME to one, or unset it.\n"
    )

    assert launch("roots", root=ROOT, **{name: place.replace("/pantstack", "")}) == (2, "", message)


def test_ruff_is_on_where_there_is_a_resolve_for_it(tmp_path: Path) -> None:
    """A repository that takes over the launcher without a resolve for ruff has no ruff, and no error."""
    root = fake_launcher(tmp_path)
    launch("roots", root=root, **variables(tmp_path))
    client = next((tmp_path / "the cache").glob("pants/*/native_client"))
    client.write_text('#!/bin/sh\necho "${PANTS_BACKEND_PACKAGES-none}"\n')
    configuration = root / "pants.toml"
    with_ruff = launch("roots", root=root, **variables(tmp_path))
    configuration.write_text("".join(line for line in configuration.open() if not line.startswith("ruff = ")))
    without = launch("roots", root=root, **variables(tmp_path))

    assert with_ruff == (0, "+['pants.backend.experimental.python.lint.ruff']\n", "")
    assert without == (0, "none\n", "")


def test_two_starts_at_once(tmp_path: Path) -> None:
    """Of two first starts one sets up, the other waits for it, and both run."""
    root = fake_launcher(tmp_path)
    environment = {"HOME": str(tmp_path), "FAKE_SECONDS": "2", **variables(tmp_path)}
    started = [
        subprocess.Popen(
            (str(root / "pants"), "roots"), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ended = sorted(process.communicate(timeout=60) for process in started)

    waiting = "pantstack: waiting for another start that is setting up the same\n"
    assert ended == sorted([("ran roots\n", SETTING_UP), ("ran roots\n", waiting)])


def test_an_interrupted_start_is_mended(tmp_path: Path) -> None:
    """A start that is killed half-way leaves nothing that the next one trips over."""
    root = fake_launcher(tmp_path)
    environment = {"HOME": str(tmp_path), "FAKE_SECONDS": "60", **variables(tmp_path)}
    first = subprocess.Popen(
        (str(root / "pants"), "roots"), env=environment, stderr=subprocess.PIPE, start_new_session=True
    )
    assert first.stderr is not None
    assert first.stderr.readline() == b"pantstack: installing a fake\n"
    time.sleep(0.2)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()

    assert launch("roots", root=root, **variables(tmp_path)) == (0, "ran roots\n", SETTING_UP)


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """A cache that is no folder ends in two lines, not in a traceback."""
    (tmp_path / "the cache").write_text("")
    code, out, err = launch("roots", root=fake_launcher(tmp_path), **variables(tmp_path))

    assert (code, out, err.splitlines()[1]) == (2, "", "Set PANTSTACK_CACHE to a folder that is writable.")
    assert err.startswith(f"pants: the cache {tmp_path}/the cache cannot be used: ")


def test_an_index_that_does_not_answer(tmp_path: Path) -> None:
    """A failed installation names the log, and is tried again by the next start."""
    shown = variables(tmp_path)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    code, out, err = launch("roots", root=ROOT, **{**shown, **nowhere})

    assert (code, out) == (1, "")
    assert re.sub(
        r"/\S*/pantstack-\d+/cache-\d+/pants/[^ /]*", "CACHE", err.replace(shown["PATH"].split(":")[0], "BIN")
    ) == (
        "pantstack: installing Pants 2.17.1 for BIN/python3.9 (once)\n"
        "pants: `python -m pip --disable-pip-version-check ...` ended with exit code 1.\n"
        "Read CACHE/setup.log (is the package index reachable?), then run the same command again.\n"
    )
