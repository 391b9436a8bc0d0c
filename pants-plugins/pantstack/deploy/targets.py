"""`deploy_environment`: where a repository's modules are brought up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, Final, Optional

from pants.engine.addresses import Address
from pants.engine.target import (
    COMMON_TARGET_FIELDS,
    InvalidFieldException,
    StringField,
    Target,
)

from pantstack.deploy.artefacts import ARTEFACTS
from pantstack.deploy.artefacts.docker.package import DOCKER
from pantstack.deploy.artefacts.pex.package import PEX
from pantstack.deploy.core.gates import in_order
from pantstack.deploy.core.plan import Environment
from pantstack.deploy.fields import (
    AutoRollbackField,
    BranchesField,
    CleanWorktreeField,
    FoundationField,
    GatesField,
    RequiresConfirmationField,
)

PLATFORMS: Final = ("aws", "local")
# A host of one word needs a port: without one Docker takes it for a part of a name at its hub.
_REGISTRY: Final = re.compile(
    r"(?:localhost|[a-z0-9-]+:\d+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)(?:/[a-z0-9][a-z0-9._-]*)*"
)
_SECRETS: Final = re.compile(r"passphrase|(?:awskms|azurekeyvault|gcpkms|hashivault)://[^\s\x00-\x1f?][^\s\x00-\x1f]+")
# A key has no place in an address: those who may ask are known from the environment variables.
_STORE: Final = re.compile(r"file://[^\s?#]+|(?:s3|gs|azblob)://[^\s/?#@]+(?:/[^\s?#]*)?(?:\?[^\s#]+)?")
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def _without_keys(url: str) -> str:
    """An address without what might be a secret in it."""
    return re.sub(r"//[^/@]*@", "//", url).partition("?")[0]


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
                f"{address}: `backend_url` is {_without_keys(value)!r}, which is no address.\nWrite for instance `s3://bucket`."
            )
        return value


class RecordsField(StringField):
    """Where records and artefacts are kept."""

    alias = "records"
    help = (
        "Where the records of deploys and their artefacts are kept: `s3://bucket`, `gs://bucket`, `azblob://container`"
        " or `file:///folder`. Left out, they are beside the state where that is such a place, else in the work tree."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The address, if records can be kept there."""
        value = super().compute_value(raw_value, address)
        if value is not None and not _STORE.fullmatch(value):
            raise InvalidFieldException(
                f"{address}: `records` is {_without_keys(value)!r}, where no records can be kept.\n"
                "Write for instance `s3://bucket` or `file:///folder`."
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


class SecretsProviderField(StringField):
    """What encrypts secrets."""

    alias = "secrets_provider"
    help = (
        "What encrypts secrets in Pulumi's state and configuration: `passphrase`, or a key of a cloud or a vault, as in"
        " `awskms://alias/pulumi?region=us-east-1`. Left out, Pulumi's own choice: a passphrase, unless Pulumi Cloud"
        " keeps the state."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The provider, if Pulumi has such a one."""
        value = super().compute_value(raw_value, address)
        if value is not None and not _SECRETS.fullmatch(value):
            raise InvalidFieldException(
                f"{address}: `secrets_provider` is {value!r}, which Pulumi does not have.\n"
                "Write `passphrase`, or the address of a key: awskms://, gcpkms://, azurekeyvault:// or hashivault://."
            )
        return value


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
        secrets_provider=target[SecretsProviderField].value,
        records=target[RecordsField].value,
    )


def target_types() -> Iterable[type[Target]]:
    """The target types of the feature."""
    return (DeployEnvironment,)
