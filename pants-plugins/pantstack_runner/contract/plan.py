"""The plan as the runner reads it; `deploy/core/plan.py` is its other end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pantstack_runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


def _inside(path: str) -> str:
    if not path or path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError("must be a path below the root of the repository")
    return path


Gate = Literal["lint", "check", "test"]
# The exit code by which the backend is asked for the gates.
GATES_WANTED: Final = 75
MODULE_NAME: Final = r"[a-z][a-z0-9_]{0,62}"
ENVIRONMENT_NAME: Final = r"[a-z][a-z0-9_-]{0,39}"
Name = Annotated[str, Field(pattern=f"^{MODULE_NAME}$")]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$")]
Relative = Annotated[str, AfterValidator(_inside)]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Artifact(_Model):
    """A packaged deployable; `path` is relative to the root."""

    kind: Literal["pex", "docker"]
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    path: Relative
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    reference: Annotated[str, Field(pattern=r"^[a-z0-9]\S*$|^$")] = ""


class Expected(_Model):
    """What a preview was based on, the module's configuration and its state, and Pulumi's own plan of its steps."""

    configuration: str
    state: str
    steps: dict[str, Any] | None = None


class Module(_Model):
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


class Environment(_Model):
    """Where to act."""

    name: Annotated[str, Field(pattern=f"^{ENVIRONMENT_NAME}$")]
    platform: Literal["local", "aws"]
    backend_url: str | None
    region: str | None
    requires_confirmation: bool
    branches: tuple[str, ...] = ()
    clean_worktree: bool = False
    auto_rollback: bool = False
    registry: Annotated[str, Field(pattern=r"^[a-z0-9]\S*$")] | None = None
    runs: Literal["pex", "docker"] = "pex"
    secrets_provider: Annotated[str, Field(pattern=r"^(passphrase|[a-z]+://\S+)$")] | None = None
    records: Annotated[str, Field(pattern=r"^(file|s3|gs|azblob)://\S+$")] | None = None
    gates: tuple[Gate, ...] = ()
    foundation: Relative | None = None

    @property
    def foundation_name(self) -> str:
        """The name of the module that is laid before all others, "" for none."""
        return (self.foundation or "").rpartition("/")[2]


class Prune(_Model):
    """What to keep of what was deployed; `runner` is the one at hand."""

    keep: Annotated[int, Field(ge=1)]
    runner: Relative
    environments: tuple[str, ...]
    preview: bool = False


class Plan(_Model):
    """What to do; modules stand in the order in which they are to be taken."""

    version: Literal[1]
    action: Literal["up", "preview", "destroy", "refresh", "logs", "status", "history", "set_secret", "prune"]
    root: Path
    confirmed: bool
    environment: Environment
    modules: tuple[Module, ...]
    environments: tuple[Environment, ...] = ()
    commit: str | None = None
    dirty: bool = False
    force: bool = False
    rollback: bool = False
    promote_from: Environment | None = None
    plan_out: str | None = None
    plan_in: str | None = None
    format: Literal["text", "json"] = "text"
    jobs: Annotated[int, Field(ge=1, le=64)] = 2
    events: str | None = None
    unlock: bool = False
    secret: Key | None = None
    prune: Prune | None = None
    gates: tuple[Gate, ...] = ()
    gone: bool = False

    @model_validator(mode="after")
    def _names_are_told_apart(self) -> Self:
        names = [module.name for module in self.modules]
        if len(names) != len(set(names)) or not names:
            raise ValueError("modules must be at least one, each with a name of its own")
        if not self.root.is_absolute():
            raise ValueError("root must be absolute")
        if self.action == "prune" and self.prune is None:
            raise ValueError("prune must say what to keep")
        return self

    @property
    def home(self) -> Path:
        """The folder for state, logs and artifacts."""
        return self.root / ".pantstack"

    def at(self, environment: Environment) -> Plan:
        """This plan in another environment."""
        return self.model_copy(update={"environment": environment})

    def module(self, name: str) -> Module:
        """A module by name."""
        return next(module for module in self.modules if module.name == name)


def load(path: Path) -> Plan:
    """Read a plan.

    Args:
        path: the JSON file.

    Raises:
        UsageError: if it is not a plan that this runner understands.
    """
    try:
        return Plan.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}).\nRun ./pants deploy again.") from error
    except ValidationError as error:
        facts = "; ".join(_facts(error))
        raise UsageError(
            f"{path}: is not a plan of version 1: {facts}.\nRun ./pants deploy again; it writes the plan anew."
        ) from error


def _facts(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False)[:3]:
        place = ".".join(str(part) for part in each["loc"]) or "the whole"
        yield f"{place}: {each['msg']}"
