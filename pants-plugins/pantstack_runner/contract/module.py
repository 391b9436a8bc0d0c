"""What is deployed: a module and its artifacts."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, model_validator

from pantstack.deploy.artifact_kinds import KINDS
from pantstack_runner.contract.environment import Gate, Model, Relative

MODULE_NAME: Final = r"[a-z][a-z0-9_]{0,62}"
Name = Annotated[str, Field(pattern=f"^{MODULE_NAME}$")]


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"must be one of: {', '.join(KINDS)}")
    return kind


def _without_reference(artifact: object) -> object:
    """Leave out what an earlier version wrote into records and plans of the same number, and nothing reads."""
    return (
        {key: value for key, value in artifact.items() if key != "reference"}
        if isinstance(artifact, dict)
        else artifact
    )


class Artifact(Model):
    """A packaged deployable; `path` is relative to the root."""

    _tolerate = model_validator(mode="before")(_without_reference)

    kind: Annotated[str, AfterValidator(_known_kind)]
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    path: Relative
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Expected(Model):
    """What a preview was based on, the module's configuration and its state, and Pulumi's own plan of its steps."""

    configuration: str
    state: str
    steps: dict[str, Any] | None = None


class Module(Model):
    """A module to act on; `infrastructure` is the folder of its program, relative to the root.

    The fields from `configuration` on are the runner's own: the backend leaves them out. They hold the configuration
    that a rollback brings back, the commit that artifacts of an earlier deploy are from, the name of the record that
    a rollback brings back, the environment that artifacts were promoted from, what a preview was based on, and the
    gates that were green when artifacts of an earlier deploy were built.
    """

    name: Name
    path: Relative
    infrastructure: Relative
    depends_on: tuple[Name, ...]
    artifacts: tuple[Artifact, ...]
    fingerprint: str = ""
    after: tuple[Name, ...] = ()
    configuration: dict[str, Any] | None = None
    commit: str | None = None
    dirty: bool = False
    restores: str | None = None
    promoted_from: str | None = None
    expected: Expected | None = None
    gates: tuple[Gate, ...] = ()
