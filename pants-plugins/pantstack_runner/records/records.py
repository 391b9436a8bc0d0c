"""Records: a JSON file for each deploy of a module, also one that failed, named by the time at which it began.

A record is written when a deploy begins and again when it ends. One that never ended is of a deploy that was
killed, and counts as failed.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pantstack_runner.base.errors import CONNECTION_HELP, SPACE_HELP, FailedError, failing
from pantstack_runner.contract.context import user_name
from pantstack_runner.records.record import FILE_PATTERN, Record, next_record_time, parse_record
from pantstack_runner.storage import paths, reading
from pantstack_runner.storage.store import record_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from pantstack_runner.contract.context import Context
    from pantstack_runner.storage.store import Store


@dataclass(frozen=True)
class RecordHistory:
    """The readable records of a module, the newest first; `newest` is None if the newest one cannot be read."""

    records: tuple[Record, ...] = ()
    newest: Record | None = None
    problems: tuple[FailedError, ...] = ()

    @property
    def is_down(self) -> bool:
        """Whether nothing of the module is left; a failed deploy may have left something."""
        return self.newest is not None and self.newest.took_down


def read_records(
    context: Context, module: str, limit: int | None = None, until: Callable[[Record], bool] = lambda _: False
) -> RecordHistory:
    """Read the records of a module in an environment.

    Args:
        until: says of the last one to read that it is the last; what follows it costs time at most.

    Raises:
        FailedError: if their store cannot be read.
    """
    store, folder = record_store(context), f"{paths.records_folder(context)}/{module}"
    newest_first = _names(store, folder)[::-1][:limit]
    records: list[Record] = []
    problems: list[FailedError] = []
    newest = None
    with _reading(store, folder):
        for name, content in reading.read_many(store, folder, newest_first):
            location = store.display_path(f"{folder}/{name}")
            record = parse_record(content, (context.environment.name, module, name), location)
            if isinstance(record, FailedError):
                problems.append(record)
                continue
            records.append(record)
            newest = record if name == newest_first[0] else newest
            if until(record):
                break
    return RecordHistory(tuple(records), newest, tuple(problems))


def recorded_modules(context: Context) -> tuple[str, ...]:
    """Return the names of the modules that have records in an environment.

    Raises:
        FailedError: if their store cannot be read.
    """
    store, folder = record_store(context), paths.records_folder(context)
    with _reading(store, folder):
        return store.folders(folder)


def begin(context: Context, fields: Mapping[str, Any]) -> Record:
    """Write the record of a deploy that begins.

    Raises:
        FailedError: if it cannot be written.
    """
    try:
        names = _names(record_store(context), f"{paths.records_folder(context)}/{fields['module']}")
    except FailedError as error:
        if not isinstance(error.__cause__, NotADirectoryError):
            raise
        # Writing there says what is wrong.
        names = []
    began, who = next_record_time(names), f"{user_name()}@{socket.gethostname()}"
    record = Record(environment=context.environment.name, began=began, who=who, **fields)
    write(context, record)
    return record


def write(context: Context, record: Record) -> None:
    """Write a record, whole or not at all.

    Raises:
        FailedError: if it cannot be written.
    """
    store, name = record_store(context), f"{paths.records_folder(context)}/{record.module}/{record.name}.json"
    with failing("the record cannot be written", SPACE_HELP, store.display_path(name)):
        store.write(name, (record.model_dump_json(indent=2) + "\n").encode())


def _names(store: Store, folder: str) -> list[str]:
    """Return the names of the records' files, the oldest first."""
    with _reading(store, folder):
        return [name for name in store.files(folder) if FILE_PATTERN.fullmatch(name)]


def _reading(store: Store, folder: str) -> AbstractContextManager[None]:
    """Raise for records that cannot be listed; they are never taken for none."""
    return failing("the records cannot be read", CONNECTION_HELP, store.display_path(folder))
