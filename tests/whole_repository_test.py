"""Everything that Pants can do with the repository, at once."""

from __future__ import annotations

import re

from harness import Repository


def test_every_goal_is_green(repository: Repository) -> None:
    """Lint, check, test and package pass for every target, and change nothing."""
    repository.pants("lint", "check", "test", "package", "::", timeout=2400).ok()

    assert repository.changes() == []


def test_stock_goals_have_nothing_to_do(repository: Repository) -> None:
    """Pants' own goals that write BUILD files find all of them complete and formatted."""
    goals = ("--tailor-check", "--update-build-files-check", "tailor", "update-build-files", "::")
    ran = repository.pants(*goals).ok()

    assert (ran.out, repository.changes()) == ("", [])


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


def test_the_address_of_a_module_brings_its_facade(repository: Repository) -> None:
    """What only `dependencies` names is in the tests and in the PEX, in the resolve of who names it."""
    hidden = "from stack.libs.common import generate_id  # pants: no-infer-dep\n"
    build = """\
python_sources(name="lib", dependencies=["stack/libs/common"], resolve="orders_test")
python_tests(name="tests", resolve="orders_test")
pex_binary(name="stamp", entry_point="main.py", resolve="orders_test")
"""
    files = {
        "tools/stamp/main.py": f"{hidden}\nprint(generate_id.__module__)\n",
        "tools/stamp/main_test.py": (
            'from tools.stamp.main import generate_id\n\n\ndef test_ids() -> None:\n    """It is there."""\n    assert generate_id\n'
        ),
    }
    with repository.planted({**files, "tools/stamp/BUILD": build}):
        repository.pants("--lint-only=pantstack", "lint", "test", "package", "tools/stamp::").ok()
        used = repository.pants("dependencies", "tools/stamp/main.py:lib").ok().out.split()
        ran = repository.run("dist/tools.stamp/stamp.pex").ok()

    shared = repository.path / "stack/libs/common"
    sources = sorted(path.relative_to(shared).as_posix() for path in shared.rglob("*.py"))
    lib = [path for path in sources if not path.endswith(("_test.py", "testing.py"))]
    facade = [f"stack/libs/common/{path}:{'../' * path.count('/')}lib@resolve=orders_test" for path in lib]
    assert used == [*facade, "stack/libs/common:common"]
    assert ran.out == "stack.libs.common.ids\n"
