"""Artifacts beside the records."""

from __future__ import annotations

import hashlib
import os
import time
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.artifacts import artifacts
from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.console.testing import RecordedEvents
from pantstack_runner.contract.module import Artifact
from pantstack_runner.contract.testing import make_context, make_environment, make_module

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context

SHA256 = hashlib.sha256(b"content").hexdigest()
PLACE = f".pantstack/artifacts/{SHA256}/api.pex"
PEX = Artifact(kind="pex", name="api", path=PLACE, digest=f"sha256:{SHA256}")
IMAGE = Artifact(kind="docker", name="image", path="gone.json", digest=f"sha256:{SHA256}")


MODULE = make_module("orders", artifacts=(PEX, IMAGE))


def _clone(root: Path, there: Path | None) -> Context:
    return make_context(root, environment=make_environment(backend_url=None if there is None else f"file://{there}"))


def _built(root: Path, content: bytes = b"content") -> Path:
    path = root / PLACE
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def test_kept_and_fetched(tmp_path: Path) -> None:
    """An artifact goes once to where the records are, and another clone has it from there; images are left alone."""
    one, two, there = tmp_path / "one", tmp_path / "two", tmp_path / "there"
    _built(one)
    emitted = RecordedEvents()

    for _ in range(2):
        artifacts.store_artifacts(_clone(one, there), MODULE, emitted)
    for artifact in (PEX, IMAGE):
        artifacts.ensure_artifact(_clone(two, there), MODULE, artifact)

    assert emitted == [("note", f"kept api at {there}/{PLACE}", {})]
    assert (there / PLACE).read_bytes() == b"content"
    assert ((two / PLACE).read_bytes(), (two / PLACE).stat().st_mode & 0o777) == (b"content", 0o755)


def test_cut_short(tmp_path: Path) -> None:
    """One of another size is brought again."""
    _built(tmp_path / "one")
    path = _built(tmp_path / "there", b"cont")

    artifacts.store_artifacts(_clone(tmp_path / "one", tmp_path / "there"), MODULE, RecordedEvents())

    assert path.read_bytes() == b"content"


def test_brought_anew(tmp_path: Path) -> None:
    """One that a prune from elsewhere may soon take for forgotten is brought again."""
    _built(tmp_path / "one")
    path = _built(tmp_path / "there")
    half_a_day = 12 * 60 * 60
    for age, is_brought in ((half_a_day - 60, False), (half_a_day + 60, True)):
        os.utime(path, (time.time() - age,) * 2)
        artifacts.store_artifacts(_clone(tmp_path / "one", tmp_path / "there"), MODULE, RecordedEvents())
        assert (time.time() - path.stat().st_mtime < 60) == is_brought


def test_own(tmp_path: Path) -> None:
    """Where the work tree keeps the records it keeps the artifacts already."""
    _built(tmp_path)

    artifacts.store_artifacts(_clone(tmp_path, None), MODULE, emitted := RecordedEvents())

    assert emitted == []
    assert [each.name for each in tmp_path.iterdir()] == [".pantstack"]


@pytest.mark.parametrize(
    ("there", "artifact", "message"),
    [
        (
            None,
            PEX,
            (
                f"THERE/{PLACE}: artifact api of orders cannot be read (it is neither there nor in this work tree).\n"
                "Deploy orders again from its commit: it is not rebuilt automatically."
            ),
        ),
        (
            b"other",
            PEX,
            (
                f"THERE/{PLACE}: artifact api of orders is not what was deployed.\n"
                "Remove it there, and deploy orders again from its commit."
            ),
        ),
        (
            b"content",
            PEX.model_copy(update={"path": "modules/orders/BUILD"}),
            (
                "modules/orders/BUILD: artifact api of orders is recorded at a path where artifacts are not kept.\n"
                "Deploy orders again from its commit."
            ),
        ),
    ],
)
def test_refused(tmp_path: Path, there: bytes | None, artifact: Artifact, message: str) -> None:
    """What is gone, was changed, or would be written elsewhere is refused, and nothing is written."""
    if there is not None:
        _built(tmp_path / "there", there)
    clone = _clone(tmp_path / "clone", tmp_path / "there")

    with pytest.raises(UserError) as caught:
        artifacts.ensure_artifact(clone, MODULE, artifact)

    assert str(caught.value) == message.replace("THERE", str(tmp_path / "there"))
    assert not (tmp_path / "clone").exists()


def test_no_room(tmp_path: Path) -> None:
    """A place that cannot be written, here or there, is an error in two lines."""
    _built(tmp_path / "one")
    (tmp_path / "file").touch()
    with pytest.raises(FailedError) as caught:
        artifacts.store_artifacts(_clone(tmp_path / "one", tmp_path / "file"), MODULE, RecordedEvents())
    assert str(caught.value) == (
        f"{tmp_path}/file/{PLACE}: artifact api cannot be stored there (Not a directory).\n"
        "Free disk space or fix the permissions there, then deploy again."
    )

    (tmp_path / "two").mkdir()
    (tmp_path / "two/.pantstack").write_bytes(b"")
    with pytest.raises(UserError) as refused:
        artifacts.ensure_artifact(_clone(tmp_path / "two", tmp_path / "one"), MODULE, PEX)
    assert str(refused.value).splitlines()[0] == (f"{PLACE}: artifact api of orders cannot be read (Not a directory).")
