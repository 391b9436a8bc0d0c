"""Records: a JSON file for each deploy of a module, also one that failed, named by the time at which it began.

A record is written when a deploy begins and again when it ends. One that never ended tells of a deploy that was
killed, and counts as failed.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pantstack_runner import paths, user
from pantstack_runner.contract.environment import Gate
from pantstack_runner.contract.module import Artifact
from pantstack_runner.errors import FailedError
from pantstack_runner.records import record_names
from pantstack_runner.storage import reading, store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pantstack_runner.context import Context
    from pantstack_runner.storage.store import Store

_MAX_ERROR_LENGTH: Final = 2000
# Pulumi puts the first in place of a secret, and marks one inside of a value by the second.
_SECRET_MARKERS: Final = ("[secret]", "4dabf18193072939515e22adb298388d")


class Record(BaseModel):
    """What one deploy of one module did.

    Attributes:
        plan: the hash of the plan, "sha256:...".
        infrastructure: the hash of all that the program is made of.
        configuration: by key; of a secret where it comes from, or what Pulumi has encrypted.
        configured: the hash of all that the program was told, and of what other modules gave to it.
        outputs: what the stack gave, secrets left out.
        secrets: whether any were left out.
        restores: the name of the record that a rollback brought back, None if it was none.
        promoted_from: the environment whose artifacts were taken, None if they were built.
        gates: those that were green for the artifacts, at `commit`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    module: str
    environment: str
    action: Literal["up", "destroy"]
    result: Literal["started", "succeeded", "failed"] = "started"
    began: AwareDatetime
    seconds: float | None = None
    who: str
    commit: str | None = None
    dirty: bool = False
    artifacts: tuple[Artifact, ...] = ()
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
        return self.began.strftime(record_names.TIME_FORMAT)

    @property
    def is_good(self) -> bool:
        """Whether it brought the module up."""
        return self.action == "up" and self.result == "succeeded"


@dataclass(frozen=True)
class RecordHistory:
    """The records of a module, the newest first.

    Attributes:
        records: those that can be read.
        newest: the newest one; None if there is none or it cannot be read.
        problems: what cannot be read, and why, a line each.
    """

    records: tuple[Record, ...] = ()
    newest: Record | None = None
    problems: tuple[str, ...] = ()


def read_records(
    context: Context, module: str, limit: int | None = None, until: Callable[[Record], bool] = lambda _: False
) -> RecordHistory:
    """The records of a module in the plan's environment.

    Args:
        context: where to act.
        module: the module's name.
        limit: how many to read at most.
        until: says of the last one to read that it is the last; what follows it costs time at most.

    Raises:
        FailedError: if the place where they are kept cannot be read.
    """
    place, folder = store.record_store(context), f"{paths.records_folder(context)}/{module}"
    newest_first = _names(place, folder)[::-1][:limit]
    records: list[Record] = []
    problems: list[str] = []
    newest = None
    try:
        for name, content in reading.read_many(place, folder, newest_first):
            record = _parse(content, (context.environment.name, module, name))
            if not isinstance(record, Record):
                problems.append(f"{place.display_path(f'{folder}/{name}')}: is no record: {record}. It is left out.")
                continue
            records.append(record)
            newest = record if name == newest_first[0] else newest
            if until(record):
                break
    except OSError as error:
        raise _unreadable(place, folder, error) from error
    return RecordHistory(tuple(records), newest, tuple(problems))


def recorded_modules(context: Context) -> tuple[str, ...]:
    """The names of the modules that have records in the plan's environment.

    Raises:
        FailedError: if the place where they are kept cannot be read.
    """
    place, folder = store.record_store(context), paths.records_folder(context)
    try:
        return place.folders(folder)
    except OSError as error:
        raise _unreadable(place, folder, error) from error


def begin(context: Context, fields: Mapping[str, Any]) -> Record:
    """Write the record of a deploy that begins.

    Args:
        context: where to act.
        fields: what is known of it.

    Raises:
        FailedError: if it cannot be written.
    """
    try:
        names = _names(store.record_store(context), f"{paths.records_folder(context)}/{fields['module']}")
    except FailedError as error:
        if not isinstance(error.__cause__, NotADirectoryError):
            raise
        # Writing there says what is wrong.
        names = []
    record = Record(
        environment=context.environment.name, began=record_names.next_record_time(names), who=current_user(), **fields
    )
    write(context, record)
    return record


def write(context: Context, record: Record) -> None:
    """Write a record, whole or not at all.

    Raises:
        FailedError: if it cannot be written.
    """
    place, name = store.record_store(context), f"{paths.records_folder(context)}/{record.module}/{record.name}.json"
    try:
        place.write(name, (record.model_dump_json(indent=2) + "\n").encode())
    except OSError as error:
        raise FailedError(
            f"the record cannot be written ({error.strerror}).",
            "Make room or mend the rights there, and deploy again.",
            place.display_path(name),
        ) from error


def without_secrets(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Outputs that may be written down.

    Args:
        outputs: as Pulumi's events tell them.
    """
    return {name: value for name, value in outputs.items() if not _contains_secret(value)}


def truncate_error(error: str) -> str:
    """An error as a record keeps it."""
    return error if len(error) <= _MAX_ERROR_LENGTH else f"{error[:_MAX_ERROR_LENGTH]}..."


def current_user() -> str:
    """The user and the machine."""
    return f"{user.user_name()}@{socket.gethostname()}"


def _contains_secret(value: object) -> bool:
    if isinstance(value, dict):
        return any(key in _SECRET_MARKERS or _contains_secret(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return any(_contains_secret(each) for each in value)
    return isinstance(value, str) and any(sign in value for sign in _SECRET_MARKERS)


def _names(place: Store, folder: str) -> list[str]:
    """The names of the records' files, the oldest first."""
    try:
        return [each for each in place.files(folder) if record_names.FILE_PATTERN.fullmatch(each)]
    except OSError as error:
        raise _unreadable(place, folder, error) from error


def _unreadable(place: Store, folder: str, error: OSError) -> FailedError:
    """Never the same as that there are none."""
    return FailedError(
        f"the records cannot be read ({error.strerror}).",
        "Mend the rights or the way there, and run again.",
        place.display_path(folder),
    )


def _parse(content: bytes | OSError, place: tuple[str, str, str]) -> Record | str:
    """A record, or why it is none; one that was copied from another environment or module is not of this one."""
    if isinstance(content, OSError):
        return str(content.strerror)
    try:
        record = Record.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg']}" if where else str(first["msg"])
    said = (record.environment, record.module, f"{record.name}.json")
    return record if said == place else f"it is {'/'.join(said)}"
