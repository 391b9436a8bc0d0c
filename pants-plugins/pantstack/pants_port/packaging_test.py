"""The port over Pants' packaging, with a package of the test's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import pytest
from pants.backend.docker.package_types import BuiltDockerImage
from pants.core.goals import package as package_goal
from pants.core.goals.package import BuiltPackage, BuiltPackageArtifact, PackageFieldSet
from pants.engine.addresses import Address, UnparsedAddressInputs
from pants.engine.fs import FileContent
from pants.engine.rules import QueryRule, collect_rules, rule
from pants.engine.target import COMMON_TARGET_FIELDS, StringField, Target
from pants.engine.unions import UnionRule
from pants.testutil.rule_runner import RuleRunner

from pantstack.pants_port import packaging


class TextField(StringField):
    """The package's content; with a slash, a folder of two files."""

    alias = "text"
    required = True
    help = "What is packaged."


class TextTarget(Target):
    """A target that is packaged as its text."""

    alias = "text"
    core_fields = (*COMMON_TARGET_FIELDS, TextField)
    help = "A target that is packaged as its text."


class Plain(Target):
    """A target that cannot be packaged."""

    alias = "plain"
    core_fields = COMMON_TARGET_FIELDS
    help = "A target that cannot be packaged."


@dataclass(frozen=True)
class TextPackage(PackageFieldSet):
    """How to package a text."""

    required_fields = (TextField,)
    text: TextField


@rule
async def package_text(request: TextPackage) -> BuiltPackage:
    """One file, or a folder; or an image with its description."""
    name, content = request.address.target_name, (request.text.value or "").encode()
    if b"/" in content:
        files: tuple[FileContent, ...] = (
            FileContent(f"{name}/a", content),
            FileContent(f"{name}/b", content),
        )
    else:
        files = (FileContent(name, content),)
    digest = await packaging.gathered(files)
    if content == b"image":
        return BuiltPackage(digest, (BuiltDockerImage.create("0123456789ab", ("x:1", "x:2"), name),))
    return BuiltPackage(digest, (BuiltPackageArtifact(name),))


@dataclass(frozen=True)
class Request:
    """Addresses to package."""

    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Built:
    """Sizes of the packages by address, None for what is not one file; identifier of an image."""

    sizes: tuple[tuple[str, Optional[int], str], ...]


@rule
async def build(request: Request) -> Built:
    """Each function of the port once."""
    inputs = UnparsedAddressInputs(
        request.addresses, owning_address=Address("modules/orders"), description_of_origin="the test"
    )
    (targets,) = await packaging.targets_at((inputs,))
    sets = await packaging.field_sets(tuple(targets))
    packages = await packaging.build(sets)
    return Built(
        tuple(
            (
                str(each.address),
                package.file.file_digest.serialized_bytes_length if package.file else None,
                package.identifier,
            )
            for each, package in zip(sets, packages)
        )
    )


@pytest.fixture(name="runner", scope="module")
def _runner() -> RuleRunner:
    """A repository with four targets."""
    runner = RuleRunner(
        rules=[
            *collect_rules(globals()),
            *package_goal.rules(),
            UnionRule(PackageFieldSet, TextPackage),
            QueryRule(Built, (Request,)),
        ],
        target_types=[TextTarget, Plain],
    )
    runner.write_files(
        {
            "modules/orders/BUILD": (
                "text(name='api', text='four')\ntext(name='folder', text='a/b')\nplain(name='no')\n"
                "text(name='docker', text='image')\n"
            )
        }
    )
    return runner


def test_packages(runner: RuleRunner) -> None:
    """A file has its size, a folder none, an image its name, and what cannot be packaged is left out."""
    built = runner.request(Built, [Request((":api", ":docker", ":folder", ":no"))])

    assert built == Built(
        (
            ("modules/orders:api", 4, ""),
            ("modules/orders:docker", 5, "0123456789ab"),
            ("modules/orders:folder", None, ""),
        )
    )


def test_nothing(runner: RuleRunner) -> None:
    """No address, no package."""
    assert runner.request(Built, [Request(())]) == Built(())
