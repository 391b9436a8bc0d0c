"""A repository for tests of the goal `deploy`, with packages and a runner of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pants.backend.docker.package_types import BuiltDockerImage
from pants.backend.python import target_types_rules
from pants.backend.python.util_rules import pex
from pants.backend.python.util_rules.pex import PythonProvider
from pants.backend.python.util_rules.pex_environment import PythonExecutable
from pants.core.goals.package import BuiltPackage, BuiltPackageArtifact, PackageFieldSet
from pants.engine.fs import FileContent
from pants.engine.rules import collect_rules, rule
from pants.engine.target import COMMON_TARGET_FIELDS, Dependencies, StringField, Target
from pants.engine.unions import UnionRule
from pants.testutil.rule_runner import RuleRunner, mock_console

from pantstack.declarations import targets as catalog_targets
from pantstack.declarations.pants_rules import rules as catalog
from pantstack.deploy.pants_rules import deploy as goal
from pantstack.deploy.pants_rules import targets
from pantstack.deploy.pants_rules.deploy import Deploy
from pantstack.pants_port import packaging
from pantstack.pants_port.testing import rules_of_goals


class TextField(StringField):
    """What is packaged."""

    alias = "text"
    default = "print('serving')"
    help = "What is packaged."


class TextPex(Target):
    """In place of a pex_binary: packaged as its text."""

    alias = "pex_binary"
    core_fields = (*COMMON_TARGET_FIELDS, Dependencies, TextField)
    help = "In place of a pex_binary."


class Archive(Target):
    """What no artifact kind claims."""

    alias = "archive"
    core_fields = COMMON_TARGET_FIELDS
    help = "In place of an archive."


class Image(Target):
    """In place of a docker_image: packaged as its text, which has a tag."""

    alias = "docker_image"
    core_fields = (*COMMON_TARGET_FIELDS, TextField)
    help = "In place of a docker_image."


@dataclass(frozen=True)
class TextPackage(PackageFieldSet):
    """How to package a text."""

    required_fields = (TextField,)
    text: TextField


@rule
async def package_text(request: TextPackage) -> BuiltPackage:
    """One file."""
    name, text = request.address.target_name, request.text.value or ""
    digest = await packaging.gathered((FileContent(name, text.encode()),))
    if text.startswith("image "):
        return BuiltPackage(digest, (BuiltDockerImage.create(text.split()[1], ("orders:1",), name),))
    return BuiltPackage(digest, (BuiltPackageArtifact(name),))


class OwnPython(PythonProvider):
    """The interpreter of the test itself."""


@rule
async def own_python(_: OwnPython) -> PythonExecutable:
    """No search."""
    return PythonExecutable(sys.executable)


RUNNER = """
import os, shutil, sys
from pathlib import Path
root = Path(sys.argv[1]).parents[2]
shutil.copy(sys.argv[1], root / "ran.json")
code = int((root / "code").read_text())
if code < 0:
    os.kill(os.getpid(), -code)
sys.exit(code)
"""
FILES = {
    "BUILD": (
        "deploy_environment(name='local')\n"
        "deploy_environment(name='pictured', registry='127.0.0.1:5000/x')\n"
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
        "docker_image(name='docker', text='image 0123456789ab')\n"
        "archive(name='zip')\n"
    ),
    "modules/orders/infrastructure/__main__.py": "",
    "modules/shipping/BUILD": (
        "pantstack_module(description='Shipping', deployables=[':api'], infrastructure='infrastructure',\n"
        "    depends_on=['modules/orders'])\n"
        "pex_binary(name='api')\n"
    ),
    "modules/shipping/infrastructure/__main__.py": "",
}


def make_runner(
    *more: Any,  # noqa: ANN401 - rules
    targets_too: tuple[type[Target], ...] = (),
    bootstrap: tuple[str, ...] = (),
) -> RuleRunner:
    """A repository with two modules, a library and two environments; `bootstrap` is options of its engine."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *pex.rules(),
            *rules_of_goals(),
            *target_types_rules.rules(),
            *catalog.rules(),
            *goal.rules(),
            UnionRule(PackageFieldSet, TextPackage),
            UnionRule(PythonProvider, OwnPython),
            *more,
        ],
        target_types=[
            *catalog_targets.target_types(),
            *targets.target_types(),
            TextPex,
            Image,
            Archive,
            *targets_too,
        ],
        bootstrap_args=bootstrap,
    )
    runner.write_files(FILES)
    return runner


@dataclass(frozen=True)
class Ran:
    """What a run left.

    Attributes:
        plan: what the runner was given, None if it did not run.
    """

    code: int
    out: str
    plan: Optional[dict[str, Any]]


def deploy(runner: RuleRunner, *args: str, variables: Optional[Mapping[str, str]] = None) -> Ran:
    """Run the goal."""
    plan = Path(runner.build_root, "ran.json")
    # Of an earlier run.
    plan.unlink(missing_ok=True)
    # Interactive processes need a real console around them.
    with mock_console(runner.options_bootstrapper):
        result = runner.run_goal_rule(
            Deploy,
            global_args=["--python-interpreter-constraints=['>=3.9']", "--deploy-runner=tools:runner"],
            args=args,
            env={"HOME": "/nonexistent", "PANTSTACK_CACHE": "/cache", **(variables or {})},
        )
    return Ran(
        result.exit_code,
        result.stdout + result.stderr,
        json.loads(plan.read_text(encoding="utf-8")) if plan.exists() else None,
    )
