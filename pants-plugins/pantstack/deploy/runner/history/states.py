"""The states of modules, as Pulumi keeps them in folders and buckets, which are readable without it."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING, Any

from pantstack.deploy.runner import places, store
from pantstack.deploy.runner.errors import FailedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack.deploy.runner.plan import Plan


def is_readable(plan: Plan) -> bool:
    """Whether the states of an environment can be read, and not by Pulumi only.

    Args:
        plan: the plan, for its environment.
    """
    return store.of_state(plan) is not None


def read(plan: Plan, module: str) -> bytes | None:
    """The state of a module; None if there is none, or only Pulumi can read it.

    Args:
        plan: the plan, for its environment.
        module: the module's name.

    Raises:
        FailedError: if the place cannot be read, or the state is damaged.
    """
    found = _found(plan, module)
    return found[0] if found else None


def outputs(plan: Plan, module: str) -> list[Mapping[str, Any]] | None:
    """What the resources of a module gave; None if it has no state, an empty one, or one for Pulumi only.

    Args:
        plan: the plan, for its environment.
        module: the module's name.

    Raises:
        FailedError: if the place cannot be read, or the state is damaged.
    """
    found = _found(plan, module)
    return found[1] if found else None


def _found(plan: Plan, module: str) -> tuple[bytes, list[Mapping[str, Any]] | None] | None:
    """The state of a module, and what its resources gave."""
    place = store.of_state(plan)
    if place is None:
        return None
    for name in places.state_files(plan, module):
        try:
            content = place.read(name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise FailedError(
                f"{place.shown(name)}: the state of {module} cannot be read ({error.strerror}).\n"
                "Mend the rights or the way there, and run again."
            ) from error
        try:
            plain = gzip.decompress(content) if name.endswith(".gz") else content
            return plain, _outputs(plain)
        except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
            shown = place.shown(name)
            raise FailedError(
                f"{shown}: the state of {module} in {plan.environment.name} is damaged.\n"
                f"Bring it back from a copy, such as {shown}.bak; if there is none, end what runs and remove it."
            ) from error
    return None


def _outputs(content: bytes) -> list[Mapping[str, Any]] | None:
    resources = (json.loads(content)["checkpoint"].get("latest") or {}).get("resources")
    return None if resources is None else [dict(each.get("outputs") or {}) for each in resources]
