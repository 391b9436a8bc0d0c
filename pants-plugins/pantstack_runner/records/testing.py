"""Records of deploys that never happened, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pantstack_runner.records import records
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.records.record import Record


def write_record(context: Context, module: str = "orders", **fields: Any) -> Record:  # noqa: ANN401 - of a record
    """Write the record of a deploy that begins now and ended well, unless a field says otherwise."""
    ended: dict[str, Any] = {"result": "succeeded", **fields}
    begun: dict[str, Any] = {name: ended.pop(name) for name in ("action", "plan", "artifacts") if name in ended}
    record = records.begin(context, {"module": module, "action": "up", "plan": "sha256:p", **begun})
    record = record.model_copy(update=ended)
    records.write(context, record)
    return record


def write_old_record(context: Context, module: str = "orders") -> Path:
    """Write a record of version 1, as an earlier Pantstack left it, and return its path."""
    record = write_record(context, module)
    path = context.root / paths.records_folder(context) / module / f"{record.name}.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 2', '"version": 1'), encoding="utf-8")
    return path
