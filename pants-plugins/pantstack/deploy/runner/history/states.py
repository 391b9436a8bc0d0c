"""The states of modules, as Pulumi keeps them in folders and buckets, which are readable without it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from pantstack.deploy.runner import places, store
from pantstack.deploy.runner.errors import FailedError

if TYPE_CHECKING:
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
        FailedError: if the place cannot be read.
    """
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
        return gzip.decompress(content) if name.endswith(".gz") else content
    return None
