"""The foundation of an environment: the registry that it provides, and that it is destroyed last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pantstack.deploy.artifact_kinds.runtimes import runtime
from pantstack_runner.base.errors import UserError
from pantstack_runner.records import records

if TYPE_CHECKING:
    from collections.abc import Collection

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

_REGISTRY: Final = re.compile(r"[a-z0-9][a-z0-9.:-]*(/[a-z0-9][a-z0-9._-]*)*")


def check_destroy(context: Context, taken: Collection[str]) -> None:
    """Raise if the foundation would be destroyed before modules that depend on it.

    Raises:
        UserError: if there are any.
    """
    if context.environment.foundation_name not in taken:
        return
    others = (other for other in records.recorded_modules(context) if other not in taken)
    staying = [other for other in others if not records.read_records(context, other).is_down]
    if staying:
        verb = "is" if len(staying) == 1 else "are"
        raise UserError(
            f"{', '.join(staying)} {verb} not known to be down in {context.environment.name}, and {verb} built on its"
            f" foundation, {context.environment.foundation}.",
            f"Take {'it' if len(staying) == 1 else 'them'} down as well: name all of them beside the foundation.",
        )


def check_registry(context: Context, modules: Collection[Module]) -> None:
    """Raise if images are to be deployed to a platform that needs a registry and has none, before anything happens.

    Raises:
        UserError: if that is so.
    """
    images = any(runtime(artifact.kind).needs_registry for module in modules for artifact in module.artifacts)
    if not context.environment.traits.needs_registry or not images:
        return
    # One that is deployed in the same run gives it before it is needed.
    if context.environment.foundation_name not in {module.name for module in modules}:
        require_registry(context)


def require_registry(context: Context) -> str | None:
    """Return the registry for images; on AWS there has to be one, elsewhere None is this machine's daemon.

    Raises:
        UserError: if there is none on AWS.
    """
    known = registry(context)
    environment = context.environment
    if known or not environment.traits.needs_registry:
        return known
    if not environment.foundation:
        raise UserError(
            f'Environment "{environment.name}" has no `registry` for images, nor a `foundation` that makes one.',
            'Add for instance `foundation="stack/infra/foundation"` to it in BUILD at the root.',
        )
    raise UserError(
        f'Environment "{environment.name}" has no registry for images yet: it is an output of its foundation.',
        f"Deploy the foundation first: ./pants deploy {environment.foundation} --env={environment.name}",
    )


def registry(context: Context) -> str | None:
    """Return the registry for images, None for none: that of the environment, else on AWS that of its foundation."""
    environment = context.environment
    if environment.registry or not environment.traits.needs_registry or not environment.foundation:
        return environment.registry
    history = records.read_records(context, environment.foundation_name)
    good = next((record for record in history.records if record.is_good), None)
    output = None if good is None or history.is_down else good.outputs.get("registry")
    return output if isinstance(output, str) and _REGISTRY.fullmatch(output) else None
