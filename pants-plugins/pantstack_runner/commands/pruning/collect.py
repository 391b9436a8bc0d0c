"""Everything that a prune inspects: every store of records, every readable state, and the files below `.pantstack`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import FailedError
from pantstack_runner.commands.pruning import files, running, store_inventory
from pantstack_runner.commands.pruning.inventory import Inventory, UnreadableEnvironment
from pantstack_runner.console.text import printable_name
from pantstack_runner.execution import workspace_lock
from pantstack_runner.storage import paths
from pantstack_runner.storage.store import record_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from contextlib import ExitStack
    from pathlib import Path

    from pantstack_runner.commands.pruning.inventory import StoreInventory
    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.environment import Environment
    from pantstack_runner.contract.requests import PruneRequest
    from pantstack_runner.storage.store import Store

_ANY: Final = "any environment"


def collect(context: Context, request: PruneRequest, stack: ExitStack) -> Inventory:
    """Take the inventory, and lock everything that no deploy is using.

    Raises:
        UserError: if the address of a store is invalid.
    """
    # The same module may have records in two stores, but it has one lock.
    take = functools.cache(lambda path: stack.enter_context(workspace_lock.alone(path)))
    problem = take(paths.workspace_lock_file(context))
    in_states, problems = running.hashes_in_states(context, request.environments)
    inventories, links = _read_stores(context, request, problems, take)
    plans, more = files.by_hash(context.home / "plans", context.root)
    runners, yet_more = files.by_hash(context.home / "runner", context.root)
    return Inventory(
        stores=tuple(inventories),
        unreadable=tuple(
            UnreadableEnvironment(name, printable_name(fact), name in {*request.selected, _ANY})
            for name, fact in problems.items()
        ),
        plans=plans,
        runners=runners,
        in_states=in_states,
        problem=problem,
        links=tuple(f"{printable_name(link)}: is a link" for link in (*links, *more, *yet_more)),
    )


def _read_stores(
    context: Context, request: PruneRequest, problems: dict[str, str], take: Callable[[Path], str]
) -> tuple[list[StoreInventory], list[str]]:
    """Return the inventory of every readable store, and links there; others are problems of their environments."""
    stores = _stores(context, request.environments, problems)
    inventories: list[StoreInventory] = []
    links: list[str] = []
    for store, declared in stores.items():
        source = store_inventory.Source(
            store=store,
            contexts=declared,
            declared=frozenset(environment.name for environment in request.environments),
            modules=frozenset(module.name for module in request.modules),
            selected=frozenset(request.selected),
            other=next(iter(declared.values()), files.undeclared(context, "none")),
            is_work_tree=_is_work_tree(store, context),
            is_complete=not problems.keys() & declared.keys(),
        )
        try:
            contents, more_links = store_inventory.read_store(source, take)
        except OSError as error:
            fact = f"{store.display_path(paths.RECORDS).rpartition('/')[0]} cannot be read ({error.strerror})"
            for name in declared or (_ANY,):
                problems.setdefault(name, fact)
            continue
        inventories.append(contents)
        links += more_links
    return inventories, links


def _stores(
    context: Context, environments: Iterable[Environment], problems: dict[str, str]
) -> Mapping[Store, dict[str, Context]]:
    """Return the stores of records, the work tree first, each with the environments that are declared there."""
    own = record_store(files.undeclared(context, "none"))
    by_store: dict[Store, dict[str, Context]] = {own: {}}
    for environment in environments:
        there = context.at(environment)
        try:
            store = record_store(there)
        except FailedError as error:
            problems.setdefault(environment.name, files.reason_of(error))
            continue
        by_store.setdefault(own if _is_work_tree(store, context) else store, {})[environment.name] = there
    return by_store


def _is_work_tree(store: Store, context: Context) -> bool:
    return store.is_at(paths.RECORDS, context.root / paths.RECORDS)
