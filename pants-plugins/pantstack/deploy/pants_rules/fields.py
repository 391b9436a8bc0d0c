"""Fields of `deploy_environment`."""

from __future__ import annotations

import re
from typing import ClassVar, Final, Iterable, Optional  # noqa: UP035  help shows that of `typing` with its elements

from pants.engine.addresses import Address
from pants.engine.target import BoolField, InvalidFieldException, StringField, StringSequenceField

from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.gates import GATES
from pantstack.deploy.platforms import PLATFORMS

# A host of one word needs a port: without one Docker takes it for a part of a name at its hub.
_REGISTRY: Final = re.compile(
    r"(?:localhost|[a-z0-9-]+:\d+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)(?:/[a-z0-9][a-z0-9._-]*)*"
)
_SECRETS: Final = re.compile(r"passphrase|(?:awskms|azurekeyvault|gcpkms|hashivault)://[^\s\x00-\x1f?][^\s\x00-\x1f]+")
# A key has no place in an address: those who may ask are known from the environment variables.
_STORE: Final = re.compile(r"file://[^\s?#]+|(?:s3|gs|azblob)://[^\s/?#@]+(?:/[^\s?#]*)?(?:\?[^\s#]+)?")


class _FormField(StringField):
    """A text of a certain form.

    Attributes:
        form: which all of it has to match.
        fault: what a text is that does not.
        remedy: what to write instead.
    """

    form: ClassVar[re.Pattern[str]]
    fault: ClassVar[str]
    remedy: ClassVar[str]

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The text, if it has that form.

        Raises:
            InvalidFieldException: if it has not.
        """
        value = super().compute_value(raw_value, address)
        if value is not None and not cls.form.fullmatch(value):
            shown = _without_keys(value) if "://" in value else value
            raise InvalidFieldException(f"{address}: `{cls.alias}` is {shown!r}, {cls.fault}.\n{cls.remedy}")
        return value


def _without_keys(url: str) -> str:
    """An address without what might be a secret in it."""
    return re.sub(r"//[^/@]*@", "//", url).partition("?")[0]


class _ChoiceField(StringField):
    """One of some words: Pants' own `valid_choices`, which help lists, in our words where another is written.

    Attributes:
        valid_choices: the words.
        called: what they are.
    """

    valid_choices: ClassVar[tuple[str, ...]]
    called: ClassVar[str]

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The word, if it is one of them.

        Raises:
            InvalidFieldException: if it is not.
        """
        if isinstance(raw_value, str) and raw_value not in cls.valid_choices:
            known = ", ".join(sorted(cls.valid_choices))
            raise InvalidFieldException(
                f"{address}: `{cls.alias}` is {raw_value!r}; the {cls.called} are: {known}.\nChoose one of them."
            )
        return super().compute_value(raw_value, address)


class PlatformField(_ChoiceField):
    """What services run on."""

    alias = "platform"
    default = PLATFORMS[0]
    help = "What services run on: `local`, processes or containers of this machine, or `aws`, ECS Fargate."
    valid_choices = PLATFORMS
    called = "platforms"


class BackendUrlField(_FormField):
    """Where Pulumi keeps its state."""

    alias = "backend_url"
    help = (
        "Where Pulumi keeps its state, such as `s3://bucket`. Left out, it is a folder of the work tree on the `local`"
        " platform; on `aws` the environment variable `PULUMI_BACKEND_URL` has to say it."
    )
    form = re.compile(r"[a-z][a-z0-9+]*://\S+")
    fault = "which is no address"
    remedy = "Write for instance `s3://bucket`."


class RecordsField(_FormField):
    """Where records and artifacts are kept."""

    alias = "records"
    help = (
        "Where the records of deploys and their artifacts are kept: `s3://bucket`, `gs://bucket`, `azblob://container`"
        " or `file:///folder`. Left out, they are beside the state where that is such a place, else in the work tree."
    )
    form = _STORE
    fault = "where no records can be kept"
    remedy = "Write for instance `s3://bucket` or `file:///folder`."


class RegionField(_FormField):
    """The cloud's region."""

    alias = "region"
    help = "The region of the cloud, such as `us-east-1`."
    form = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d")
    fault = "which is no region"
    remedy = "Write for instance `us-east-1`."


class RegistryField(_FormField):
    """Where images are pushed to."""

    alias = "registry"
    help = (
        "Where images are pushed to, such as `127.0.0.1:5000/test`: the image of orders goes to"
        " `127.0.0.1:5000/test/orders`. Left out, on AWS it is the registry that the `foundation` made; elsewhere"
        " images stay in the daemon of this machine."
    )
    form = _REGISTRY
    fault = "which is no registry"
    remedy = "Write HOST or HOST:PORT, and a path if you like: `registry.example.com/test`."


class RunsField(_ChoiceField):
    """What services run from."""

    alias = "runs"
    help = (
        "The kind of artifact that services run from: `pex` or `docker`. Left out, it is `docker` on AWS and where"
        " there is a `registry`, else `pex`. A module that has none of that kind runs from what it has."
    )
    valid_choices = KINDS
    called = "artifact kinds"


class SecretsProviderField(_FormField):
    """What encrypts secrets."""

    alias = "secrets_provider"
    help = (
        "What encrypts secrets in Pulumi's state and configuration: `passphrase`, or a key of a cloud or a vault, as in"
        " `awskms://alias/pulumi?region=us-east-1`. Left out, Pulumi's own choice: a passphrase, unless Pulumi Cloud"
        " keeps the state."
    )
    form = _SECRETS
    fault = "which Pulumi does not have"
    remedy = "Write `passphrase`, or the address of a key: awskms://, gcpkms://, azurekeyvault:// or hashivault://."


class GatesField(StringSequenceField):
    """What has to be green."""

    alias = "gates"
    help = (
        "What has to be green before a deploy, any of `lint`, `check` and `test`. All of them judge the modules that"
        " are deployed; `lint` and `check` judge also all that these are made of. A preview judges nothing."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[Iterable[str]], address: Address) -> Optional[tuple[str, ...]]:
        """The gates, if there are such.

        Raises:
            InvalidFieldException: if there is one that is none.
        """
        value = super().compute_value(raw_value, address)
        unknown = [each for each in value or () if each not in GATES]
        if unknown:
            raise InvalidFieldException(
                f"{address}: `gates` lists {unknown[0]!r}; the gates are: {', '.join(sorted(GATES))}.\n"
                "List some of them."
            )
        return value


class FoundationField(_FormField):
    """What is laid before all else."""

    alias = "foundation"
    help = (
        "The module that is laid before all others and taken down after them, such as `stack/infra/foundation`: its"
        " program makes what they share."
    )
    # Neither "." nor ".." nor nothing between two slashes.
    form = re.compile(r"(?!\.{1,2}(?:/|$))[^/:]+(?:/(?!\.{1,2}(?:/|$))[^/:]+)*")
    fault = "which is not the path of a module"
    remedy = "Write it from the root of the repository, such as `stack/infra/foundation`."


class RequiresConfirmationField(BoolField):
    """Whether the user is asked first."""

    alias = "requires_confirmation"
    default = False
    help = "Whether the user types the environment's name before a deploy changes anything; `--yes` stands for it."


class AutoRollbackField(BoolField):
    """Whether a bad deploy is taken back."""

    alias = "auto_rollback"
    default = False
    help = "Whether a module that is not healthy after a deploy gets its last good artifacts back."


class BranchesField(StringSequenceField):
    """From where it may be deployed."""

    alias = "branches"
    help = (
        "The git branches that it may be deployed from, patterns such as `release/*` included; left out, any. Where a"
        " commit is checked out instead of a branch, as in CI, it counts as the branches whose newest commit it is. A"
        " preview is always allowed."
    )


class CleanWorktreeField(BoolField):
    """Whether all must be committed."""

    alias = "clean_worktree"
    default = False
    help = "Whether everything must be committed before a deploy. A preview is always allowed."
