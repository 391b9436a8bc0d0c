"""What the tests of `--prune` share: deploys to prune, and the output."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from pantstack_runner import main as runner
from pantstack_runner.contract.requests import Plan
from pantstack_runner.contract.testing import write_artifact, write_file
from pantstack_runner.records.testing import write_record
from pantstack_runner.storage import paths

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import PruneRequest

UNKNOWN = "artifacts, images, plans, runners: nobody knows what the modules need that are left"


class Pruning(NamedTuple):
    """A repository, and the request to prune it."""

    context: Context
    request: PruneRequest


def deployed(context: Context, content: str, module: str = "orders", **fields: Any) -> Path:  # noqa: ANN401 - of a record
    """Write the record of a good deploy, its artifact and its plan, and return the record's path."""
    named = hashlib.sha256(f"plan of {content}".encode()).hexdigest()
    write_file(context.home / "plans" / f"{named}.json")
    artifacts = (write_artifact(context.root, content),)
    record = write_record(context, module, plan=f"sha256:{named}", artifacts=artifacts, **fields)
    return context.root / paths.records_folder(context) / module / f"{record.name}.json"


def pruned(old: Pruning, **changes: Any) -> int:  # noqa: ANN401 - of a PruneRequest
    """Prune, and return the exit code."""
    request = old.request.model_copy(update=changes)
    content = Plan(context=old.context, request=request).model_dump_json()
    path = write_file(old.context.home / "plans" / f"{'9' * 64}.json", content)
    return runner.main([str(path)])


def artifacts(root: Path) -> list[str]:
    """Return what the artifacts below a folder hold."""
    return sorted(f"artifacts {each.read_text(encoding='utf-8')}" for each in root.glob(".pantstack/artifacts/*/*"))


def without_sizes(text: str) -> list[str]:
    """Split a text into lines, each without its size."""
    return re.sub(r"\b\d[\d.]* k?B$", "SIZE", text, flags=re.MULTILINE).splitlines()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of the standard output, without sizes."""
    return without_sizes(capsys.readouterr().out)
