"""Everything that Pants can do with the repository, at once."""

from __future__ import annotations

import re

from harness import Repository


def test_every_goal_is_green(repository: Repository) -> None:
    """Lint, check, test and package pass for every target, and change nothing."""
    repository.pants("lint", "check", "test", "package", "::", timeout=2400).ok()

    assert repository.changes() == []


def test_resolves_are_isolated(repository: Repository) -> None:
    """What shipping packages has orders' facade and schemas, and nothing else of orders."""
    ran = repository.pants("dependencies", "--transitive", "modules/shipping:api").ok()

    used = {re.split("[:@]", line)[0] for line in ran.out.splitlines() if line.startswith("modules/orders/")}
    assert used == {
        "modules/orders/backend/public/__init__.py",
        "modules/orders/backend/public/interface.py",
        "modules/orders/backend/schemas/__init__.py",
        "modules/orders/backend/schemas/models.py",
    }
    assert not [line for line in ran.out.splitlines() if "resolve=orders" in line]
