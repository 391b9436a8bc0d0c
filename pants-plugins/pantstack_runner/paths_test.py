"""Where things are kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantstack_runner import paths
from pantstack_runner.contract.testing import make_context, make_environment
from pantstack_runner.errors import FailedError
from pantstack_runner.pulumi import environment


def test_passphrase(tmp_path: Path) -> None:
    """The passphrase is made once, long, and readable by the user only."""
    context = make_context(tmp_path)
    path = paths.passphrase_file(context)
    first = path.read_text(encoding="utf-8")

    assert path == tmp_path / ".pantstack" / "passphrase"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(first) >= 40
    assert paths.passphrase_file(context).read_text(encoding="utf-8") == first
    assert [each.name for each in path.parent.iterdir()] == ["passphrase"]


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
    assert [each.name for each in context.home.iterdir()] == ["passphrase"]


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


def test_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pulumi finds our tools first, loads nothing, and learns the passphrase by file only."""
    monkeypatch.setenv("PANTSTACK_CACHE", str(tmp_path / "cache"))
    user = {
        "PATH": "/bin",
        "PEX_ROOT": "/p",
        "PULUMI_BACKEND_URL": "s3://mine",
        "PULUMI_CONFIG_PASSPHRASE": "old",
        "HOME": "/h",
    }

    variables = environment.variables(make_context(tmp_path), Path("/opt/pulumi/pulumi"), user)

    tools = tmp_path / "cache" / "pulumi" / "bin"
    assert variables["PATH"] == f"/opt/pulumi:{tools}:/bin"
    assert variables["PYTHONPATH"].split(":")[0] == str(tmp_path)
    assert (tools / "pulumi-resource-pulumi-python").stat().st_mode & 0o777 == 0o755
    assert variables["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(tmp_path / ".pantstack" / "passphrase")
    assert (tmp_path / ".pantstack" / "passphrase").read_text(encoding="utf-8") not in variables.values()
    assert {"PEX_ROOT", "PULUMI_CONFIG_PASSPHRASE"} & set(variables) == set()
    assert variables["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/.pantstack/state/test"
    assert variables["PULUMI_SKIP_UPDATE_CHECK"] == "true"
    assert variables["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] == "true"


@pytest.mark.parametrize(
    ("user", "direct"),
    [
        ({}, {}),
        ({"no_proxy": "a.example"}, {}),
        ({"http_proxy": ""}, {}),
        ({"http_proxy": "http://p:1"}, {"no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}),
        (
            {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.example"},
            {"no_proxy": "a.example,127.0.0.1,localhost", "NO_PROXY": "a.example,127.0.0.1,localhost"},
        ),
        ({"http_proxy": "http://p:1", "no_proxy": "*"}, {}),
    ],
)
def test_proxies(user: dict[str, str], direct: dict[str, str]) -> None:
    """Where there is a proxy, it is not used for what is on this machine."""
    assert environment.bypass_proxies(user) == direct
