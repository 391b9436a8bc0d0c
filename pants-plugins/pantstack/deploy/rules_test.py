"""The goal `deploy` inside Pants, with packages and a runner of the test's own."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import pytest
from pants.backend.python import target_types_rules
from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.pex import PythonProvider
from pants.backend.python.util_rules.pex_environment import PythonExecutable
from pants.core.goals import package as package_goal
from pants.core.goals.package import BuiltPackage, BuiltPackageArtifact, PackageFieldSet
from pants.engine.fs import FileContent
from pants.engine.rules import collect_rules, rule
from pants.engine.target import COMMON_TARGET_FIELDS, StringField, Target
from pants.engine.unions import UnionRule
from pants.testutil.rule_runner import RuleRunner, mock_console

from pantstack.catalogue import rules as catalogue
from pantstack.catalogue import targets as catalogue_targets
from pantstack.deploy import rules, targets
from pantstack.deploy.rules import Deploy
from pantstack.engine import packaging


class TextField(StringField):
    """What is packaged."""

    alias = "text"
    default = "print('serving')"
    help = "What is packaged."


class TextPex(Target):
    """In place of a pex_binary: packaged as its text."""

    alias = "pex_binary"
    core_fields = (*COMMON_TARGET_FIELDS, TextField)
    help = "In place of a pex_binary."


class Image(Target):
    """What no artefact kind claims."""

    alias = "docker_image"
    core_fields = COMMON_TARGET_FIELDS
    help = "In place of a docker_image."


@dataclass(frozen=True)
class TextPackage(PackageFieldSet):
    """How to package a text."""

    required_fields = (TextField,)
    text: TextField


@rule
async def package_text(request: TextPackage) -> BuiltPackage:
    """One file."""
    name = f"{request.address.target_name}.pex"
    content = FileContent(name, (request.text.value or "").encode())
    return BuiltPackage(await packaging.gathered((content,)), (BuiltPackageArtifact(name),))


class OwnPython(PythonProvider):
    """The interpreter of the test itself."""


@rule
async def own_python(_: OwnPython) -> PythonExecutable:
    """No search."""
    return PythonExecutable(sys.executable)


RUNNER = """
import shutil, sys
from pathlib import Path
root = Path(sys.argv[1]).parents[2]
shutil.copy(sys.argv[1], root / "ran.json")
sys.exit(int((root / "code").read_text()))
"""
FILES = {
    "BUILD": (
        "deploy_environment(name='local')\n"
        "deploy_environment(name='prod', platform='aws', region='us-east-1', requires_confirmation=True)\n"
    ),
    "code": "0",
    "tools/BUILD": f"pex_binary(name='runner', text={RUNNER!r})\n",
    "stack/libs/common/BUILD": "pantstack_module(description='Shared')\n",
    "stack/libs/common/ids.py": "",
    "modules/orders/BUILD": (
        "pantstack_module(description='Orders', deployables=[':api'], infrastructure='infrastructure',\n"
        "    depends_on=['stack/libs/common'])\n"
        "pex_binary(name='api')\n"
        "docker_image(name='docker')\n"
    ),
    "modules/orders/infrastructure/__main__.py": "",
    "modules/shipping/BUILD": (
        "pantstack_module(description='Shipping', deployables=[':api'], infrastructure='infrastructure',\n"
        "    depends_on=['modules/orders'])\n"
        "pex_binary(name='api')\n"
    ),
    "modules/shipping/infrastructure/__main__.py": "",
}


@pytest.fixture(name="runner")
def _runner() -> RuleRunner:
    """A repository with two modules, a library and two environments."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *pex.rules(),
            *package_goal.rules(),
            *target_types_rules.rules(),
            *catalogue.rules(),
            *rules.rules(),
            UnionRule(PackageFieldSet, TextPackage),
            UnionRule(PythonProvider, OwnPython),
        ],
        target_types=[*catalogue_targets.target_types(), *targets.target_types(), TextPex, Image],
    )
    runner.write_files(FILES)
    return runner


@dataclass(frozen=True)
class Ran:
    """What a run left.

    Attributes:
        code: the exit code.
        out: what was printed.
        plan: what the runner was given, None if it did not run.
    """

    code: int
    out: str
    plan: Optional[dict[str, Any]]


def deploy(runner: RuleRunner, *args: str, variables: Optional[Mapping[str, str]] = None) -> Ran:
    """Run the goal."""
    # Interactive processes need a real console around them.
    with mock_console(runner.options_bootstrapper):
        result = runner.run_goal_rule(
            Deploy,
            global_args=["--python-interpreter-constraints=['>=3.9']", "--deploy-runner=tools:runner"],
            args=args,
            env={"HOME": "/nonexistent", "PANTSTACK_CACHE": "/cache", **(variables or {})},
        )
    plan = Path(runner.build_root, "ran.json")
    return Ran(
        result.exit_code,
        result.stdout + result.stderr,
        json.loads(plan.read_text(encoding="utf-8")) if plan.exists() else None,
    )


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ["modules/orders"],
            "pants deploy: --env is missing; the environments are: local, prod.\nAdd for instance --env=local.\n",
        ),
        (
            ["--env=nope", "modules/orders"],
            (
                'pants deploy: No environment "nope"; the environments are: local, prod.\n'
                "Choose one of them, or declare it with deploy_environment(...) in BUILD at the root.\n"
            ),
        ),
        (
            ["--env=local"],
            "pants deploy: No module is selected.\nName one, for instance: ./pants deploy modules/orders --env=local\n",
        ),
        (
            ["--env=local", "stack/libs/common"],
            (
                "pants deploy: stack/libs/common/BUILD: common cannot be deployed, it names no `infrastructure`.\n"
                'Add `infrastructure="infrastructure"` and the program there, or select other modules.\n'
            ),
        ),
        (
            ["--env=prod", "modules/orders"],
            (
                'pants deploy: Environment "prod" cannot be reached: missing: AWS credentials (set AWS_PROFILE,'
                " or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) and a place for Pulumi's state"
                " (set PULUMI_BACKEND_URL, or `backend_url` in BUILD).\n"
            ),
        ),
    ],
    ids=["no environment", "unknown environment", "no module", "a library", "no credentials"],
)
def test_refused(runner: RuleRunner, args: list[str], said: str) -> None:
    """Wrong usage ends with exit code 2 and words, before anything is packaged."""
    assert deploy(runner, *args) == Ran(2, said, None)
    assert not Path(runner.build_root, ".pantstack").exists()


def test_unclaimed_deployable(runner: RuleRunner) -> None:
    """A deployable that no artefact kind claims is refused at the BUILD file that lists it."""
    text = FILES["modules/orders/BUILD"].replace("':api'", "':docker'")
    runner.write_files({"modules/orders/BUILD": text})

    assert deploy(runner, "--env=local", "modules/orders") == Ran(
        2,
        "pants deploy: modules/orders/BUILD: `deployables` lists modules/orders:docker, a docker_image,"
        " which no artefact kind claims.\nList targets of these types only: pex_binary.\n",
        None,
    )


def test_mistake_in_a_declaration(runner: RuleRunner) -> None:
    """A mistake in any declaration stops a deploy."""
    text = FILES["modules/shipping/BUILD"].replace("modules/orders", "modules/order")
    runner.write_files({"modules/shipping/BUILD": text})

    ran = deploy(runner, "--env=local", "modules/orders")

    assert (ran.code, ran.plan) == (2, None)
    assert ran.out.startswith("pants deploy: the declarations have mistakes.\nmodules/shipping/BUILD:1 ")


def _module(name: str, depends_on: list[str], sha256: str) -> dict[str, Any]:
    artefact = {
        "kind": "pex",
        "name": "api",
        "path": f".pantstack/artefacts/{sha256}/api.pex",
        "digest": f"sha256:{sha256}",
    }
    return {
        "name": name,
        "path": f"modules/{name}",
        "infrastructure": f"modules/{name}/infrastructure",
        "depends_on": depends_on,
        "artefacts": [artefact],
    }


def test_up(runner: RuleRunner) -> None:
    """Modules are packaged once, planned in order, and handed to the runner, whose exit code is ours."""
    runner.write_files({"code": "1"})
    content = str(TextField.default).encode()
    sha256 = hashlib.sha256(content).hexdigest()

    ran = deploy(runner, "--env=local", "modules/shipping", "modules/orders")

    assert ran == Ran(
        1,
        f"orders  packaged api  sha256:{sha256[:12]}\nshipping  packaged api  sha256:{sha256[:12]}\n",
        {
            "version": 1,
            "action": "up",
            "root": runner.build_root,
            "confirmed": False,
            "environment": {
                "name": "local",
                "platform": "local",
                "backend_url": None,
                "region": None,
                "requires_confirmation": False,
            },
            "modules": [_module("orders", [], sha256), _module("shipping", ["orders"], sha256)],
        },
    )
    kept = Path(runner.build_root, ".pantstack", "artefacts", sha256, "api.pex")
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o111


def test_cut_short(runner: RuleRunner) -> None:
    """An artefact that was cut short is written again, a whole one is let be."""
    sha256 = hashlib.sha256(str(TextField.default).encode()).hexdigest()
    assert deploy(runner, "--env=local", "modules/orders").code == 0
    kept = Path(runner.build_root, ".pantstack", "artefacts", sha256, "api.pex")
    whole = kept.stat().st_mtime_ns

    assert deploy(runner, "--env=local", "modules/orders").code == 0
    assert kept.stat().st_mtime_ns == whole
    kept.write_bytes(b"half")
    assert deploy(runner, "--env=local", "modules/orders").code == 0
    assert kept.read_bytes() == str(TextField.default).encode()


def test_destroy(runner: RuleRunner) -> None:
    """Taking down packages nothing and goes in reverse order."""
    ran = deploy(runner, "--env=local", "--destroy", "--yes", "modules::")

    assert (ran.code, ran.out) == (0, "")
    assert ran.plan is not None
    assert (ran.plan["action"], ran.plan["confirmed"]) == ("destroy", True)
    assert [(each["name"], each["artefacts"]) for each in ran.plan["modules"]] == [
        ("shipping", []),
        ("orders", []),
    ]


def test_prod(runner: RuleRunner) -> None:
    """With credentials the environment's own settings reach the plan."""
    user = {"AWS_PROFILE": "mine", "PULUMI_BACKEND_URL": "s3://state"}

    ran = deploy(runner, "--env=prod", "--preview", "modules/orders", variables=user)

    assert ran.plan is not None
    assert (ran.code, ran.plan["action"]) == (0, "preview")
    assert ran.plan["environment"] == {
        "name": "prod",
        "platform": "aws",
        "backend_url": None,
        "region": "us-east-1",
        "requires_confirmation": True,
    }
