"""Gates of what this work tree did not build: promoted artifacts, and saved plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.base.errors import GatesWantedError, UserError

if TYPE_CHECKING:
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Gate
    from pantstack_runner.contract.module import Module

_SHORT_COMMIT = 12


def resolve_gates(
    tree: Context, passed: tuple[Gate, ...], context: Context, modules: tuple[Module, ...]
) -> tuple[Module, ...]:
    """Return the modules, each with the gates that passed for it.

    A module that a rollback brings back needs none: it ran in this environment before.

    Args:
        context: the commit that modules are from which say none themselves.

    Raises:
        UserError: if a gate had not passed when a module was built, and cannot be run here.
        GatesWantedError: if it can.
    """
    required = set(context.environment.gates)
    lacking = [module for module in modules if not module.restores and not required <= set(module.gates)]
    for module in lacking:
        _check(tree, context, module)
    if not required <= set(passed) and lacking:
        raise GatesWantedError
    names = {module.name for module in lacking}
    update = {"gates": passed}
    return tuple(module.model_copy(update=update) if module.name in names else module for module in modules)


def _check(tree: Context, context: Context, module: Module) -> None:
    """Raise for a module that is not built from exactly this work tree."""
    built = module if module.promoted_from else context
    if built.commit and built.commit == tree.commit and not built.dirty and not tree.dirty:
        return
    missing = [f"`{gate}`" for gate in context.environment.gates if gate not in module.gates]
    lacks = f"gate{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    origin = module.promoted_from
    fact = f"{module.name} in {origin} is of" if origin else f"{module.name} was previewed at"
    advice = f"deploy it to {origin} from here, then promote that" if origin else "preview again with --plan-out"
    if built.dirty or tree.dirty:
        advice = f"commit, and {advice}"
    raise UserError(
        f"{fact} {_format_commit(built)} without {lacks}, which cannot be run at {_format_commit(tree)}.",
        f"{advice[0].upper()}{advice[1:]}.",
    )


def _format_commit(built: Context | Module) -> str:
    commit = f"commit {built.commit[:_SHORT_COMMIT]}" if built.commit else "no commit"
    return f"{commit} with changes that are not committed" if built.dirty else commit
