"""`--prune` where others use the same store, or nobody can read it."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.commands.pruning.testing import UNKNOWN, Pruning, artifacts, deployed, lines, pruned
from pantstack_runner.contract.testing import write_file
from pantstack_runner.storage import paths, store
from pantstack_runner.storage.folder import Folder

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context

TWO_DAYS = 2 * 24 * 60 * 60
NOBODY = "s3://state: cannot be opened (The config profile (nobody) could not be found)"


def _kept(content: str) -> str:
    return f"{paths.ARTIFACTS}/{hashlib.sha256(content.encode()).hexdigest()}/api.pex"


def _short(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _with(old: Pruning, *environments: dict[str, str]) -> Pruning:
    """The same where these environments are declared, in the first of them."""
    made = tuple(old.context.environment.model_copy(update=each) for each in environments)
    return Pruning(old.context.at(made[0]), old.request.model_copy(update={"environments": made}))


def _deploys(context: Context, there: Path, contents: str) -> list[Path]:
    """The records of deploys, with their artifacts here and, two days old, in a folder that others use too."""
    made = []
    for content in contents:
        made.append(there / deployed(context, content).relative_to(context.root))
        path = write_file(there / _kept(content), content)
        os.utime(path, (time.time() - TWO_DAYS,) * 2)
    return made


def _left(output: list[str]) -> list[str]:
    return [each.removeprefix("left  ") for each in output if each.startswith("left")]


@pytest.mark.parametrize("field", ["backend_url", "records"])
def test_a_shared_folder(old: Pruning, tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str) -> None:
    """Old records go there and what no record there names; what is young stays, and what is not declared keeps all."""
    shutil.rmtree(old.context.home / "records")
    there = tmp_path / "there"
    where = f"file://{there}"
    plan = _with(old, {field: where})
    records = _deploys(plan.context, there, "12345")
    theirs = _deploys(_with(old, {"name": "theirs", field: where}).context, there, "1")
    os.utime(there / _kept("3"))

    assert pruned(plan, preview=True) == 0
    assert all(each.exists() for each in (*records, *theirs))
    capsys.readouterr()
    assert pruned(plan) == 0

    assert [each.exists() for each in (*records, *theirs)] == [False, False, False, True, True, True]
    assert artifacts(there) == [f"artifacts {each}" for each in "1345"]
    assert artifacts(plan.context.root) == [f"artifacts {each}" for each in "145"]
    assert sorted(each.name for each in (there / paths.ARTIFACTS).iterdir()) == sorted(
        Path(_kept(each)).parent.name for each in "1345"
    )
    output = lines(capsys)
    assert output[0] == "remove  3 records of orders in test  SIZE"
    assert f"remove  artifact {_short('2')} at there/{paths.ARTIFACTS}  SIZE" in output
    assert _left(output) == [f"there/{paths.ARTIFACTS}: 1 artifact younger than a day"]


def test_hostile_names_in_a_shared_folder(old: Pruning, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What others put there is neither followed nor trusted: it is reported, and nothing goes that it may name."""
    there, precious = tmp_path / "there", write_file(tmp_path / "precious/api.pex")
    plan = _with(old, {"backend_url": f"file://{there}"})
    _deploys(plan.context, there, "1234")
    home = there / paths.RECORDS
    write_file(home / "\x1b[2J/orders/x.json")
    write_file(home / "test/-rf/x.json")
    (home / "linked").symlink_to(precious.parent)
    (home / "test/shipping").symlink_to(precious.parent)
    (there / paths.ARTIFACTS / ("c" * 64)).symlink_to(precious.parent)
    before = artifacts(there)

    assert pruned(plan) == 1

    assert _left(lines(capsys)) == [
        f"there/{paths.ARTIFACTS}/{'c' * 64}: is a link",
        f"any module in '\\x1b[2J': 'there/{paths.RECORDS}/\\x1b[2J' is not what it should be",
        f"any module in linked: there/{paths.RECORDS}/linked is not what it should be",
        f"-rf in test: there/{paths.RECORDS}/test/-rf is not a folder of a module",
        f"shipping in test: there/{paths.RECORDS}/test/shipping is not a folder of a module",
        UNKNOWN,
        f"there/{paths.ARTIFACTS}: nobody knows what the modules need that are left",
    ]
    assert (artifacts(there), precious.exists()) == (before, True)


def test_a_store_under_another_name(old: Pruning) -> None:
    """The work tree is the work tree by whatever address: its artifacts are judged by the records of all."""
    there = f"{old.context.root}/.pantstack/../."
    plan = _with(old, {"records": f"file://{there}"}, {"name": "prod", "records": f"file://{old.context.root}/shared"})
    deployed(plan.context.at(plan.request.environments[1]), "1")

    assert pruned(plan) == 0

    assert artifacts(old.context.root) == [f"artifacts {each}" for each in "134"]


@pytest.mark.parametrize(
    ("environments", "code"), [(("test",), 0), (("test", "prod"), 1)], ids=["not selected", "selected"]
)
def test_without_credentials(
    old: Pruning,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environments: tuple[str, ...],
    code: int,
) -> None:
    """An environment that nobody may read is reported and keeps what it may need here; others' records go all the same."""
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    there = old.context.root / "there"
    plan = _with(
        old,
        {},
        {"name": "prod", "backend_url": "s3://state?profile=nobody&region=canary"},
        {"name": "shared", "backend_url": f"file://{there}"},
    )
    _deploys(plan.context.at(plan.request.environments[2]), there, "567")

    assert pruned(plan, selected=(*environments, "shared")) == code

    output = lines(capsys)
    assert output == [
        "remove  2 records of orders in test  SIZE",
        "remove  1 record of orders in shared  SIZE",
        f"remove  artifact {_short('5')} at there/{paths.ARTIFACTS}  SIZE",
        f"left  prod: {NOBODY}",
        f"left  {UNKNOWN}",
        "prune  freed SIZE",
    ]
    assert artifacts(old.context.root) == [f"artifacts {each}" for each in "1234567"]
    assert artifacts(there) == ["artifacts 6", "artifacts 7"]


def test_records_that_cannot_be_removed(
    old: Pruning, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a record has to stay, so does all that it may name."""
    before = artifacts(old.context.root)

    def refuse(_: Folder, name: str) -> None:
        raise PermissionError(13, "Permission denied", name)

    monkeypatch.setattr(Folder, "delete", refuse)

    assert pruned(old) == 1

    output = capsys.readouterr().err.splitlines()
    assert output[0].startswith(f"pants deploy: {paths.RECORDS}/test/orders/")
    assert output[0].endswith(".json: cannot be removed (Permission denied).")
    assert output[1:] == [
        "Fix the permissions there, then prune again.",
        "pants deploy: artifacts, images, plans, runners: stay, since those records name them.",
        "Prune again after that.",
    ]
    assert artifacts(old.context.root) == before


def test_brought_anew_meanwhile(old: Pruning, monkeypatch: pytest.MonkeyPatch) -> None:
    """An artifact stays that another clone brings anew between the look and the end."""
    there = old.context.root / "there"
    plan = _with(old, {"backend_url": f"file://{there}"})
    _deploys(plan.context, there, "1234")
    delete = Folder.delete

    def bring(place: Folder, name: str) -> None:
        delete(place, name)
        os.utime(there / _kept("1"))

    monkeypatch.setattr(Folder, "delete", bring)

    assert pruned(plan) == 0
    assert artifacts(there) == ["artifacts 1", "artifacts 3", "artifacts 4"]


def test_begun_meanwhile(old: Pruning, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deploy that another clone begins during the look is not a record of something else."""
    there = old.context.root / "there"
    plan = _with(old, {"backend_url": f"file://{there}"})
    _deploys(plan.context, there, "1234")
    list_recursive = Folder.list_recursive

    def begin(place: Folder, folder: str) -> object:
        found = list_recursive(place, folder)
        if folder == paths.RECORDS and place is store.record_store(plan.context) and not (there / _kept("5")).exists():
            _deploys(plan.context, there, "5")
        return found

    monkeypatch.setattr(Folder, "list_recursive", begin)

    assert pruned(plan) == 0
    assert artifacts(there) == ["artifacts 4", "artifacts 5"]
