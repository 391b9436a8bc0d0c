"""`deploy_environment`: where a repository's modules are brought up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, Final, Optional

from pants.engine.addresses import Address
from pants.engine.target import COMMON_TARGET_FIELDS, BoolField, InvalidFieldException, StringField, Target

from pantstack.deploy.core.plan import Environment

PLATFORMS: Final = ("aws", "local")
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


class DeployEnvironment(Target):
    """An environment that modules are deployed to."""

    alias: ClassVar[str] = "deploy_environment"
    core_fields = (
        *COMMON_TARGET_FIELDS,
        PlatformField,
        BackendUrlField,
        RegionField,
        RequiresConfirmationField,
        AutoRollbackField,
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
    return Environment(
        name=target.address.target_name,
        platform=target[PlatformField].value or PlatformField.default,
        backend_url=target[BackendUrlField].value,
        region=target[RegionField].value,
        requires_confirmation=bool(target[RequiresConfirmationField].value),
        auto_rollback=bool(target[AutoRollbackField].value),
    )


def target_types() -> Iterable[type[Target]]:
    """The target types of the feature."""
    return (DeployEnvironment,)
