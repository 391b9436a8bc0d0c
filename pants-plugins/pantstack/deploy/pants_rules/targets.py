"""`deploy_environment`: where a repository's modules are brought up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    InvalidFieldException,
    Target,
)

from pantstack.deploy.artifact_kinds.backends import default_kind
from pantstack.deploy.contract.model import ENVIRONMENT_NAME, Environment
from pantstack.deploy.pants_rules.fields import (
    AutoRollbackField,
    BackendUrlField,
    BranchesField,
    CleanWorktreeField,
    FoundationField,
    GatesField,
    PlatformField,
    RecordsField,
    RegionField,
    RegistryField,
    RequiresConfirmationField,
    RunsField,
    SecretsProviderField,
)
from pantstack.deploy.platforms import traits
from pantstack.deploy.preconditions.gates import ordered


class DeployEnvironment(Target):
    """An environment that modules are deployed to."""

    alias: ClassVar[str] = "deploy_environment"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        PlatformField,
        BackendUrlField,
        RecordsField,
        RegionField,
        RegistryField,
        RunsField,
        SecretsProviderField,
        RequiresConfirmationField,
        BranchesField,
        CleanWorktreeField,
        AutoRollbackField,
        GatesField,
        FoundationField,
    )
    help = "An environment that modules are deployed to by its name, as in `pants deploy modules/orders --env=prod`."

    def validate(self) -> None:
        """Refuse a name that no environment can have.

        Raises:
            InvalidFieldException: if it is one.
        """
        if not ENVIRONMENT_NAME.fullmatch(self.address.target_name):
            raise InvalidFieldException(
                f"{self.address}: {self.address.target_name!r} is not a name for an environment.\n"
                "Use at most 40 lower-case letters, digits, dashes and underscores, a letter first."
            )


def environment_of(target: Target) -> Environment:
    """Read the environment that a `deploy_environment` declares."""
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
        gates=ordered(target[GatesField].value or ()),
        runs=target[RunsField].value or default_kind(needs_registry=bool(registry) or traits(platform).needs_registry),
        secrets_provider=target[SecretsProviderField].value,
        records=target[RecordsField].value,
    )


def target_types() -> Iterable[type[Target]]:
    """The target types of the feature."""
    return (DeployEnvironment,)
