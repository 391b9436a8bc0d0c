"""Where to act, as the backend says it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _inside(path: str) -> str:
    if not path or path.startswith("/") or ".." in path.split("/") or "\\" in path:
        raise ValueError("must be a path below the root of the repository")
    return path


Gate = Literal["lint", "check", "test"]
ENVIRONMENT_NAME: Final = r"[a-z][a-z0-9_-]{0,39}"
Relative = Annotated[str, AfterValidator(_inside)]


class Model(BaseModel):
    """A part of the contract: frozen, and without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Traits(Model):
    """What makes a platform different from others; `pantstack/deploy/platforms/model.py` says what each means."""

    on_this_machine: bool
    refreshes: bool
    needs_registry: bool
    fetches_plugins: bool
    health_path: str
    logs: str


class Environment(Model):
    """Where to act."""

    name: Annotated[str, Field(pattern=f"^{ENVIRONMENT_NAME}$")]
    platform: str
    traits: Traits
    backend_url: str | None
    region: str | None
    requires_confirmation: bool
    branches: tuple[str, ...] = ()
    clean_worktree: bool = False
    auto_rollback: bool = True
    registry: Annotated[str, Field(pattern=r"^[a-z0-9]\S*$")] | None = None
    runs: str
    secrets_provider: Annotated[str, Field(pattern=r"^(passphrase|[a-z]+://\S+)$")] | None = None
    records: Annotated[str, Field(pattern=r"^(file|s3|gs|azblob)://\S+$")] | None = None
    gates: tuple[Gate, ...] = ()
    foundation: Relative | None = None

    @property
    def foundation_name(self) -> str:
        """The name of the module that is deployed before all others, "" for none."""
        return (self.foundation or "").rpartition("/")[2]
