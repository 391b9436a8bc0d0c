"""What holds for every store, and where the records of an environment are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from obstore.store import MemoryStore

from pantstack_runner.base.errors import FailedError
from pantstack_runner.contract.testing import make_environment
from pantstack_runner.storage import reading, store
from pantstack_runner.storage.bucket import Bucket, CachingBucket
from pantstack_runner.storage.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.storage.store import Store


@pytest.fixture(name="place", params=["folder", "bucket", "remembering"])
def _place(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of each kind."""
    if request.param == "folder":
        return Folder(tmp_path / "kept", tmp_path)
    return (Bucket if request.param == "bucket" else CachingBucket)(MemoryStore(), "kept")


def test_a_store(place: Store, tmp_path: Path) -> None:
    """Files are written, listed, read, measured and taken away by their names."""
    assert (place.files("a"), place.folders("a"), place.list_recursive("a")) == ((), (), {})
    with pytest.raises(FileNotFoundError):
        place.read("a/1")

    for name in ("a/2", "a/1", "a/b/3"):
        place.write(name, name.encode())
    place.write("a/1", b"one")

    assert (place.files("a"), place.folders("a"), place.files("a/b")) == (("1", "2"), ("b",), ("3",))
    assert (place.read("a/1"), place.display_path("a/1")) == (b"one", "kept/a/1")
    place.write("ab/1", b"another folder")
    assert [(name, file.size) for name, file in place.list_recursive("a").items()] == [
        ("a/1", 3),
        ("a/2", 3),
        ("a/b/3", 5),
    ]
    assert all(
        abs(datetime.now(UTC) - each.modified) < timedelta(minutes=1) for each in place.list_recursive("a").values()
    )
    assert place.is_at("a/1", tmp_path / "kept/a/1") == (not place.remote)
    place.delete("a/1")
    place.delete("a/1")
    place.invalidate()
    assert place.files("a") == ("2",)
    place.delete_prefix("a")
    place.delete_prefix("a")
    assert (place.list_recursive("a"), list(place.list_recursive("ab"))) == ({}, ["ab/1"])


def test_links_in_a_folder(tmp_path: Path) -> None:
    """A link is listed as one and goes as one, wherever it is; what it leads to is neither listed nor touched."""
    place, precious = Folder(tmp_path / "kept", tmp_path), tmp_path / "precious/file"
    precious.parent.mkdir()
    precious.touch()
    place.write("a/1", b"one")
    (tmp_path / "kept/a/folder").symlink_to(precious.parent)
    (tmp_path / "kept/a/gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "kept/b").symlink_to(precious.parent)

    assert {name: file.is_link for name, file in place.list_recursive("a").items()} == {
        "a/1": False,
        "a/folder": True,
        "a/gone": True,
    }
    assert [(name, file.is_link) for name, file in place.list_recursive("b").items()] == [("b", True)]
    place.delete_prefix("a")
    with pytest.raises(OSError, match="symbolic link"):
        place.delete_prefix("b")
    assert (precious.exists(), [each.name for each in (tmp_path / "kept").iterdir()]) == (True, ["b"])


def test_reading_many(place: Store) -> None:
    """Many files are read in order, and one that is gone is reported as that."""
    names = [f"{number:02}" for number in range(40)]
    for name in names:
        place.write(f"a/{name}", name.encode())
    place.delete("a/20")

    found = dict(reading.read_many(place, "a", names))

    assert list(found) == names
    gone = found.pop("20")
    assert isinstance(gone, FileNotFoundError)
    assert list(found.values()) == [name.encode() for name in names if name != "20"]


def test_remembering() -> None:
    """What was reported is not requested again, until it is to be forgotten; what is written is known."""
    objects = MemoryStore()
    place = CachingBucket(objects, "kept")
    place.write("a/1", b"one")
    assert (place.files("a"), place.read("a/1")) == (("1",), b"one")

    objects.put("a/1", b"other")
    objects.put("a/2", b"two")
    assert (place.files("a"), place.read("a/1")) == (("1",), b"one")
    place.invalidate()
    assert (place.files("a"), place.read("a/1")) == (("1", "2"), b"other")
    place.write("a/3", b"three")
    assert place.files("a") == ("1", "2", "3")


@pytest.mark.parametrize(
    ("platform", "backend", "records", "variable", "place"),
    [
        ("local", None, None, "s3://mine?region=us-east-1", "x"),
        ("local", "file:///share/state", None, "", "/share/state/x"),
        ("local", "file://share?no_tmp_dir=true", None, "", "share/x"),
        ("local", "s3://state/team?anonymous=true", None, "", "s3://state/team/x"),
        ("aws", "https://api.pulumi.com", None, "", "x"),
        ("aws", None, None, "s3://mine?anonymous=true", "s3://mine/x"),
        ("aws", None, None, "", "x"),
        ("aws", "postgres://me:canary@host/x", None, "", "x"),
        ("aws", "https://api.pulumi.com", "gs://history?anonymous=true", "", "gs://history/x"),
        ("local", None, "file:///share", "", "/share/x"),
    ],
)
def test_where_records_are(  # noqa: PLR0913, PLR0917 - a row
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    backend: str | None,
    records: str | None,
    variable: str,
    place: str,
) -> None:
    """Where the environment says, else in the backend's own storage, else in the work tree."""
    monkeypatch.setenv("PULUMI_BACKEND_URL", variable)
    environment = make_environment(platform=platform, backend_url=backend, records=records)

    found = store.record_store(context.at(environment))

    assert found.display_path("x") == place


@pytest.mark.parametrize(
    ("backend", "place"),
    [
        (None, ".pantstack/state/test/x"),
        ("file:///share", "/share/x"),
        ("s3://state?anonymous=1", "s3://state/x"),
        ("https://api.pulumi.com", None),
    ],
)
def test_where_the_state_is(context: Context, backend: str | None, place: str | None) -> None:
    """The state can be read where Pulumi keeps it in a folder or a bucket."""
    found = store.state_store(
        context.at(context.environment.model_copy(update={"backend_url": backend, "records": "s3://x"}))
    )

    assert (found and found.display_path("x")) == place


def test_without_credentials(context: Context) -> None:
    """A bucket that nobody may ask for is an error in two lines."""
    elsewhere = context.at(context.environment.model_copy(update={"backend_url": "s3://state?profile=nobody"}))

    with pytest.raises(FailedError) as caught:
        store.record_store(elsewhere)

    assert str(caught.value) == (
        "s3://state: cannot be opened (The config profile (nobody) could not be found).\n"
        "Give credentials for it, and check `backend_url` and `records` of the deploy_environment."
    )


def test_how_many_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a remote store more and more files are read at once, up to a limit; the first may be all that is needed."""
    place, sizes = Bucket(MemoryStore(), "kept"), []

    class Pool(ThreadPoolExecutor):
        def __init__(self, workers: int) -> None:
            sizes.append(workers)
            super().__init__(workers)

    monkeypatch.setattr(reading, "ThreadPoolExecutor", Pool)
    names = [f"{number:02}" for number in range(40)]
    for name in names:
        place.write(f"a/{name}", b"")

    assert [name for name, _ in reading.read_many(place, "a", names)] == names
    assert sizes == [1, 4, 16, 16, 16]
