"""`--prune` on real files, honest and hostile."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.commands.pruning.testing import UNKNOWN, artifacts, deployed, lines, pruned, without_sizes
from pantstack_runner.contract.testing import write_file
from pantstack_runner.execution import workspace_lock
from pantstack_runner.records.testing import write_record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pantstack_runner.commands.pruning.testing import Pruning
    from pantstack_runner.contract.context import Context


def _files(context: Context) -> list[str]:
    """All that is there, in the order of the deploys, except locks."""
    shown = []
    for path in sorted(each for each in context.home.rglob("*") if each.name != ".gitignore"):
        if path.is_file() and "locks" not in path.parts:
            text = path.read_text(encoding="utf-8")
            name = str(path.relative_to(context.home))
            shown.append(f"{name.partition('/')[0]} {text}" if "artifacts" in name else name.partition("/")[0])
    return shown


KEPT = ["artifacts 3", "artifacts 4", "passphrase", "plans", "plans", "records", "records", "runner"]


def test_prune(old: Pruning, capsys: pytest.CaptureFixture[str]) -> None:
    """What no deploy needs goes, after it was listed; a preview only lists it, and a second time there is nothing."""
    before = _files(old.context)
    assert pruned(old, preview=True) == 0
    shown = capsys.readouterr().out
    assert _files(old.context) == before

    assert pruned(old) == 0
    output = capsys.readouterr()
    first, second = sorted(hashlib.sha256(version).hexdigest()[:12] for version in (b"1", b"2"))
    assert without_sizes(output.out) == [
        "remove  2 records of orders in test  SIZE",
        f"remove  artifact {first}  SIZE",
        f"remove  artifact {second}  SIZE",
        "remove  runner eeeeeeeeeeee  SIZE",
        "remove  3 plans  SIZE",
        "prune  freed SIZE",
    ]
    assert output.err == ""
    assert shown == output.out.replace("freed", "would free")
    assert sorted(_files(old.context)) == KEPT
    assert pruned(old) == 0
    assert capsys.readouterr().out == "prune  nothing to remove\n"


def test_one_environment(old: Pruning, capsys: pytest.CaptureFixture[str]) -> None:
    """Records of another environment stay, declared or not, and what they name."""
    for name in ("prod", "forgotten"):
        there = old.context.at(old.context.environment.model_copy(update={"name": name}))
        for version in ("1", "2", "3", name):
            deployed(there, version)
    prod = old.context.environment.model_copy(update={"name": "prod"})
    plan = old._replace(request=old.request.model_copy(update={"environments": (old.context.environment, prod)}))

    assert pruned(plan, keep=1) == 0
    assert [line for line in lines(capsys) if "record" in line or "artifact" in line] == [
        "remove  2 records of orders in test  SIZE"
    ]
    assert pruned(plan, keep=1, selected=("test", "prod")) == 0
    left = "left  orders in forgotten: not declared any more, see ./pants deploy --status"
    assert lines(capsys) == ["remove  2 records of orders in prod  SIZE", left, "prune  freed SIZE"]
    assert len(list((old.context.home / "records/forgotten/orders").iterdir())) == 4


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("{", "is not a record: Invalid JSON: EOF while parsing an object at line 1 column 1."),
        (
            '"path": "../../etc/passwd"',
            "is not a record: artifacts.0.path: Value error, must be a path below the root of the repository.",
        ),
        ('"version": 1', "is a record of version 1, and this Pantstack reads version 2."),
        ('"module": "shipping"', "is not a record: it is test/shipping/NAME"),
        ('"began": "2020-01-01T00:00:00Z"', "is not a record: it is test/orders/20200101T000000.000000Z.json."),
    ],
    ids=["corrupted", "path outside", "another version", "another module", "another time"],
)
def test_a_record_that_cannot_be_trusted(
    old: Pruning, capsys: pytest.CaptureFixture[str], text: str, fact: str
) -> None:
    """A record that cannot be read keeps all records of its module, and all that it may have named; exit code 1."""
    path = min((old.context.root / paths.records_folder(old.context) / "orders").iterdir())
    key = text.partition(":")[0]
    good = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(rf"{re.escape(key)}: (\"[^\"]*\"|\d+)", text, good) if key != "{" else text, encoding="utf-8"
    )
    before = _files(old.context)

    assert pruned(old) == 1
    output = capsys.readouterr().out.splitlines()
    assert output[0].startswith("left  orders in test: .pantstack/records/test/orders")
    assert output[0].endswith(fact.replace("NAME", f"{path.name}."))
    assert output[1:] == [
        f"left  {UNKNOWN}",
        "prune  nothing to remove",
    ]
    assert _files(old.context) == before


def test_links(old: Pruning, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link is never followed, wherever it is: what it leads to stays, and the link too."""
    precious = write_file(tmp_path / "precious" / "file")
    (old.context.home / "artifacts" / ("c" * 64)).symlink_to(precious.parent)
    (old.context.home / "plans" / f"{'c' * 64}.json").symlink_to(precious)
    lost = old.context.home / "artifacts" / ("b" * 64)
    lost.mkdir()
    (lost / "api.pex").symlink_to(precious)

    assert pruned(old) == 0
    assert lines(capsys)[-3:] == [
        f"left  .pantstack/artifacts/{'c' * 64}: is a link",
        f"left  .pantstack/plans/{'c' * 64}.json: is a link",
        "prune  freed SIZE",
    ]
    assert precious.read_text(encoding="utf-8") == "x"
    assert (old.context.home / "artifacts" / ("c" * 64)).is_symlink()
    assert not lost.exists()


@pytest.mark.parametrize(
    ("linked", "left"),
    [
        (
            "records",
            ["any module in any environment: .pantstack/records is not what it should be", UNKNOWN],
        ),
        ("records/test", ["any module in test: .pantstack/records/test is not what it should be", UNKNOWN]),
        (
            "records/test/orders",
            ["orders in test: .pantstack/records/test/orders is not a folder of a module", UNKNOWN],
        ),
        ("artifacts", [".pantstack/artifacts: is a link"]),
        ("plans", [".pantstack/plans: is a link"]),
        ("runner", [".pantstack/runner: is a link"]),
    ],
)
def test_linked_folders(
    old: Pruning, tmp_path: Path, linked: str, left: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is removed through a folder that is a link, and that is reported."""
    folder = old.context.home / linked
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    before = sorted(elsewhere.rglob("*"))

    code = pruned(old)

    assert sorted(elsewhere.rglob("*")) == before
    assert [line.removeprefix("left  ") for line in lines(capsys) if line.startswith("left")] == left
    assert code == (1 if "records" in linked else 0)


def test_at_work(old: Pruning, capsys: pytest.CaptureFixture[str]) -> None:
    """What a deploy is at work on stays, and all that it may need; the rest of the records goes."""
    for version in "1234":
        deployed(old.context, version, "shipping")
    path = paths.module_lock_file(old.context, "orders")
    with write_file(path).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert pruned(old) == 0
    assert lines(capsys) == [
        "remove  2 records of shipping in test  SIZE",
        "left  orders in test: a deploy is at work",
        f"left  {UNKNOWN}",
        "prune  freed SIZE",
    ]
    assert len(list((old.context.root / paths.records_folder(old.context) / "orders").iterdir())) == 4

    with workspace_lock.shared(old.context):
        assert pruned(old) == 0
    assert capsys.readouterr().out.splitlines()[1] == "left  artifacts, images, plans, runners: a deploy is at work"


def test_a_lock_that_is_a_link(old: Pruning, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A link in place of a lock is not followed, and nothing of its module goes."""
    path = paths.module_lock_file(old.context, "orders")
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "no such file")

    assert pruned(old) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "left  orders in test: its lock cannot be taken (Too many levels of symbolic links)"
    )
    assert not (tmp_path / "no such file").exists()


def test_what_a_state_names(old: Pruning, capsys: pytest.CaptureFixture[str]) -> None:
    """An artifact that runs stays, whatever the records say; a state that cannot be read keeps them all."""
    running = hashlib.sha256(b"1").hexdigest()
    plain, packed = (old.context.home / "state/test" / each for each in paths.state_files(old.context, "orders"))
    content = json.dumps({"digest": f"sha256:{running}"})
    write_file(plain, content)

    assert pruned(old) == 0
    assert {"artifacts 1", "artifacts 3", "artifacts 4"} == set(artifacts(old.context.root))
    plain.unlink()
    packed.write_bytes(gzip.compress(content.encode()))
    assert pruned(old) == 0
    assert "artifacts 1" in artifacts(old.context.root)
    assert packed.exists()

    for spoil in (lambda: packed.write_bytes(packed.read_bytes()[:-9]), lambda: plain.symlink_to("nowhere")):
        spoil()
        assert pruned(old, keep=1) == 1
        left = capsys.readouterr().out.splitlines()[-3:-1]
        assert re.sub(r"\(.*\)", "(WHY)", left[0]) == (
            "left  test: .pantstack/state/test/.pulumi/stacks: a state cannot be read (WHY)"
        )
        assert left[1] == f"left  {UNKNOWN}"
        assert len(artifacts(old.context.root)) == 3


def test_what_cannot_be_removed(
    old: Pruning, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses is reported and the rest goes on; the exit code is 1."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(shutil, "rmtree", refuse)

    assert pruned(old) == 1
    output = capsys.readouterr().err
    digits = hashlib.sha256(b"2").hexdigest()
    assert (
        f"pants deploy: .pantstack/artifacts/{digits}: cannot be removed (Permission denied).\n"
        "Fix the permissions there, then prune again.\n"
    ) in output
    assert len(list((old.context.home / "plans").iterdir())) == 2


def test_a_module_that_is_gone(old: Pruning) -> None:
    """Work folder and logs of a module go that was taken down and is not in the repository any more."""
    old = old._replace(request=old.request.model_copy(update={"modules": old.request.modules[1:]}))
    orders = old.request.modules[0].model_copy(update={"name": "orders"})
    work, log = (
        write_file(paths.work_folder(old.context, orders.name) / "Pulumi.yaml"),
        write_file(paths.deploy_log(old.context, orders.name)),
    )
    assert pruned(old) == 0
    assert (work.exists(), log.exists()) == (True, True)

    write_record(old.context, action="destroy")
    assert pruned(old) == 0
    assert (work.parent.exists(), log.exists()) == (False, False)
