"""Every kind of module that is no service: made, checked, deployed to this machine and taken down again."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Repository, copy_repository

LOGS = ".pantstack/logs/local"
DEPLOYED = ("modules/mailer", "modules/nightly")
SHARING = "modules/yearly"
KINDS = ("worker", "scheduled", "library")


@pytest.fixture(name="made", scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A copy with a worker that uses orders, a job that runs every minute, one with a shared resolve, and a library."""
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
    copy.pants("new-module", "--kind=library", "--name=slugs", "--layer=platform").ok()
    copy.pants("new-module", "--kind=worker", "--name=mailer", "--uses=orders").ok()
    copy.pants("new-module", "--kind=scheduled", "--name=nightly", "--answers={'schedule': '* * * * *'}").ok()
    copy.pants("new-module", "--kind=scheduled", "--name=yearly", "--resolve=shared").ok()
    yield copy
    copy.close()


def log(repository: Repository, name: str, message: str) -> list[str]:
    """The messages in the log of a module, once a certain one is there."""
    path = repository.path / LOGS / f"{name}.log"
    for _ in range(900):
        # The last line may not be whole yet.
        lines = path.read_text(encoding="utf-8").rpartition("\n")[0].splitlines()
        messages = [json.loads(line)["message"] for line in lines]
        if any(re.fullmatch(message, each) for each in messages):
            return messages
        time.sleep(0.1)
    raise AssertionError(messages)


def test_checks(made: Repository) -> None:
    """Right after they are made, all of them pass every goal without a lock run."""
    targets = [f"{path}::" for path in (*DEPLOYED, SHARING, "stack/libs/slugs")]
    checked = made.pants("lint", "check", "test", "package", *targets).ok()

    assert sorted(re.findall(r"^✓ (\S+\.py)\S* succeeded in", checked.err, re.MULTILINE)) == [
        "modules/mailer/backend/tests/test_worker.py",
        "modules/mailer/infrastructure/test_program.py",
        "modules/nightly/backend/tests/test_job.py",
        "modules/nightly/infrastructure/test_program.py",
        "modules/yearly/backend/tests/test_job.py",
        "modules/yearly/infrastructure/test_program.py",
        "stack/libs/slugs/slugs_test.py",
    ]
    packaged = sorted(path.relative_to(made.path).as_posix() for path in Path(made.path, "dist").rglob("*.pex"))
    assert packaged == [
        "dist/modules.mailer/worker.pex",
        "dist/modules.nightly/job.pex",
        "dist/modules.yearly/job.pex",
    ]


def test_by_hand(made: Repository) -> None:
    """A job runs without a scheduler, and ends with its exit code."""
    ran = made.pants("run", "modules/nightly:job").ok()

    assert next(json.loads(line)["message"] for line in ran.out.splitlines()) == "done"


def test_renamed_while_deployed(made: Repository) -> None:
    """A deployed job keeps its stack under a new name: what deploys and destroys it then is the module as it is now."""
    made.pants("deploy", "modules/nightly", "--env=local").ok()
    made.pants("rename-module", "modules/nightly", "--to=daily").ok()
    made.pants("deploy", "modules/daily", "--env=local").ok()
    runs = log(made, "nightly", "run ended with exit code 0")
    made.pants("deploy", "modules/daily", "--env=local", "--destroy").ok()
    status = json.loads(made.pants("deploy", "--env=local", "--status", "--format=json", "modules/daily").out)
    made.pants("rename-module", "--undo").ok()
    # It would notice late that pants.toml is another one.
    made.end_daemon()

    assert runs[:2] == ["run begins", "done"]
    assert [each["state"] for each in status["modules"]] == ["down"]
    assert "deployed_as" not in made.read("modules/nightly/BUILD")


def test_deploy(made: Repository) -> None:
    """The worker handles what it is sent, the job runs by its expression, and nothing of them is left at the end."""
    made.pants("deploy", *DEPLOYED, "--env=local").ok()
    started = log(made, "mailer", r"started; health is at port \d+")
    port = next(message.split()[-1] for message in started if message.startswith("started"))
    request = urllib.request.Request(f"http://127.0.0.1:{port}/messages", b'{"title": "first"}')
    with urllib.request.urlopen(request, timeout=10) as response:
        sent = json.load(response)["id"]

    handled = log(made, "mailer", f"message {sent}, attempt 1: handled")
    assert "handling first" in handled
    runs = log(made, "nightly", "run ended with exit code 0")
    assert runs[:2] == ["run begins", "done"]
    made.pants("deploy", *DEPLOYED, "--env=local", "--destroy").ok()
    assert log(made, "mailer", "stopped: .*")[-1] == (
        "stopped: {'handled': 1, 'retried': 0, 'dead': 0, 'duplicates': 0}"
    )
    status = json.loads(made.pants("deploy", "--env=local", "--status", "--format=json", *DEPLOYED).out)
    assert [each["state"] for each in status["modules"]] == ["down", "down"]


def test_a_library_is_not_deployed(made: Repository) -> None:
    """There is nothing of a library to deploy, which the error says."""
    ran = made.pants("deploy", "stack/libs/slugs", "--env=local")

    assert (ran.code, ran.out, ran.err) == (
        2,
        "",
        (
            "pants deploy: stack/libs/slugs/BUILD: slugs cannot be deployed, it declares no `infrastructure`.\n"
            'Add `infrastructure="infrastructure"` and the program there, or select other modules.\n'
        ),
    )


def test_the_rest_of_their_lives(made: Repository) -> None:
    """They follow a template that changes, get other names, and are removed; then the repository is as it was before."""
    kinds = dict(zip((*DEPLOYED, "stack/libs/slugs"), KINDS))
    modules = {**kinds, SHARING: kinds["modules/nightly"]}
    own = {f"build-support/templates/{kind}/files/__module__/README.md.j2": f"# A {kind}\n" for kind in KINDS}
    pages = [f"# A {kind}\n" for kind in modules.values()]
    with made.planted(own):
        made.pants("update-module", *modules).ok()
    assert [made.read(f"{module}/README.md") for module in modules] == pages

    for module in modules:
        made.pants("rename-module", module, f"--to={module.rpartition('/')[2]}_two").ok()
    assert [made.read(f"{module}_two/README.md") for module in modules] == pages
    made.pants("lint", "--only=pantstack", "::").ok()

    for module in modules:
        made.pants("remove-module", f"{module}_two").ok()
    assert made.changes() == []
