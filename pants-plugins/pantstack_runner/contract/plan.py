"""The plan as the runner reads it; `deploy/core/plan.py` is its other end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from pantstack_runner.context import Context
from pantstack_runner.contract.environment import Environment, Gate, Model, Relative
from pantstack_runner.contract.module import Module
from pantstack_runner.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator


# The exit code by which the backend is asked for the gates.
GATES_WANTED: Final = 75
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$")]


class Prune(Model):
    """What to keep of what was deployed; `runner` is the one at hand."""

    keep: Annotated[int, Field(ge=1)]
    runner: Relative
    environments: tuple[str, ...]
    preview: bool = False


class Plan(Model):
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
    def context(self) -> Context:
        """Where to act, and on which commit."""
        return Context(root=self.root, environment=self.environment, commit=self.commit, dirty=self.dirty)

    @property
    def home(self) -> Path:
        """The folder for state, logs and artifacts."""
        return self.context.home

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
        UserError: if it is not a plan that this runner understands.
    """
    try:
        return Plan.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(f"cannot be read ({error.strerror}).", "Run ./pants deploy again.", path) from error
    except ValidationError as error:
        facts = "; ".join(_facts(error))
        raise UserError(
            f"is not a plan of version 1: {facts}.", "Run ./pants deploy again; it writes the plan anew.", path
        ) from error


def _facts(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False)[:3]:
        place = ".".join(str(part) for part in each["loc"]) or "the whole"
        yield f"{place}: {each['msg']}"
