"""What a repository needs before anything is deployed from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.preconditions import repository
from pantstack.deploy.preconditions.repository import Runner

TARGETS = {"tools": {"runner", "tools"}, "": {"runner"}}


@pytest.mark.parametrize("address", ["tools:runner", "tools", "//:runner", "//tools:runner"])
def test_a_runner(tmp_path: Path, address: str) -> None:
    """A runner that is declared is enough, however it is addressed; environments have an error of their own."""
    repository.check(Runner(address), TARGETS, (), tmp_path)


def test_no_runner(tmp_path: Path) -> None:
    """A repository without a runner cannot deploy; what else is missing is named with it, and the command."""
    wrong = []
    for runner, environments in (
        (Runner("tools:other"), ()),
        (Runner("tools:other"), ("local",)),
        (Runner("tools:runner", "infra"), ("local",)),
    ):
        with pytest.raises(UserError) as caught:
            repository.check(runner, TARGETS, environments, tmp_path)
        wrong.append((caught.value.message, caught.value.help))

    command = "Add it: pants adopt --stage=deploy --write"
    assert wrong == [
        (
            (
                "This repository lacks the runner `tools:other` of [deploy].runner and a `deploy_environment` in BUILD"
                " at the root, so nothing can be deployed."
            ),
            command,
        ),
        ("This repository lacks the runner `tools:other` of [deploy].runner, so nothing can be deployed.", command),
        ("This repository lacks the resolve `infra` of the runner, so nothing can be deployed.", command),
    ]


def test_no_lockfile(tmp_path: Path) -> None:
    """A runner whose lockfile was not made yet is named with the command that makes it."""
    runner = Runner("tools:runner", "infra", "locks/infra.lock")
    with pytest.raises(UserError) as caught:
        repository.check(runner, TARGETS, ("local",), tmp_path)
    assert (caught.value.message, caught.value.help) == (
        "locks/infra.lock: the lockfile of the resolve `infra` is missing, so the runner cannot be built.",
        "Make it: pants generate-lockfiles --resolve=infra",
    )

    (tmp_path / "locks").mkdir()
    (tmp_path / "locks/infra.lock").touch()
    repository.check(runner, TARGETS, ("local",), tmp_path)


def test_a_lockfile_without_the_runner(tmp_path: Path) -> None:
    """A lockfile as `pants adopt` writes it, or of another version, is named with the command that makes it."""
    requirements, lockfile = tmp_path / "3rdparty/python/requirements-infra.txt", tmp_path / "infra.lock"
    requirements.parent.mkdir(parents=True)
    requirements.write_text("pulumi==3\npantstack-runner==1.2.3\n")
    runner = Runner("tools:runner", "infra", "infra.lock")
    for text in ("{}", '"pantstack-runner==1.2.2"'):
        lockfile.write_text(text)
        with pytest.raises(UserError) as caught:
            repository.check(runner, TARGETS, ("local",), tmp_path)
        assert str(caught.value) == (
            "infra.lock: the lockfile of the resolve `infra` has no pantstack-runner==1.2.3, so the runner cannot be"
            " built.\n  Make it: pants generate-lockfiles --resolve=infra"
        )

    lockfile.write_text('"pantstack-runner==1.2.3",')
    repository.check(runner, TARGETS, ("local",), tmp_path)
    lockfile.write_text("")
    requirements.write_text("pulumi==3\n")
    repository.check(runner, TARGETS, ("local",), tmp_path)
