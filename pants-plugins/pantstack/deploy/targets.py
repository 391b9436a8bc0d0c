"""`deploy_environment`: where a repository's modules are brought up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, Final, Optional

from pants.engine.addresses import Address
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    BoolField,
    InvalidFieldException,
    StringField,
    StringSequenceField,
    Target,
)

from pantstack.deploy.artefacts import ARTEFACTS
from pantstack.deploy.artefacts.docker.package import DOCKER
from pantstack.deploy.artefacts.pex.package import PEX
from pantstack.deploy.core.gates import in_order
from pantstack.deploy.core.plan import Environment
from pantstack.deploy.fields import FoundationField, GatesField

PLATFORMS: Final = ("aws", "local")
# A host of one word needs a port: without one Docker takes it for a part of a name at its hub.
_REGISTRY: Final = re.compile(
    r"(?:localhost|[a-z0-9-]+:\d+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)(?:/[a-z0-9][a-z0-9._-]*)*"
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class PlatformField(StringField):
    """What services run on."""

    alias = "platform"
    default = "local"
    help = "What services run on: `local`, processes of this machine, or `aws`, ECS Fargate."

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The platform, if there is one of that name."""
        value = super().compute_value(raw_value, address)
        if value not in PLATFORMS:
            raise InvalidFieldException(
                f"{address}: `platform` is {value!r}; the platforms are: {', '.join(PLATFORMS)}.\nChoose one of them."
            )
        return value


class BackendUrlField(StringField):
    """Where Pulumi keeps its state."""

    alias = "backend_url"
    help = "Where Pulumi keeps its state, such as `s3://bucket`; left out, the platform's own place."

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The address, if it is one."""
        value = super().compute_value(raw_value, address)
        if value is not None and not re.fullmatch(r"[a-z][a-z0-9+]*://\S+", value):
            raise InvalidFieldException(
                f"{address}: `backend_url` is {value!r}, which is no address.\nWrite for instance `s3://bucket`."
            )
        return value


class RegionField(StringField):
    """The cloud's region."""

    alias = "region"
    help = "The region of the cloud, such as `us-east-1`."

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The region, if it looks like one."""
        value = super().compute_value(raw_value, address)
        if value is not None and not re.fullmatch(r"[a-z]{2,}(-[a-z]+)+-\d", value):
            raise InvalidFieldException(
                f"{address}: `region` is {value!r}, which is no region.\nWrite for instance `us-east-1`."
            )
        return value


class RegistryField(StringField):
    """Where images are pushed to."""

    alias = "registry"
    help = (
        "Where images are pushed to, such as `127.0.0.1:5000/test`: the image of orders goes to"
        " `127.0.0.1:5000/test/orders`. Left out, on AWS it is the registry that the `foundation` made; elsewhere"
        " images stay in the daemon of this machine."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The registry, if Docker takes it for one."""
        value = super().compute_value(raw_value, address)
        if value is not None and not _REGISTRY.fullmatch(value):
            raise InvalidFieldException(
                f"{address}: `registry` is {value!r}, which is no registry.\n"
                "Write HOST or HOST:PORT, and a path if you like: `registry.example.com/test`."
            )
        return value


class RunsField(StringField):
    """What services run from."""

    alias = "runs"
    help = (
        "The kind of artefact that services run from: `pex` or `docker`. Left out, it is `docker` on AWS and where"
        " there is a `registry`, else `pex`. A module that has none of that kind runs from what it has."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The kind, if there is one of that name."""
        value = super().compute_value(raw_value, address)
        known = [kind.name for kind in ARTEFACTS]
        if value is not None and value not in known:
            raise InvalidFieldException(
                f"{address}: `runs` is {value!r}; the kinds of artefacts are: {', '.join(sorted(known))}.\n"
                "Choose one of them."
            )
        return value


class RequiresConfirmationField(BoolField):
    """Whether the user is asked first."""

    alias = "requires_confirmation"
    default = False
    help = "Whether a deploy asks for the environment's name before it changes anything; `--yes` answers."


class AutoRollbackField(BoolField):
    """Whether a bad deploy is taken back."""

    alias = "auto_rollback"
    default = False
    help = "Whether a module whose smoke test fails after a deploy gets its last good artefacts back."


class BranchesField(StringSequenceField):
    """From where it may be deployed."""

    alias = "branches"
    help = (
        "The git branches that it is deployed from, patterns such as `release/*` included; left out, any. A commit"
        " without a branch, as CI has it, counts as the branches that end with it. A preview is always allowed."
    )


class CleanWorktreeField(BoolField):
    """Whether all must be committed."""

    alias = "clean_worktree"
    default = False
    help = "Whether all must be committed before a deploy. A preview is always allowed."


class DeployEnvironment(Target):
    """An environment that modules are deployed to."""

    alias: ClassVar[str] = "deploy_environment"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        PlatformField,
        BackendUrlField,
        RegionField,
        RegistryField,
        RunsField,
        RequiresConfirmationField,
        BranchesField,
        CleanWorktreeField,
        AutoRollbackField,
        GatesField,
        FoundationField,
    )
    help = "An environment that modules are deployed to: `pants deploy modules/orders --env=NAME`."

    def validate(self) -> None:
        """Refuse a name that cannot name a stack."""
        if not _NAME.fullmatch(self.address.target_name):
            raise InvalidFieldException(
                f"{self.address}: {self.address.target_name!r} cannot name an environment.\n"
                "Use lower-case letters, digits, dashes and underscores, at most 40, a letter first."
            )


def environment_of(target: Target) -> Environment:
    """The environment that a `deploy_environment` declares.

    Args:
        target: the target.
    """
    registry = target[RegistryField].value
    platform = target[PlatformField].value or PlatformField.default
    return Environment(
        name=target.address.target_name,
        platform=platform,
        backend_url=target[BackendUrlField].value,
        region=target[RegionField].value,
        requires_confirmation=bool(target[RequiresConfirmationField].value),
        branches=tuple(target[BranchesField].value or ()),
        clean_worktree=bool(target[CleanWorktreeField].value),
        auto_rollback=bool(target[AutoRollbackField].value),
        registry=registry,
        foundation=target[FoundationField].value,
        gates=in_order(target[GatesField].value or ()),
        runs=target[RunsField].value or (DOCKER.name if registry or platform == "aws" else PEX.name),
    )


def target_types() -> Iterable[type[Target]]:
    """The target types of the feature."""
    return (DeployEnvironment,)
