"""The Makefile hands its arguments over, and says which one is missing."""

from __future__ import annotations

import pytest
from harness import Repository

NEEDS = {
    "new-module": "M=orders",
    "stack-up": "M=orders ENV=test",
    "stack-preview": "M=orders ENV=test",
    "stack-destroy": "M=orders ENV=test",
}


@pytest.mark.parametrize("target", NEEDS)
def test_missing_module(repository: Repository, target: str) -> None:
    """A target without M says so and shows the whole call."""
    ran = repository.run("make", "-s", target)

    said = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, said) == (2, "", f"make {target}: M is missing\nWrite: make {target} {NEEDS[target]}")


@pytest.mark.parametrize("target", [name for name, needs in NEEDS.items() if "ENV" in needs])
def test_missing_environment(repository: Repository, target: str) -> None:
    """A deploy target without ENV says so and shows the whole call."""
    ran = repository.run("make", "-s", target, "M=orders")

    said = "\n".join(line for line in ran.err.splitlines() if not line.startswith("make: ***"))
    assert (ran.code, ran.out, said) == (2, "", f"make {target}: ENV is missing\nWrite: make {target} {NEEDS[target]}")


@pytest.mark.parametrize(
    ("call", "argv"),
    [
        (("lint",), "lint ::"),
        (("new-module", "M=billing"), "new-module --name=billing"),
        (("new-module", "M=x; touch planted"), "new-module --name=x; touch planted"),
        (("new-module", "M=`touch planted`"), "new-module --name=`touch planted`"),
        (("locks",), "generate-lockfiles"),
        (
            ("locks", "M=orders"),
            "generate-lockfiles --resolve=orders_core --resolve=orders_api --resolve=orders_test",
        ),
        (("stack-up", "M=orders", "ENV=test"), "deploy --env=test modules/orders"),
        (("stack-preview", "M=orders", "ENV=test"), "deploy --preview --env=test modules/orders"),
        (("stack-destroy", "M=orders", "ENV=test"), "deploy --destroy --env=test modules/orders"),
    ],
)
def test_wrappers(repository: Repository, call: tuple[str, ...], argv: str) -> None:
    """Each target runs one ./pants command, and no value of an argument is run by a shell."""
    with repository.planted({"pants": '#!/bin/sh\nprintf "%s" "$*"\n'}):
        ran = repository.run("make", "-s", *call)

    assert (ran.code, ran.out, ran.err) == (0, argv, "")
    assert repository.changes() == []
