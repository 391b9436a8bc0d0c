"""Fields of `deploy_environment`."""

from __future__ import annotations

import re
from typing import Final, Iterable, Optional  # noqa: UP035  help shows that of `typing` with its elements

from pants.engine.addresses import Address
from pants.engine.target import BoolField

from pantstack.deploy.artifact_kinds import KINDS
from pantstack.deploy.artifact_kinds.backends import default_kind
from pantstack.deploy.pants_rules.field_types import ChoiceField, PatternField, TextsField, invalid
from pantstack.deploy.platforms import PLATFORMS, describe
from pantstack.deploy.preconditions.gates import GATES

# A host of one word needs a port: without one Docker takes it for a part of a name in its hub.
_REGISTRY: Final = re.compile(
    r"(?:localhost|[a-z0-9-]+:\d+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)(?:/[a-z0-9][a-z0-9._-]*)*"
)
_SECRETS: Final = re.compile(r"passphrase|(?:awskms|azurekeyvault|gcpkms|hashivault)://[^\s\x00-\x1f?][^\s\x00-\x1f]+")
# A URL must not have a key in it: credentials come from environment variables.
_STORE: Final = re.compile(r"file://[^\s?#]+|(?:s3|gs|azblob)://[^\s/?#@]+(?:/[^\s?#]*)?(?:\?[^\s#]+)?")


class PlatformField(ChoiceField):
    """What services run on."""

    alias = "platform"
    default = PLATFORMS[0]
    help = "What services run on: " + ", or ".join(map(describe, PLATFORMS)) + "."
    valid_choices = PLATFORMS
    called = "platforms"


class BackendUrlField(PatternField):
    """Where Pulumi keeps its state."""

    alias = "backend_url"
    help = (
        "Where Pulumi keeps its state, such as `s3://bucket`. Left out, it is a folder of the work tree where services"
        " run on this machine; on other platforms the environment variable `PULUMI_BACKEND_URL` has to name it."
    )
    form = re.compile(r"[a-z][a-z0-9+]*://\S+")
    fault = "which is not a URL"
    remedy = "Write for instance `s3://bucket`."


class RecordsField(PatternField):
    """Where records and artifacts are kept."""

    alias = "records"
    help = (
        "Where the records of deploys and their artifacts are kept: `s3://bucket`, `gs://bucket`, `azblob://container`"
        " or `file:///folder`. Left out, they are beside the state where that is such a place, else in the work tree."
    )
    form = _STORE
    fault = "where no records can be kept"
    remedy = "Write for instance `s3://bucket` or `file:///folder`."


class RegionField(PatternField):
    """The cloud's region."""

    alias = "region"
    help = "The region of the cloud, such as `us-east-1`."
    form = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d")
    fault = "which is not a region"
    remedy = "Write for instance `us-east-1`."


class RegistryField(PatternField):
    """Where images are pushed to."""

    alias = "registry"
    help = (
        "Where images are pushed to, such as `127.0.0.1:5000/test`: the image of orders goes to"
        " `127.0.0.1:5000/test/orders`. Left out, it is the registry that the `foundation` made, on a platform that"
        " needs one; elsewhere images stay in the daemon of this machine."
    )
    form = _REGISTRY
    fault = "which is not a registry"
    remedy = "Write HOST or HOST:PORT, and a path if you like: `registry.example.com/test`."


class RunsField(ChoiceField):
    """What services run from."""

    alias = "runs"
    help = (
        f"The kind of artifact that services run from: {' or '.join(f'`{kind}`' for kind in KINDS)}. Left out, it is"
        f" `{default_kind(needs_registry=True)}` where the platform needs a registry or there is a `registry`, else"
        f" `{default_kind(needs_registry=False)}`. A module that has none of that kind runs from what it has."
    )
    valid_choices = KINDS
    called = "artifact kinds"


class SecretsProviderField(PatternField):
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


class GatesField(TextsField):
    """What has to pass."""

    alias = "gates"
    help = (
        "What has to pass before a deploy, any of `lint`, `check` and `test`. All of them check the modules that"
        " are deployed; `lint` and `check` also check everything that these are made of. A preview runs no gate."
    )
    example = '["lint", "test"]'

    @classmethod
    def compute_value(cls, raw_value: Optional[Iterable[str]], address: Address) -> Optional[tuple[str, ...]]:
        """Accept names of gates.

        Raises:
            InvalidFieldException: for anything else.
        """
        value = super().compute_value(raw_value, address)
        for gate in value or ():
            if gate not in GATES:
                known = ", ".join(sorted(GATES))
                raise invalid(cls, address, f"lists {gate!r}; the gates are: {known}", "List some of them.")
        return value


class FoundationField(PatternField):
    """What is deployed before everything else."""

    alias = "foundation"
    help = (
        "The module that is deployed before all others and removed after them, such as `stack/infra/foundation`: its"
        " program creates what they share."
    )
    # Neither "." nor ".." nor nothing between two slashes.
    form = re.compile(r"(?!\.{1,2}(?:/|$))[^/:]+(?:/(?!\.{1,2}(?:/|$))[^/:]+)*")
    fault = "which is not the path of a module"
    remedy = "Write it from the root of the repository, such as `stack/infra/foundation`."


class RequiresConfirmationField(BoolField):
    """Whether the user has to confirm."""

    alias = "requires_confirmation"
    default = False
    help = "Whether the user types the environment's name before a deploy changes anything; `--yes` stands for it."


class AutoRollbackField(BoolField):
    """Whether an unhealthy deploy is rolled back."""

    alias = "auto_rollback"
    default = True
    help = "Whether a module that is not healthy after a deploy gets its last good artifacts back."


class BranchesField(TextsField):
    """The branches that it may be deployed from."""

    alias = "branches"
    help = (
        "The git branches that it may be deployed from, patterns such as `release/*` included; left out, any. Where a"
        " commit is checked out instead of a branch, as in CI, it counts as the branches whose newest commit it is. A"
        " preview is always allowed."
    )
    example = '["main", "release/*"]'


class CleanWorktreeField(BoolField):
    """Whether everything must be committed."""

    alias = "clean_worktree"
    default = False
    help = "Whether everything must be committed before a deploy. A preview is always allowed."
