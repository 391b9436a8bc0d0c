"""What modules are made of, in a repository with real BUILD files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from pants.backend.python import target_types_rules
from pants.backend.python.subsystems.setup import PythonSetup
from pants.backend.python.target_types import PythonResolveField
from pants.core.target_types import FilesGeneratorTarget, FileTarget
from pants.engine.rules import QueryRule, collect_rules, rule
from pants.engine.target import COMMON_TARGET_FIELDS, Dependencies, Target
from pants.testutil.rule_runner import RuleRunner

from pantstack.deploy.pants_rules import module_inputs
from pantstack.deploy.planning.affected import Change
from pantstack.deploy.planning.selection import DeclaredModule

ORDERS = DeclaredModule("modules/orders", (), (":api",), "infrastructure")
SHIPPING = DeclaredModule("modules/shipping", (), (":api",), "infrastructure")


class Program(Target):
    """In place of a pex_binary."""

    alias = "program"
    core_fields = (*COMMON_TARGET_FIELDS, Dependencies, PythonResolveField)
    help = "In place of a pex_binary."


@dataclass(frozen=True)
class Affected:
    """Asks which modules a change affects."""

    change: Change


@dataclass(frozen=True)
class Fingerprints:
    """Asks for the fingerprints of all modules."""


@dataclass(frozen=True)
class Answered:
    """What the function returned."""

    texts: tuple[str, ...]


@rule
async def ask_affected(query: Affected, python: PythonSetup) -> Answered:
    """Call the function, as the goal does."""
    repository = module_inputs.Repository("", "tools:runner", python)
    return Answered(await module_inputs.affected_by(query.change, (ORDERS, SHIPPING), repository))


@rule
async def ask_fingerprints(_: Fingerprints, python: PythonSetup) -> Answered:
    """Call the function, as the goal does."""
    repository = module_inputs.Repository("", "tools:runner", python)
    return Answered(await module_inputs.fingerprints((ORDERS, SHIPPING), repository))


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """Orders is made of a library, and shipping of nothing but itself."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *target_types_rules.rules(),
            QueryRule(Answered, (Affected,)),
            QueryRule(Answered, (Fingerprints,)),
        ],
        target_types=[Program, FileTarget, FilesGeneratorTarget],
    )
    runner.write_files(
        {
            "tools/BUILD": "program(name='runner', resolve='infra')\n",
            "libs/BUILD": "files(name='lib', sources=['*.py'], dependencies=['libs/deep:lib'])\n",
            "libs/a.py": "",
            "libs/deep/BUILD": "files(name='lib', sources=['*.py'])\n",
            "libs/deep/b.py": "",
            "modules/orders/BUILD": "program(name='api', resolve='orders', dependencies=['libs:lib'])\n",
            "modules/orders/infrastructure/__main__.py": "",
            "modules/shipping/BUILD": "program(name='api', resolve='shipping')\n",
            "modules/shipping/infrastructure/__main__.py": "",
            "stack/infra/service.py": "",
            "locks/infra.lock": "",
        }
    )
    locks = ", ".join(f"'{each}': 'locks/{each}.lock'" for each in ("infra", "orders", "shipping"))
    runner.set_options(["--python-enable-resolves", f"--python-resolves={{{locks}}}"], env_inherit={"PATH", "HOME"})
    return runner


ORDERS_ONLY, BOTH = (ORDERS.path,), (ORDERS.path, SHIPPING.path)


@pytest.mark.parametrize(
    ("files", "deleted", "expected"),
    [
        (("libs/deep/b.py",), False, ORDERS_ONLY),
        (("libs/deep/c.py",), True, ORDERS_ONLY),
        (("libs/deep/BUILD",), False, ORDERS_ONLY),
        (("libs/BUILD",), False, ORDERS_ONLY),
        (("libs/deep/README.md", "docs/x.md"), False, ()),
        (("locks/orders.lock",), False, ORDERS_ONLY),
        (("locks/infra.lock",), False, BOTH),
        (("modules/orders/infrastructure/__main__.py",), False, ORDERS_ONLY),
        (("stack/infra/service.py",), False, BOTH),
        ((), False, ()),
    ],
)
def test_affected(runner: RuleRunner, files: tuple[str, ...], deleted: bool, expected: tuple[str, ...]) -> None:  # noqa: FBT001 - a table
    """A change of a distant dependency affects the module, also where the file is deleted."""
    change = Change(files, frozenset(files) if deleted else frozenset())

    assert runner.request(Answered, [Affected(change)]) == Answered(expected)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("modules/orders/infrastructure/__main__.py", (True, False)),
        ("modules/orders/infrastructure/deep/data.json", (True, False)),
        ("stack/infra/deep/component.py", (True, True)),
        ("locks/infra.lock", (True, True)),
        ("modules/orders/infrastructure/main_test.py", (False, False)),
        ("modules/orders/infrastructure/Pulumi.test.yaml", (False, False)),
        ("modules/orders/infrastructure/BUILD", (False, False)),
        ("modules/orders/api.py", (False, False)),
        ("locks/orders.lock", (False, False)),
    ],
)
def test_fingerprints(runner: RuleRunner, path: str, changes: tuple[bool, bool]) -> None:
    """What a program is made of changes its fingerprint; tests, BUILD files and configuration do not."""
    before = runner.request(Answered, [Fingerprints()]).texts
    text = Path(runner.build_root, path).read_text(encoding="utf-8") if Path(runner.build_root, path).exists() else ""

    runner.write_files({path: f"{text}# changed\n"})
    after = runner.request(Answered, [Fingerprints()]).texts

    assert tuple(one != other for one, other in zip(before, after)) == changes
