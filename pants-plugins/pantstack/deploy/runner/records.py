"""Records: a JSON file for each deploy of a module, also one that failed, named by the time at which it began.

A record is written when a deploy begins and again when it ends. One that never ended tells of a deploy that was
killed, and counts as failed.
"""

from __future__ import annotations

import getpass
import os
import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pantstack.deploy.runner import places
from pantstack.deploy.runner.errors import FailedError
from pantstack.deploy.runner.plan import Artefact, Gate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack.deploy.runner.plan import Plan

_STAMP: Final = "%Y%m%dT%H%M%S.%fZ"
_NAME: Final = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)\.json")
_LONGEST: Final = 2000
# Pulumi puts the first in place of a secret, and marks one inside of a value by the second.
_SECRETS: Final = ("[secret]", "4dabf18193072939515e22adb298388d")


class Record(BaseModel):
    """What one deploy of one module did.

    `plan` is the hash of the plan, `infrastructure` of all that the program is made of, `configured` of the
    configuration and of what the modules that it depends on gave to it. `outputs` has no secrets; `secrets` tells
    whether there were any. `restores` names the record that a rollback
    brought back, `promoted_from` the environment whose artefacts were taken. `gates` were green for
    the artefacts, at `commit`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    module: str
    environment: str
    action: Literal["up", "destroy"]
    result: Literal["started", "succeeded", "failed"] = "started"
    began: datetime
    seconds: float | None = None
    who: str
    commit: str | None = None
    dirty: bool = False
    artefacts: tuple[Artefact, ...] = ()
    plan: str
    infrastructure: str = ""
    configuration: dict[str, JsonValue] = {}
    configured: str = ""
    outputs: dict[str, JsonValue] = {}
    secrets: bool = False
    changes: Annotated[int, Field(ge=0)] = 0
    error: str | None = None
    restores: str | None = None
    promoted_from: str | None = None
    gates: tuple[Gate, ...] = ()

    @property
    def name(self) -> str:
        """The name of its file, without the suffix."""
        return self.began.strftime(_STAMP)

    @property
    def is_good(self) -> bool:
        """Whether it brought the module up."""
        return self.action == "up" and self.result == "succeeded"


@dataclass(frozen=True)
class Found:
    """The records of a module, the newest first.

    Attributes:
        records: those that can be read.
        newest: the newest one; None if there is none or it cannot be read.
        problems: what cannot be read, and why, a line each.
    """

    records: tuple[Record, ...] = ()
    newest: Record | None = None
    problems: tuple[str, ...] = ()


def of(plan: Plan, module: str, limit: int | None = None) -> Found:
    """The records of a module in the plan's environment.

    Args:
        plan: the plan.
        module: the module's name.
        limit: how many to read at most.
    """
    folder = places.records(plan) / module
    newest_first = _names(folder)[::-1][:limit]
    records: list[Record] = []
    problems: list[str] = []
    newest = None
    for name in newest_first:
        path = folder / name
        try:
            record = Record.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            problems.append(f"{_short(path, plan)}: is no record: {_fact(error)}. It is left out.")
            continue
        records.append(record)
        if name == newest_first[0]:
            newest = record
    return Found(tuple(records), newest, tuple(problems))


def modules(plan: Plan) -> tuple[str, ...]:
    """The names of the modules that have records in the plan's environment."""
    folder = places.records(plan)
    return tuple(sorted(each.name for each in folder.iterdir() if each.is_dir())) if folder.is_dir() else ()


def begin(plan: Plan, fields: Mapping[str, Any]) -> Record:
    """Write the record of a deploy that begins.

    Args:
        plan: the plan.
        fields: what is known of it.

    Raises:
        FailedError: if it cannot be written.
    """
    folder = places.records(plan) / str(fields["module"])
    record = Record(
        environment=plan.environment.name,
        began=_after(_names(folder)),
        who=who(),
        **fields,
    )
    write(plan, record)
    return record


def write(plan: Plan, record: Record) -> None:
    """Write a record, whole or not at all.

    Args:
        plan: the plan, for its environment.
        record: the record.

    Raises:
        FailedError: if it cannot be written.
    """
    path = places.records(plan) / record.module / f"{record.name}.json"
    try:
        places.write(path, (record.model_dump_json(indent=2) + "\n").encode())
    except OSError as error:
        raise FailedError(
            f"{_short(path, plan)}: the record cannot be written ({error.strerror}).\n"
            "Make room or mend the rights there, and deploy again."
        ) from error


def without_secrets(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs that may be written down.

    Args:
        outputs: as Pulumi's events tell them.
    """
    return {name: value for name, value in outputs.items() if not _holds_secret(value)}


def shortened(error: str) -> str:
    """An error as a record keeps it.

    Args:
        error: the whole text.
    """
    return error if len(error) <= _LONGEST else f"{error[:_LONGEST]}..."


def who() -> str:
    """The user and the machine."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user}@{socket.gethostname()}"


def _holds_secret(value: object) -> bool:
    if isinstance(value, dict):
        return any(key in _SECRETS or _holds_secret(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return any(_holds_secret(each) for each in value)
    return isinstance(value, str) and any(sign in value for sign in _SECRETS)


def _names(folder: Path) -> list[str]:
    """The names of the records' files, the oldest first."""
    if not folder.is_dir():
        return []
    return sorted(each.name for each in folder.iterdir() if _NAME.fullmatch(each.name))


def _after(names: list[str]) -> datetime:
    """Now; after the newest record also where the clock was put back."""
    now = datetime.now(UTC)
    found = _NAME.fullmatch(names[-1]) if names else None
    try:
        last = datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else now
    except ValueError:
        return now
    return now if last < now or found is None else last + timedelta(microseconds=1)


def _fact(error: OSError | ValidationError) -> str:
    if isinstance(error, OSError):
        return str(error.strerror)
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])


def _short(path: Path, plan: Plan) -> str:
    return str(path.relative_to(plan.root)) if path.is_relative_to(plan.root) else str(path)
