"""Where things are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.testing import make_context, make_environment
from pantstack_runner.storage import paths


def test_passphrase(tmp_path: Path) -> None:
    """The passphrase is made once, long, readable by the user only, also where it was not, and nothing for git."""
    context = make_context(tmp_path)
    path = paths.passphrase_file(context)
    first = path.read_text(encoding="utf-8")

    assert path == tmp_path / ".pantstack" / "passphrase"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 40
    path.chmod(0o644)
    assert paths.passphrase_file(context).read_text(encoding="utf-8") == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == [".gitignore", "passphrase"]


def test_no_place_for_a_passphrase(tmp_path: Path) -> None:
    """Where none can be written two lines say so, and what a killed process left does not stand in the way."""
    context = make_context(tmp_path)
    context.home.write_text("in the way", encoding="utf-8")
    with pytest.raises(FailedError) as caught:
        paths.passphrase_file(context)
    assert str(caught.value) == (
        ".pantstack/passphrase: cannot be written (File exists).\nFree disk space or fix the permissions there, then deploy again."
    )

    context.home.unlink()
    context.home.mkdir()
    (context.home / f".passphrase.{os.getpid()}").write_text("half", encoding="utf-8")
    assert len(paths.passphrase_file(context).read_text(encoding="utf-8")) >= 40
    assert sorted(each.name for each in context.home.iterdir()) == [".gitignore", "passphrase"]


def test_a_passphrase_that_is_none(tmp_path: Path) -> None:
    """Nothing is encrypted by an empty passphrase, nor by one that cannot be read."""
    context = make_context(tmp_path)
    context.home.mkdir()
    path = context.home / "passphrase"
    bring = "Restore the passphrase; if nothing was deployed from here yet, remove what is in its place."

    path.write_text(" \n", encoding="utf-8")
    with pytest.raises(FailedError) as empty:
        paths.passphrase_file(context)
    path.unlink()
    path.mkdir()
    with pytest.raises(FailedError) as folder:
        paths.passphrase_file(context)

    assert str(empty.value) == (f".pantstack/passphrase: is empty, so secrets would not really be encrypted.\n{bring}")
    assert str(folder.value) == f".pantstack/passphrase: cannot be read (Is a directory).\n{bring}"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HOME": "/h"}, "/h/.cache/pantstack"),
        ({"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/pantstack"),
        ({"HOME": "/h", "PANTSTACK_CACHE": "/c"}, "/c"),
    ],
)
def test_cache(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str) -> None:
    """The cache is where the launcher has it."""
    for name in ("HOME", "XDG_CACHE_HOME", "PANTSTACK_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert paths.cache_folder() == Path(expected)


def test_backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The local platform keeps its state in the repository, others where they are configured to."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://mine")

    assert paths.backend_url(make_context(tmp_path)) == f"file://{tmp_path}/.pantstack/state/test"
    assert (
        paths.backend_url(make_context(tmp_path, environment=make_environment(backend_url="s3://ours"))) == "s3://ours"
    )
    assert paths.backend_url(make_context(tmp_path, environment=make_environment(platform="aws"))) == "s3://mine"


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("file:///share/state", "/share/state"),
        ("file:///share/state?no_tmp_dir=true", "/share/state"),
        ("file://share/state", "ROOT/share/state"),
        ("file://~/state", "/h/state"),
        ("file://~nobody-of-that-name/state", "ROOT/~nobody-of-that-name/state"),
    ],
)
def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, folder: str) -> None:
    """A folder is the same for Pulumi and for the records, wherever one stands: relative to the root, or at home."""
    monkeypatch.setenv("HOME", "/h")

    assert paths.backend_url(
        make_context(tmp_path, environment=make_environment(backend_url=url))
    ) == f"file://{folder}".replace("ROOT", str(tmp_path))


def test_work(tmp_path: Path) -> None:
    """What Pulumi leaves where it works belongs to a state, and is not taken for that of another backend."""
    contexts = [
        make_context(tmp_path, environment=make_environment(backend_url=url)) for url in (None, "s3://one", "s3://two")
    ]

    found = [paths.work_folder(context, "orders") for context in contexts]

    assert found[0] == tmp_path / ".pantstack/work/test/orders"
    assert len(set(found)) == 3
