"""Fields of `deploy_environment`: what has to be so before a deploy, and what follows one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from pants.engine.addresses import Address
from pants.engine.target import BoolField, InvalidFieldException, StringField, StringSequenceField

from pantstack.deploy.core.gates import GATES


class GatesField(StringSequenceField):
    """What has to be green."""

    alias = "gates"
    help = (
        "What has to be green before a deploy, any of `lint`, `check` and `test`: judged of the modules that are"
        " deployed, and lint and check of all that they are made of. A preview judges nothing."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[Iterable[str]], address: Address) -> Optional[tuple[str, ...]]:
        """The gates, if there are such."""
        value = super().compute_value(raw_value, address)
        unknown = [each for each in value or () if each not in GATES]
        if unknown:
            raise InvalidFieldException(
                f"{address}: `gates` lists {unknown[0]!r}; the gates are: {', '.join(sorted(GATES))}.\n"
                "List some of them."
            )
        return value


class FoundationField(StringField):
    """What is laid before all else."""

    alias = "foundation"
    help = (
        "The module that is laid before all others and taken down after them, such as `stack/infra/foundation`: its"
        " program makes what they share."
    )

    @classmethod
    def compute_value(cls, raw_value: Optional[str], address: Address) -> Optional[str]:
        """The path, if it is one."""
        value = super().compute_value(raw_value, address)
        if value is not None and (":" in value or any(part in {"", ".", ".."} for part in value.split("/"))):
            raise InvalidFieldException(
                f"{address}: `foundation` is {value!r}, which is not the path of a module.\n"
                "Write it from the root of the repository, such as `stack/infra/foundation`."
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
