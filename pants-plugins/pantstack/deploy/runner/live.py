"""Whether a module is up, asked from what runs and not from what was written."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, Final, Literal

from pantstack.deploy.runner import places
from stack.infra.processes.identity import Identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack.deploy.runner.plan import Plan
    from pantstack.deploy.runner.records import Record

Life = Literal["up", "down", "unknown"]
_HEALTH: Final = "/health"
_PATIENCE: Final = 3.0


def life(plan: Plan, module: str, outputs: Mapping[str, Any]) -> Life:
    """Whether a module is up: its processes of this machine live, and its service answers.

    Args:
        plan: the plan, for its environment.
        module: the module's name.
        outputs: what its last deploy left.
    """
    said = plan.environment.backend_url or "file://"
    readable = plan.environment.platform == "local" and said.startswith("file://")
    found = processes(plan, module) if readable else ()
    if found is None or not all(each.is_alive() for each in found):
        return "down"
    url = outputs.get("url")
    if isinstance(url, str) and url.startswith(("http://", "https://")):
        return "up" if _answers(url) else "down"
    return "up" if found else "unknown"


def of_record(plan: Plan, record: Record) -> Life:
    """Whether what a deploy brought up is up. A module without artefacts has no service that could be asked.

    Args:
        plan: the plan, for its environment.
        record: the record of the deploy.
    """
    return life(plan, record.module, record.outputs if record.artefacts else {})


def processes(plan: Plan, module: str) -> tuple[Identity, ...] | None:
    """The processes that the state of a module tells of; None if it has no state, or an empty one.

    Args:
        plan: the plan, for its environment.
        module: the module's name.
    """
    try:
        state = json.loads(places.state_file(plan, module).read_bytes())
        resources = state["checkpoint"]["latest"]["resources"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = [each.get("outputs") or {} for each in resources]
    return tuple(
        Identity(int(outputs["pid"]), str(outputs["started"]))
        for outputs in found
        if outputs.get("pid") and outputs.get("started")
    )


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url.rstrip("/") + _HEALTH, timeout=_PATIENCE) as response:  # noqa: S310 - http
            return bool(response.status == http.HTTPStatus.OK)
    except (OSError, urllib.error.URLError, http.client.HTTPException, ValueError):
        return False
