"""The Makefile hands its arguments over, and says which one is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from harness import ROOT, Repository

NEEDS = {
    "new-module": "M=orders",
    "gh-new-module-pr": "M=orders",
    "dev": "M=orders",
    "up": "M=orders",
    "stack-up": "M=orders ENV=test",
    "stack-preview": "M=orders ENV=test",
    "stack-destroy": "M=orders ENV=test",
}


@pytest.mark.parametrize("target", NEEDS)
def test_row_87_missing_module(repository: Repository, target: str) -> None:
    """A target without M says so and shows the whole call."""
    ran = repository.run("make", "-s", target)

    output = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, output) == (2, "", f"make {target}: M is missing\nWrite: make {target} {NEEDS[target]}")


@pytest.mark.parametrize("target", [name for name, needs in NEEDS.items() if "ENV" in needs])
def test_row_87_missing_environment(repository: Repository, target: str) -> None:
    """A deploy target without ENV says so and shows the whole call."""
    ran = repository.run("make", "-s", target, "M=orders")

    output = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, output) == (
        2,
        "",
        f"make {target}: ENV is missing\nWrite: make {target} {NEEDS[target]}",
    )


@pytest.mark.parametrize(
    ("call", "argv"),
    [
        (("lint",), "lint ::"),
        (("new-module", "M=billing"), "new-module --name=billing"),
        (("new-module", "M=x; touch planted"), "new-module --name=x; touch planted"),
        (("new-module", "M=`touch planted`"), "new-module --name=`touch planted`"),
        (("new-module", "M=$(shell touch planted)"), "new-module --name=$(shell touch planted)"),
        (("new-module", "M=a $HOME 'b' #c"), "new-module --name=a $HOME 'b' #c"),
        (("locks",), "generate-lockfiles"),
        (
            ("locks", "M=orders"),
            "generate-lockfiles --resolve=orders_core --resolve=orders_api --resolve=orders_test",
        ),
        (("stack-up", "M=orders", "ENV=test"), "deploy --env=test modules/orders"),
        (("stack-preview", "M=orders", "ENV=test"), "deploy --preview --env=test modules/orders"),
        (("stack-destroy", "M=orders", "ENV=test"), "deploy --destroy --env=test modules/orders"),
        (("stack-up", "M=orders", "ENV=prod", "CONFIRM=prod"), "deploy --yes --env=prod modules/orders"),
        (("stack-destroy", "M=orders", "ENV=prod", "CONFIRM=prod"), "deploy --destroy --yes --env=prod modules/orders"),
        (("stack-up", "M=orders", "ENV=$(shell touch planted)"), "deploy --env=$(shell touch planted) modules/orders"),
    ],
)
def test_rows_5_11_17_18_19_wrappers(repository: Repository, call: tuple[str, ...], argv: str) -> None:
    """Each target runs one ./pants command, and no value of an argument is run by a shell or by make."""
    with repository.planted({"pants": '#!/bin/sh\nprintf "%s" "$*"\n'}):
        ran = repository.run("make", "-s", *call)

    assert (ran.code, ran.out, ran.err) == (0, argv, "")
    assert repository.changes() == []


@pytest.mark.parametrize("target", ["stack-up", "stack-destroy"])
@pytest.mark.parametrize("confirm", ["test", "yes", "prod2", "`touch planted`"])
def test_rows_19_c13_another_confirmation(repository: Repository, target: str, confirm: str) -> None:
    """A confirmation that does not repeat the environment's name confirms nothing, and nothing is run."""
    with repository.planted({"pants": "#!/bin/sh\necho ran\n"}):
        ran = repository.run("make", "-s", target, "M=orders", "ENV=prod", f"CONFIRM={confirm}")

    output = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, output) == (
        2,
        "",
        (
            f"make {target}: CONFIRM={confirm} is not ENV=prod; nothing was done.\n"
            f"Write the same name twice to confirm: make {target} M=orders ENV=prod CONFIRM=prod"
        ),
    )
    assert repository.changes() == []


@pytest.mark.parametrize("target", ["locks", "dev", "up"])
def test_row_87_an_unknown_module(repository: Repository, target: str) -> None:
    """A module that does not exist is refused before anything is started."""
    ran = repository.run("make", "-s", target, "M=nope")

    output = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, output) == (
        2,
        "",
        f"make {target}: there is no module modules/nope.\nWrite: make {target} M=orders",
    )


def test_locks_of_other_kinds(repository: Repository) -> None:
    """A module has the resolves that pants.toml says, of whatever kinds; one without has no lockfiles."""
    keys = "".join(f'{name} = "x"\n' for name in ("mail_core", "mail_test", "mail_box_x"))
    toml = repository.read("pants.toml").replace("orders_core =", f"{keys}orders_core =")
    pants = '#!/bin/sh\nprintf "%s" "$*"\n'
    planted = {"pants": pants, "pants.toml": toml, "modules/mail/BUILD": "", "modules/bare/BUILD": ""}
    with repository.planted(planted):
        mail = repository.run("make", "-s", "locks", "M=mail")
        bare = repository.run("make", "-s", "locks", "M=bare")

    output = "\n".join(line for line in bare.err.splitlines() if not line.startswith("make: ***"))
    assert (mail.code, mail.out) == (0, "generate-lockfiles --resolve=mail_core --resolve=mail_test")
    assert (bare.code, bare.out, output) == (
        2,
        "",
        "make locks: bare has no resolves of its own in pants.toml.\nRegenerate those that it uses: make locks",
    )


def test_row_87_help(repository: Repository, tmp_path: Path) -> None:
    """Without a target, every target is named, with tools that a bare machine has."""
    for tool in ("awk", "make", "sh"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    ran = repository.run("make", "-s", env={"PATH": str(tmp_path)})

    assert (ran.code, ran.out, ran.err) == (
        0,
        (
            "  make help              Show what can be made\n"
            "  make new-module        Make a module: M=orders\n"
            "  make gh-new-module-pr  Make a module on a branch, and open a pull request: M=orders, and B= for another branch\n"
            "  make locks             Regenerate the lockfiles: all, or those of a module: M=orders\n"
            "  make dev               Serve a module with hot reload, on its own port: M=orders\n"
            "  make up                Bring a module up in containers, with its PostgreSQL and Redis: M=orders\n"
            "  make lint              Check the whole repository\n"
            "  make stack-up          Deploy a module: M=orders ENV=test, and CONFIRM=test where that is required\n"
            "  make stack-preview     Show what a deploy would change: M=orders ENV=test\n"
            "  make stack-destroy     Take a module down: M=orders ENV=test, and CONFIRM=test where that is required\n"
            "  make clean-cache       Forget what Pants remembers on this machine: the next run in every repository is a cold one\n"
            "  make test              Run every test of the project itself\n"
            "  make guide-status      Write docs/guide-status.md: which tests prove what the guide promises\n"
        ),
        "",
    )


def test_row_22_clean_cache(tmp_path: Path) -> None:
    """What Pants remembers of this repository and of all others is gone, and nothing else."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    kept, caches = tmp_path / "kept", tmp_path / "the caches"
    for folder in (".pants.d", ".pids", "the caches/pants/lmdb_store", "the caches/pantstack", "kept"):
        (tmp_path / folder).mkdir(parents=True)
    variables = {**os.environ, "XDG_CACHE_HOME": str(caches)}

    subprocess.run(("make", "-s", "clean-cache"), cwd=tmp_path, env=variables, check=True)

    assert sorted(tmp_path.iterdir()) == [tmp_path / "Makefile", kept, caches]
    assert list(caches.iterdir()) == [caches / "pantstack"]
