"""Where a module is deployed, as far as this work tree knows: by the records of deploys and the states of Pulumi."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Optional

from pantstack.base.home import HOME
from pantstack.deploy.contract.model import Environment

_FILE: Final = "file://"


@dataclass(frozen=True, order=True)
class Deployment:
    """An environment in which something of a module is left, or may be.

    Attributes:
        what: is known of it, a clause such as "deployed 2026-11-30".
    """

    environment: str
    what: str


def find(root: str, name: str, environments: Iterable[Environment]) -> tuple[Deployment, ...]:
    """Find where a module is deployed; what cannot be read counts as deployed.

    Args:
        name: of the module's project, which is the last part of its path.
        environments: the declared ones; others are known by what they left in this work tree.
    """
    found: dict[str, Deployment] = {}
    for folder in (Path(root), *_folders(root, environments)):
        for records in sorted(folder.glob(f"{HOME}/records/*/{name}")):
            what = _recorded(records)
            if what:
                found.setdefault(records.parent.name, Deployment(records.parent.name, what))
        states = (*folder.glob(f"{HOME}/state/*/.pulumi/stacks/{name}/*"), *folder.glob(f".pulumi/stacks/{name}/*"))
        for state in states:
            environment = state.name.partition(".")[0]
            if state.name in {f"{environment}.json", f"{environment}.json.gz"} and _holds_resources(state):
                found.setdefault(environment, Deployment(environment, "its state has resources"))
    return tuple(sorted(found.values()))


def elsewhere(environments: Iterable[Environment]) -> tuple[str, ...]:
    """Return the names of the environments whose records and states are not on this machine."""
    return tuple(sorted(each.name for each in environments if _is_elsewhere(each)))


def _is_elsewhere(environment: Environment) -> bool:
    urls = [url for url in (environment.backend_url, environment.records) if url]
    if not urls:
        return not environment.traits.on_this_machine
    return not all(url.startswith(_FILE) for url in urls)


def _folders(root: str, environments: Iterable[Environment]) -> Iterator[Path]:
    """The folders of this machine in which environments keep records or states."""
    for environment in environments:
        for url in (environment.backend_url, environment.records):
            if url and url.startswith(_FILE):
                yield Path(root, url.removeprefix(_FILE).partition("?")[0]).expanduser()


def _recorded(folder: Path) -> str:
    """Return what the newest record of a folder says is left; empty if nothing is, or nothing ever was."""
    newest = max(folder.glob("*.json"), key=lambda path: path.name, default=None)
    if newest is None:
        return ""
    record = _json(newest)
    if record is None:
        return "its last record cannot be read"
    if record.get("action") == "destroy" and record.get("result") == "succeeded":
        return ""
    return f"last {record.get('action')} {str(record.get('began'))[:10]}, {record.get('result')}"


def _holds_resources(state: Path) -> bool:
    content = _json(state)
    if content is None:
        return True
    checkpoint = content.get("checkpoint")
    latest = checkpoint.get("latest") if isinstance(checkpoint, dict) else None
    resources = latest.get("resources") if isinstance(latest, dict) else None
    # The stack itself stays in its state.
    return any(each.get("type") != "pulumi:pulumi:Stack" for each in resources or ())


def _json(path: Path) -> Optional[dict[str, Any]]:
    """Read a JSON object; None if there is none that can be read."""
    try:
        content = path.read_bytes()
        document = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return document if isinstance(document, dict) else None
