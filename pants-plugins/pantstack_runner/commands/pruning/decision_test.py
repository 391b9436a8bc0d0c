"""What `--prune` decides, without a file."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pantstack_runner.commands.pruning.decision import UNKNOWN, Decision, Item, decide, is_young, kept_names
from pantstack_runner.commands.pruning.inventory import (
    Inventory,
    ModuleRecords,
    StoredArtifact,
    StoreInventory,
    UnreadableEnvironment,
)
from pantstack_runner.contract.testing import make_artifact
from pantstack_runner.execution import rollback, workspace_lock
from pantstack_runner.records.record import Record
from pantstack_runner.storage.folder import Folder

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FOLDER = ".pantstack/records/test/orders"
HERE, THERE = Folder(Path("/r"), Path("/r")), Folder(Path("/share"), Path("/r"))
NOW = BEGAN + timedelta(days=30)


def _digits(name: str) -> str:
    return name * 64


def _record(day: int, name: str = "", action: str = "up", result: str = "succeeded", **fields: Any) -> Record:  # noqa: ANN401
    return Record.model_validate(
        {
            "module": "orders",
            "environment": "test",
            "action": action,
            "result": result,
            "began": BEGAN + timedelta(days=day),
            "who": "me",
            "artifacts": (make_artifact(name, **fields),) if name else (),
            "plan": f"sha256:{_digits(str(day))}",
        }
    )


def _days(records: tuple[Record, ...], keep: int) -> list[int]:
    stays = kept_names(records, keep)
    return [(each.began - BEGAN).days for each in records if each.name in stays]


def _history(*records: Record) -> tuple[Record, ...]:
    return records[::-1]


def test_the_newest_good_ones_stay() -> None:
    """The newest good ones stay, and as many of any kind; not one more."""
    good = _history(*(_record(day, name) for day, name in enumerate("abcdef")))
    assert _days(good, 3) == [5, 4, 3]
    assert _days(good, 6) == _days(good, 60) == [5, 4, 3, 2, 1, 0]

    failing = _history(*good[::-1], *(_record(day, "e", result="failed") for day in (6, 7, 8, 9)))
    assert _days(failing, 2) == [9, 8, 5, 4]
    assert _days((), 2) == []


def test_what_a_rollback_would_bring_back_stays() -> None:
    """The last deploy that differs stays however old it is, and so does the one that a rollback stands for."""
    same = _history(_record(0, "a"), _record(1, "b"), _record(2, "c"), *(_record(day, "c") for day in (3, 4, 5)))
    assert _days(same, 1) == [5, 1]

    # After a rollback to day 1 a further one goes on to day 0.
    back = _record(6, "b").model_copy(update={"restores": _record(1).name})
    assert _days(_history(*same[::-1], back), 1) == [6, 1, 0]


def test_what_was_taken_down_stays_so() -> None:
    """The last time at which it was taken down stays, so that nothing older is ever taken for what stood there."""
    records = _history(
        _record(0, "a"),
        _record(1, action="destroy"),
        _record(2, "b"),
        _record(3, action="destroy"),
        _record(4, "c", result="failed"),
        _record(5, "c", result="started"),
    )

    assert _days(records, 1) == [5, 4, 3, 2]


@pytest.mark.parametrize("seed", range(200))
def test_nothing_is_answered_otherwise(seed: int) -> None:
    """Whatever happened before, rollback, what runs and a second prune find the same after a prune as before."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    records: list[Record] = []
    for day in range(chance.randint(1, 12)):
        action = "destroy" if chance.random() < 0.2 else "up"
        fresh = _record(
            day, chance.choice("abc"), action, chance.choice(("succeeded", "succeeded", "failed", "started"))
        )
        if chance.random() < 0.3 and records:
            fresh = fresh.model_copy(update={"restores": chance.choice(records).name})
        records.append(fresh)
    before = _history(*records)
    keep = chance.randint(1, 3)

    stays = kept_names(before, keep)
    after = tuple(each for each in before if each.name in stays)

    def answers(found: tuple[Record, ...]) -> list[object]:
        return [
            found[0],
            rollback.find_earlier(found),
            rollback.find_earlier(rollback.since_destroy(found)),
            next((each for each in found if each.result == "succeeded"), None),
            next((each for each in found if each.result != "started"), None),
            list(itertools.islice((each for each in found if each.is_good), keep)),
        ]

    assert answers(after) == answers(before)
    assert kept_names(after, keep) == stays


def _place(*records: Record, **fields: Any) -> ModuleRecords:  # noqa: ANN401 - whatever a place holds
    sizes = {f"{each.name}.json": 100 for each in records}
    given = {"environment": "test", "name": "orders", "folder": FOLDER, "records": _history(*records), "sizes": sizes}
    return ModuleRecords(**{**given, **fields})


def _here(*found: ModuleRecords) -> StoreInventory:
    return StoreInventory(HERE, found, {_digits(name): StoredArtifact(5, NOW) for name in "abcd"}, is_work_tree=True)


def _there(*found: ModuleRecords, **fields: Any) -> StoreInventory:  # noqa: ANN401 - its other fields
    days = {"a": 2, "b": 2, "c": 2, "d": 0.9}
    return StoreInventory(
        THERE,
        found,
        {_digits(name): StoredArtifact(7, NOW - timedelta(days=age)) for name, age in days.items()},
        **fields,
    )


def _found(*stores: StoreInventory, **fields: Any) -> Inventory:  # noqa: ANN401 - whatever is found
    plans = {_digits(str(day)): Path(f"/r/{day}") for day in range(4)}
    runners = {_digits("e"): Path("/r/e"), _digits("f"): Path("/r/f")}
    return Inventory(stores, **{"plans": plans, "runners": runners, **fields})


def _decided(*stores: StoreInventory, **fields: Any) -> Decision:  # noqa: ANN401 - whatever is found
    return decide(_found(*stores, **fields), 1, RUNNER, NOW)


def _lost(name: str) -> Item:
    folder = f".pantstack/artifacts/{_digits(name)}"
    return Item(f"artifact {name * 12}", store=HERE, folder=folder, size=5)


def _lost_there(name: str) -> Item:
    text = f"artifact {name * 12} at /share/.pantstack/artifacts"
    return Item(text, store=THERE, folder=f".pantstack/artifacts/{_digits(name)}", size=7, is_shared=True)


RUNNER = f".pantstack/runner/{_digits('f')}/runner.pex"
OLD = _record(0, "a")
RECORDS = (OLD, _record(1, "b"), _record(2, "c"))
OLD_RECORD = Item("1 record of orders in test", store=HERE, names=(f"{FOLDER}/{OLD.name}.json",), size=100)
OLD_RUNNER = Item("runner eeeeeeeeeeee", (Path("/r/e"),))
OLD_PLANS = Item("2 plans", (Path("/r/0"), Path("/r/3")))
ALL_HERE = "artifacts, images, plans, runners"
YOUNG = "/share/.pantstack/artifacts: 1 artifact younger than a day"


def test_what_nothing_names_goes() -> None:
    """Artifacts, plans and runners go that no kept record names, after the records; what a state names stays."""
    assert _decided(_here(_place(*RECORDS))) == Decision(
        records=(OLD_RECORD,),
        rest=(_lost("a"), _lost("d"), OLD_RUNNER, OLD_PLANS),
        images=frozenset({_digits("a"), _digits("d")}),
        left=(),
        is_certain=True,
    )
    running = _decided(_here(_place(*RECORDS)), in_states=frozenset({_digits("a")}))
    assert (running.rest, running.images) == ((_lost("d"), OLD_RUNNER, OLD_PLANS), frozenset({_digits("d")}))


def test_the_oldest_record_goes_first() -> None:
    """A prune that is interrupted leaves the newest records, without a gap."""
    (item,) = _decided(_here(_place(*RECORDS, _record(3, "d"), _record(4, "e")))).records

    assert item.names == tuple(f"{FOLDER}/{each.name}.json" for each in RECORDS)
    assert item.size == 300


def test_what_another_environment_names_stays() -> None:
    """A record of an environment that is not meant, or not declared, goes never, and keeps its artifacts and plans."""
    other = _place(OLD, _record(3, "d"), environment="prod", is_selected=False)

    for stores in ((_here(_place(*RECORDS), other),), (_here(_place(*RECORDS)), StoreInventory(THERE, (other,)))):
        decision = _decided(*stores)
        assert (decision.records, decision.rest) == ((OLD_RECORD,), (OLD_RUNNER,))
        assert decision.images == frozenset()


def test_a_shared_store() -> None:
    """In a store that others use too, what no kept record there names goes once it is a day old; what is named stays."""
    forgotten = _place(OLD, environment="forgotten", is_selected=False)
    elsewhere = Item("1 record of orders in test", store=THERE, names=OLD_RECORD.names, size=100)

    alone = _decided(_here(), _there(_place(*RECORDS)))
    assert (alone.records, alone.left, alone.is_certain) == ((elsewhere,), (YOUNG,), True)
    assert alone.rest[-1:] == (_lost_there("a"),)
    assert alone.rest[:-1] == (_lost("a"), _lost("d"), OLD_RUNNER, OLD_PLANS)

    # What only records in another store name has its copy there.
    apart = _decided(_here(_place(*RECORDS)), _there())
    assert apart.rest[-3:] == tuple(map(_lost_there, "abc"))
    kept_there = _decided(_here(), _there(_place(*RECORDS), forgotten))
    assert [each for each in kept_there.rest if each.is_shared] == []
    running = _decided(_here(), _there(_place(*RECORDS)), in_states=frozenset({_digits("a")}))
    assert [each for each in running.rest if each.is_shared] == []


@pytest.mark.parametrize(
    ("problem", "certain"),
    [(workspace_lock.AT_WORK, True), ("x.json: is not a record", False)],
    ids=["at work", "corrupted"],
)
def test_what_cannot_be_judged_stays(problem: str, certain: bool) -> None:  # noqa: FBT001 - a table
    """Of a module with a problem nothing goes, nor anything that it may need; records of others do."""
    shipping = _place(*RECORDS, name="shipping", folder=FOLDER.replace("orders", "shipping"), problem=problem)
    left = (f"shipping in test: {problem}", f"{ALL_HERE}: {UNKNOWN}")

    assert _decided(_here(_place(*RECORDS), shipping)) == Decision((OLD_RECORD,), (), frozenset(), left, certain)
    # The copies of the others are judged by the records beside them.
    apart = _decided(_here(_place(*RECORDS), shipping), _there())
    assert (apart.rest, apart.left) == (tuple(map(_lost_there, "abc")), (*left, YOUNG))
    there = _decided(_here(_place(*RECORDS)), _there(shipping))
    assert (there.rest, there.left) == ((), (*left, f"/share/.pantstack/artifacts: {UNKNOWN}"))


@pytest.mark.parametrize("selected", [True, False])
def test_an_environment_that_cannot_be_read(selected: bool) -> None:  # noqa: FBT001 - a table
    """It is reported and keeps all that it may need; that counts as a failure if that environment was selected."""
    trouble = UnreadableEnvironment("prod", "s3://state: cannot be opened (there are no credentials)", selected)
    left = (f"prod: {trouble.problem}", f"{ALL_HERE}: {UNKNOWN}")

    assert _decided(_here(_place(*RECORDS)), unreadable=(trouble,)) == Decision(
        (OLD_RECORD,), (), frozenset(), left, not selected
    )
    unsure = _decided(_here(), _there(_place(*RECORDS), is_complete=False), unreadable=(trouble,))
    assert (unsure.rest, unsure.left) == ((), (*left, f"/share/.pantstack/artifacts: {UNKNOWN}"))


def test_while_a_deploy_is_at_work() -> None:
    """Nothing but records goes."""
    decision = _decided(_here(_place(*RECORDS)), _there(), problem=workspace_lock.AT_WORK)

    assert (decision.records, decision.rest, decision.images) == ((OLD_RECORD,), (), frozenset())
    assert decision.left == (
        f"{ALL_HERE}: {workspace_lock.AT_WORK}",
        f"/share/.pantstack/artifacts: {workspace_lock.AT_WORK}",
    )
    assert decision.is_certain


def test_a_module_that_is_gone() -> None:
    """The work folder and the logs of a module go that is neither in the repository nor up."""
    work = (Path("/r/work"),)
    down, up = (OLD, _record(1, action="destroy")), (OLD,)

    def items(*records: Record, known: bool) -> list[str]:
        place = _place(*records, is_known=known, leftovers=work)
        return [each.text for each in decide(Inventory((StoreInventory(HERE, (place,)),)), 9, RUNNER, NOW).records]

    assert items(*down, known=False) == ["work folder and logs of orders in test, which was removed"]
    assert items(*down, known=True) == items(*up, known=False) == items(*up, known=True) == []


def test_a_day_is_young_no_more() -> None:
    """An artifact of exactly a day may go."""
    day = timedelta(days=1)
    assert [is_young(NOW - age, NOW) for age in (day, day - timedelta.resolution)] == [False, True]
