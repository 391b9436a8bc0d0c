"""Rows of the guide that the real `./pants` proves on a module that `new-module` has just made: findings, and recipes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from harness import Ran, Repository, copy_repository, report

MODULE = "modules/billing"


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy with a new module; each test puts back what it changes."""
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
    copy.run("make", "-s", "new-module", "M=billing").ok()
    yield copy
    copy.close()


def test_row_98_business_logic_stays_in_its_layer(made: Repository) -> None:
    """An import of the API in the service layer is a finding; as the module was made there is none."""
    path = f"{MODULE}/backend/service/planted.py"
    clean = made.pants("lint", "--only=pantstack", f"{MODULE}::")
    with made.planted({path: '"""Planted."""\n\nfrom ..api.main import app\n\n__all__ = ["app"]\n'}):
        ran = made.pants("lint", "--only=pantstack", f"{MODULE}::")

    assert (clean.code, report(clean)) == (0, "")
    assert (ran.code, report(ran).split(" `")[0]) == (1, f"{path}:3:24 inner-layer-violation")


def test_row_100_the_facade_is_locked(made: Repository) -> None:
    """The facade has what its `__all__` lists; once that is locked, a change that breaks users is a finding."""
    interface, lock = f"{MODULE}/backend/public/interface.py", f"{MODULE}/backend/public/facade.lock"
    made.pants("modules", "--lock-facades", MODULE).ok()
    locked = json.loads(made.read(lock))["names"]
    with made.planted({interface: made.read(interface).replace("get_item(self, item_id: str)", "get_item(self)")}):
        broken = made.pants("lint", "--only=pantstack", f"{MODULE}::")
    same = made.pants("lint", "--only=pantstack", f"{MODULE}::")
    (made.path / lock).unlink()

    names = [name for name in locked if "." not in name and not name.startswith("interface:")]
    assert names == ["BillingClient", "CreateItemRequest", "Item"]
    assert (broken.code, same.code) == (1, 0), broken.text + same.text
    assert " breaking-facade-change `BillingClient.get_item` " in report(broken)


PUBLIC = f"{MODULE}/backend/public/planted.py"
API = f"{MODULE}/backend/api/planted.py"
WITHOUT_DOCSTRING = (
    '"""Planted."""\n\n\nclass Planted:\n    """Is there."""\n\n    def act(self) -> None:\n        return\n'
)
BLOCKING = (
    '"""Planted."""\n\nimport time\n\n\nasync def wait() -> None:\n    """Block everybody else."""\n    time.sleep(1)\n'
)


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [(PUBLIC, WITHOUT_DOCSTRING, "D102"), (API, BLOCKING, "ASYNC251")],
    ids=["a method without a docstring", "a call that blocks"],
)
def test_rows_102_103_what_ruff_finds(made: Repository, path: str, text: str, found: str) -> None:
    """A public interface without a docstring is a finding, and so is a call that blocks in asynchronous code."""
    with made.planted({path: text}):
        ran = made.pants("lint", "--only=ruff", path)

    assert (ran.code, f"{found} " in ran.text) == (1, True), ran.text


EXTRA = f"{MODULE}/extra"
TEST = f"{EXTRA}/test_extra.py"
BUILD = f"{EXTRA}/BUILD"


def _test(body: str, imports: str = "") -> str:
    return f'"""Planted."""\n\n{imports}\n\n\ndef test_planted() -> None:\n    """It holds."""\n    {body}\n'


@pytest.mark.parametrize(
    ("test", "build", "recipe", "seen", "fixed"),
    [
        (
            _test("assert fastapi", "import fastapi"),
            'python_tests(resolve="billing_core")\n',
            ("peek", f"{EXTRA}:"),
            '"resolve": "billing_core"',
            'python_tests(resolve="billing_test")\n',
        ),
        (
            _test(
                "assert config",
                "import importlib\n\nconfig = importlib.import_module('modules.billing.backend.config')",
            ),
            'python_tests(resolve="billing_test")\n',
            ("dependencies", f"{EXTRA}:"),
            "",
            f'python_tests(resolve="billing_test", dependencies=["{MODULE}:lib@resolve=billing_test"])\n',
        ),
    ],
    ids=["the wrong resolve", "a dependency that is not inferred"],
)
def test_row_118_import_errors(  # noqa: PLR0913, PLR0917  a recipe has five parts
    made: Repository, test: str, build: str, recipe: tuple[str, ...], seen: str, fixed: str
) -> None:
    """What a test cannot import is explained by its resolve, or by what it depends on, and fixed there."""
    with made.planted({TEST: test, BUILD: build}):
        broken = made.pants("test", TEST)
        explained = made.pants(*recipe).ok().out
        (made.path / BUILD).write_text(fixed, encoding="utf-8")
        after = made.pants("test", TEST)

    assert (broken.code, "ModuleNotFoundError" in broken.text, after.code) == (2, True, 0), broken.text + after.text
    assert seen in explained
    assert f"{MODULE}/backend" not in explained


def test_row_118_what_a_build_takes_in(made: Repository) -> None:
    """A test that takes in the web framework by way of another file: only the transitive dependencies show it."""
    between = '"""Planted."""\n\nimport fastapi\n\nassert fastapi\n'
    files = {
        f"{EXTRA}/between.py": between,
        TEST: _test("assert between", f"from {EXTRA.replace('/', '.')} import between"),
        BUILD: 'python_sources(name="lib", resolve="billing_test")\npython_tests(resolve="billing_test")\n',
    }
    with made.planted(files):
        direct = made.pants("dependencies", TEST).ok().out.splitlines()
        beneath = made.pants("dependencies", "--transitive", TEST).ok().out.splitlines()
        (made.path / f"{EXTRA}/between.py").write_text('"""Planted."""\n', encoding="utf-8")
        after = made.pants("dependencies", "--transitive", TEST).ok().out.splitlines()

    assert f"{EXTRA}/between.py:lib" in direct
    assert [_takes_in(lines, "#fastapi") for lines in (direct, beneath, after)] == [False, True, False]


def _takes_in(addresses: list[str], end: str) -> bool:
    return any(address.partition("@")[0].endswith(end) for address in addresses)


def test_row_118_a_test_that_fails_only_here(made: Repository) -> None:
    """Debug output shows that the test's process lacks a variable, and one option passes it on."""
    variables = {"PLANTED_VARIABLE": "1"}
    # What passed before, on this machine or another one, is not run again.
    code = f"import os\n\nRUN = '{uuid4()}'"
    files = {
        TEST: _test('assert os.environ["PLANTED_VARIABLE"]', code),
        BUILD: 'python_tests(resolve="billing_test")\n',
    }
    with made.planted(files):
        broken = made.pants("test", TEST, "-ldebug", env=variables)
        fixed = made.pants("test", TEST, "-ldebug", "--test-extra-env-vars=PLANTED_VARIABLE", env=variables)

    assert (broken.code, fixed.code) == (1, 0), broken.text + fixed.text
    assert [_variables(ran) for ran in (broken, fixed)] == [False, True]


def _variables(ran: Ran) -> bool:
    """Whether the test's process has the variable, by the debug output."""
    (process,) = [line for line in ran.err.splitlines() if "[DEBUG] spawned local process" in line and TEST in line]
    return '"PLANTED_VARIABLE": "1"' in process


def test_row_118_one_test_of_many(made: Repository) -> None:
    """The test that fails runs alone until it passes."""
    two = _test("assert WORDS == 1", "WORDS = 2") + "\n\ndef test_other() -> None:\n    assert WORDS\n"
    with made.planted({TEST: two, BUILD: 'python_tests(resolve="billing_test")\n'}):
        broken = made.pants("test", f"{TEST}::test_planted")
        other = made.pants("test", f"{TEST}::test_other")
        (made.path / TEST).write_text(two.replace("WORDS = 2", "WORDS = 1"), encoding="utf-8")
        fixed = made.pants("test", f"{TEST}::test_planted")

    assert (broken.code, other.code, fixed.code) == (1, 0, 0)
    assert "1 failed, 1 deselected" in broken.text


def test_row_118_a_broken_build_file(made: Repository) -> None:
    """A BUILD file that keeps Pants from running is named with its line; without the mistake all is well."""
    text = made.read(f"{MODULE}/BUILD")
    with made.planted({f"{MODULE}/BUILD": f"{text}\npython_source(\n"}):
        broken = made.pants("validate", f"{MODULE}::")
    line = len(text.splitlines()) + 2
    fixed = made.pants("validate", f"{MODULE}::")

    assert (broken.code, fixed.code) == (2, 0), broken.text + fixed.text
    assert f"{MODULE}/BUILD:{line} This BUILD file cannot be read: " in broken.out + broken.err


def test_row_118_a_broken_cache(made: Repository, tmp_path: Path) -> None:
    """Files of the cache that were cut short keep Pants from running, until the cache is cleared."""
    home = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser()
    (tmp_path / "pantstack").symlink_to(home / "pantstack")
    variables = {"XDG_CACHE_HOME": str(tmp_path)}
    # The daemon of the copy uses the cache of the machine.
    validate = ("--no-pantsd", "validate", f"{MODULE}::")
    made.pants(*validate, env=variables).ok()
    for path in (tmp_path / "pants/lmdb_store").rglob("data.mdb"):
        path.write_bytes(b"cut short")
    broken = made.pants(*validate, env=variables)
    made.end_daemon()
    made.run("make", "-s", "clean-cache", env=variables).ok()
    fixed = made.pants(*validate, env=variables)

    assert (broken.code, fixed.code) == (1, 0), broken.text + fixed.text
    assert "MDB_" in broken.text
