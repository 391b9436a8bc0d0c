"""Finding Pulumi's command line, and building it with a stand-in for Go."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pantstack_runner.base.errors import FailedError, UserError
from pantstack_runner.pulumi import cli, cli_build, cli_release

GO_MOD = (cli_build.MODULE / "go.mod").read_text(encoding="utf-8")
PINNED = cli.pinned_version(GO_MOD)
UNREACHABLE = "get.pulumi.com cannot be reached (no network)"


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched, unless a test says so."""
    monkeypatch.setattr(cli_release, "unreachable", lambda: UNREACHABLE)


def _program(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _env(*folders: Path) -> dict[str, str]:
    return {"PATH": ":".join([*map(str, folders), "/usr/bin", "/bin"])}


def _cached(cache: Path) -> Path:
    return cache / "pulumi" / PINNED.removeprefix("v") / "pulumi"


def test_pin() -> None:
    """The Go module pins a version, and is whole."""
    assert PINNED == "v3.259.0"
    with pytest.raises(FailedError):
        cli.pinned_version("module x\n")


def test_on_path(tmp_path: Path) -> None:
    """A new enough command line on PATH is used."""
    found = _program(tmp_path / "bin", "pulumi", "echo v3.250.1")

    assert cli.find(tmp_path / "cache", _env(tmp_path / "bin")) == found


def test_cached(tmp_path: Path) -> None:
    """Without one on PATH, the one in the cache is used; no Go is needed."""
    target = _cached(tmp_path / "cache")
    target.parent.mkdir(parents=True)
    target.touch()

    assert cli.find(tmp_path / "cache", {"PATH": str(tmp_path)}) == target


@pytest.mark.parametrize(("text", "version"), [("echo v3.10.0", "3.10.0"), ("echo hello", "0"), ("exit 1", "0")])
def test_too_old(tmp_path: Path, text: str, version: str) -> None:
    """An old or strange command line is not used; without Go the message says what there is."""
    found = _program(tmp_path / "bin", "pulumi", text)

    with pytest.raises(UserError) as caught:
        cli.find(tmp_path / "cache", {"PATH": str(tmp_path / "bin")})

    assert str(caught.value) == (
        f"Pulumi is missing: {found} is {version}, older than 3.200.0, {UNREACHABLE}, and there is no Go to build it with.\n"
        f"{cli.INSTALL}"
    )


def test_neither(tmp_path: Path) -> None:
    """Without Pulumi and Go, two lines say how to get one."""
    with pytest.raises(UserError) as caught:
        cli.find(tmp_path / "cache", {"PATH": str(tmp_path)})

    assert str(caught.value) == (
        f"Pulumi is missing: `pulumi` is not on PATH, {UNREACHABLE}, and there is no Go to build it with.\n{cli.INSTALL}"
    )


def test_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Go gets the pinned module and the version, and the result lands in the cache, executable."""
    _program(tmp_path / "bin", "go", 'echo "$@" > pulumi; ls >> pulumi; chmod +x pulumi')

    found = cli.find(tmp_path / "cache", _env(tmp_path / "bin"))

    assert found == _cached(tmp_path / "cache")
    assert found.read_text(encoding="utf-8").splitlines() == [
        (
            "build -v -trimpath -ldflags"
            " -s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.259.0"
            " -o pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
        ),
        "go.mod",
        "go.sum",
        "pulumi",
        "tools.go",
    ]
    assert sorted(each.name for each in found.parent.iterdir()) == ["build.log", "lock", "pulumi"]
    assert capsys.readouterr().out == (
        f"pulumi  {UNREACHABLE}; builds v3.259.0 with Go instead, once, 3 to 10 minutes\npulumi  built {found}\n"
    )


def test_failed_build(tmp_path: Path) -> None:
    """A failed build leaves nothing that looks whole, and says its last line."""
    _program(tmp_path / "bin", "go", "echo half > pulumi; echo no network; exit 1")

    with pytest.raises(FailedError) as caught:
        cli.find(tmp_path / "cache", _env(tmp_path / "bin"))

    target = _cached(tmp_path / "cache")
    assert str(caught.value) == (
        f"Building Pulumi v3.259.0 failed: no network (the whole log: {target.parent}/build.log).\n"
        "Run the same command again, or install Pulumi: https://www.pulumi.com/docs/install/."
    )
    assert sorted(each.name for each in target.parent.iterdir()) == ["build.log", "lock"]


def test_two_at_once(tmp_path: Path) -> None:
    """Two that start at once build once."""
    _program(tmp_path / "bin", "go", f'echo x >> "{tmp_path}/built"; sleep 1; echo x > pulumi')
    code = (
        "from pathlib import Path; from pantstack_runner.pulumi import cli, cli_release;"
        f"cli_release.unreachable = lambda: {UNREACHABLE!r};"
        f"cli.find(Path({str(tmp_path / 'cache')!r}), {_env(tmp_path / 'bin')!r})"
    )
    env = {"PYTHONPATH": ":".join(filter(None, sys.path))}

    both = [subprocess.Popen((sys.executable, "-c", code), env=env) for _ in range(2)]

    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert (tmp_path / "built").read_text(encoding="utf-8") == "x\n"
