"""Gates of what this work tree did not build: promoted artifacts, and saved plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pantstack_runner.errors import GatesWantedError, UserError

if TYPE_CHECKING:
    from pantstack_runner.context import Context
    from pantstack_runner.contract.module import Module
    from pantstack_runner.contract.plan import Plan

_SHORT_COMMIT = 12


def resolve_gates(tree: Plan, plan: Plan) -> Plan:
    """Return the plan with each module's passed gates.

    A rollback asks for none: it brings back what ran in this environment before.

    Args:
        tree: the plan as the backend wrote it, which knows the work tree.
        plan: the plan with all that it only points at.

    Raises:
        UserError: if a gate was not green when a module was built, and cannot be judged here.
        GatesWantedError: if it can.
    """
    if plan.action != "up" or tree.rollback:
        return plan
    lacking = [module for module in plan.modules if not module.restores and not _has_all(plan.context, module)]
    for module in lacking:
        _check(tree, plan, module)
    if not set(plan.environment.gates) <= set(tree.gates) and lacking:
        raise GatesWantedError
    names = {module.name for module in lacking}
    passed = {"gates": tree.gates}
    modules = tuple(module.model_copy(update=passed) if module.name in names else module for module in plan.modules)
    return plan.model_copy(update={"modules": modules})


def _has_all(context: Context, module: Module) -> bool:
    return set(context.environment.gates) <= set(module.gates)


def _check(tree: Plan, plan: Plan, module: Module) -> None:
    """Raise for a module that is not built from exactly this work tree."""
    built = module if module.promoted_from else plan
    if built.commit and built.commit == tree.commit and not built.dirty and not tree.dirty:
        return
    missing = [f"`{gate}`" for gate in plan.environment.gates if gate not in module.gates]
    lacks = f"gate{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
    origin = module.promoted_from
    fact = f"{module.name} in {origin} is of" if origin else f"{module.name} was previewed at"
    advice = f"deploy it to {origin} from here, then promote that" if origin else "preview again with --plan-out"
    if built.dirty or tree.dirty:
        advice = f"commit, and {advice}"
    raise UserError(
        f"{fact} {_format_commit(built)} without {lacks}, which cannot be judged at {_format_commit(tree)}.",
        f"{advice[0].upper()}{advice[1:]}.",
    )


def _format_commit(built: Plan | Module) -> str:
    commit = f"commit {built.commit[:_SHORT_COMMIT]}" if built.commit else "no commit"
    return f"{commit} with changes that are not committed" if built.dirty else commit
