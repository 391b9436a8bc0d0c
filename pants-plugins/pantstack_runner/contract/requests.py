"""The requests of the backend, one type per action, and the file that they come in.

`pantstack/deploy/contract/requests.py` is the other end.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from pantstack_runner.base.errors import UserError
from pantstack_runner.contract.context import Context
from pantstack_runner.contract.environment import Environment, Gate, Model, Relative
from pantstack_runner.contract.module import Module, Name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION: Final = 2
# The exit code that asks the backend to judge the gates.
GATES_WANTED: Final = 75
_AGAIN: Final = "Run ./pants deploy again; it writes the plan anew."
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$")]


class ModulesRequest(Model):
    """A request about modules, in the order in which they are taken; `may_be_empty` is for reports."""

    may_be_empty: ClassVar[bool] = False

    action: str
    modules: tuple[Module, ...]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [module.name for module in self.modules]
        if len(names) != len(set(names)) or not (names or self.may_be_empty):
            raise ValueError("modules must be at least one, each with a name of its own")
        return self

    def module(self, name: str) -> Module:
        """Return a module by its name."""
        return next(module for module in self.modules if module.name == name)


class DeployRequest(ModulesRequest):
    """A request that Pulumi carries out, in one process per module.

    `events` is the file for events, "-" for the standard output; `unlock` takes away locks that other machines left.
    """

    dependents_first: ClassVar[bool] = False

    jobs: Annotated[int, Field(ge=1, le=64)] = 2
    events: str | None = None
    unlock: bool = False


class ProgramRequest(DeployRequest):
    """A request that runs the modules' programs, which need configuration and artifacts."""

    rollback: bool = False
    promote_from: Environment | None = None


class UpRequest(ProgramRequest):
    """Bring modules up; `saved_plan` is the file of the preview that alone may be done.

    `restart` replaces services of this machine that did not change and are well.
    """

    action: Literal["up"] = "up"
    confirmed: bool = False
    force: bool = False
    restart: bool = False
    saved_plan: str | None = None
    gates: tuple[Gate, ...] = ()


class PreviewRequest(ProgramRequest):
    """Show what a deploy would change; `plan_out` is the file that keeps it."""

    action: Literal["preview"] = "preview"
    plan_out: str | None = None


class DestroyRequest(DeployRequest):
    """Take modules down.

    `dependents` are others by name, each with those of these modules that it depends on; `removed` are those that are
    not in the repository any more, each with what to do if it never was.
    """

    dependents_first: ClassVar[bool] = True

    action: Literal["destroy"] = "destroy"
    confirmed: bool = False
    force: bool = False
    dependents: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    removed: dict[Name, str] = Field(default_factory=dict)


class RefreshRequest(DeployRequest):
    """Look for what is not as it was deployed."""

    action: Literal["refresh"] = "refresh"


class LogsRequest(ModulesRequest):
    """Show what services wrote last; `removed` is as for a destroy."""

    action: Literal["logs"] = "logs"
    removed: dict[Name, str] = Field(default_factory=dict)


class ReportRequest(ModulesRequest):
    """A report on modules in environments; `include_removed` adds modules that are no longer in the repository.

    `removed` are those that were requested, as for a destroy; `undeclared` names those of the environments that are not
    declared any more.
    """

    may_be_empty: ClassVar[bool] = True

    environments: tuple[Environment, ...]
    format: Literal["text", "json"] = "text"
    include_removed: bool = False
    removed: dict[Name, str] = Field(default_factory=dict)
    undeclared: tuple[str, ...] = ()


class StatusRequest(ReportRequest):
    """Report which modules are up."""

    action: Literal["status"] = "status"


class HistoryRequest(ReportRequest):
    """Report what was deployed when."""

    action: Literal["history"] = "history"


class SetSecretRequest(ModulesRequest):
    """Encrypt a secret into the configuration of one module."""

    action: Literal["set_secret"] = "set_secret"
    key: Key

    @model_validator(mode="after")
    def _is_for_one_module(self) -> Self:
        if len(self.modules) != 1:
            raise ValueError("a secret is for one module")
        return self


class PruneRequest(ModulesRequest):
    """Remove what no deploy needs: records of the `selected` environments, and what no record of any of them names.

    `environments` are all that are declared, `runner` is the path of the runner at hand.
    """

    action: Literal["prune"] = "prune"
    environments: tuple[Environment, ...]
    selected: tuple[str, ...]
    keep: Annotated[int, Field(ge=1)]
    runner: Relative
    preview: bool = False


class OrphansRequest(ModulesRequest):
    """List, and if that is confirmed end, what this work tree has started and nobody declares or knows any more.

    `environments` are all that are declared.
    """

    may_be_empty: ClassVar[bool] = True

    action: Literal["orphans"] = "orphans"
    environments: tuple[Environment, ...]
    confirmed: bool = False


Request = (
    UpRequest
    | PreviewRequest
    | DestroyRequest
    | RefreshRequest
    | LogsRequest
    | StatusRequest
    | HistoryRequest
    | SetSecretRequest
    | PruneRequest
    | OrphansRequest
)


class Plan(Model):
    """What a plan file holds."""

    version: Literal[2] = VERSION
    context: Context
    request: Annotated[Request, Field(discriminator="action")]


def dump(context: Context, request: DeployRequest) -> bytes:
    """Return the content of a plan file."""
    return (Plan.model_validate({"context": context, "request": request}).model_dump_json(indent=2) + "\n").encode()


def load(path: Path, remedy: str = _AGAIN) -> Plan:
    """Read a plan file; `remedy` is what to do about one that is not understood.

    Raises:
        UserError: if it cannot be read, or this runner does not understand it.
    """
    try:
        content = path.read_bytes()
        return Plan.model_validate_json(content)
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror}).", "Run ./pants deploy again.", path) from error
    except ValidationError as error:
        version = _version(content)
        if version != VERSION:
            message = f"is a plan of version {version}, and this runner reads version {VERSION}."
            raise UserError(message, remedy, path) from error
        raise UserError(f"is not a plan of version {VERSION}: {'; '.join(_facts(error))}.", remedy, path) from error


def _version(content: bytes) -> object:
    """The version that a file states; ours if it states none."""
    try:
        return json.loads(content).get("version", VERSION)
    except (ValueError, AttributeError):
        return VERSION


def _facts(error: ValidationError) -> Iterator[str]:
    for fact in error.errors(include_url=False)[:3]:
        yield f"{'.'.join(map(str, fact['loc'])) or 'the whole'}: {fact['msg']}"
