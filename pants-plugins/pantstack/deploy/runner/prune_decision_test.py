"""What `--prune` decides, without a file."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pantstack.deploy.runner import sources, uses
from pantstack.deploy.runner.plan import Artefact
from pantstack.deploy.runner.prune_decision import UNKNOWN, Decision, Found, Item, Place, decide, kept
from pantstack.deploy.runner.records import Record

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
FOLDER = Path("/r/.pantstack/records/test/orders")


def _digits(name: str) -> str:
    return name * 64


def _artefact(name: str, kind: str = "pex") -> Artefact:
    path = f".pantstack/artefacts/{_digits(name)}/api.pex"
    return Artefact.model_validate({"kind": kind, "name": "api", "path": path, "digest": f"sha256:{_digits(name)}"})


def _record(day: int, name: str = "", action: str = "up", result: str = "succeeded", **fields: Any) -> Record:  # noqa: ANN401
    return Record.model_validate(
        {
            "module": "orders",
            "environment": "test",
            "action": action,
            "result": result,
            "began": BEGAN + timedelta(days=day),
            "who": "me",
            "artefacts": (_artefact(name, **fields),) if name else (),
            "plan": f"sha256:{_digits(str(day))}",
        }
    )


def _days(records: tuple[Record, ...], keep: int) -> list[int]:
    stays = kept(records, keep)
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

    stays = kept(before, keep)
    after = tuple(each for each in before if each.name in stays)

    def answers(found: tuple[Record, ...]) -> list[object]:
        return [
            found[0],
            sources.before(found),
            sources.before(sources.since_down(found)),
            next((each for each in found if each.result == "succeeded"), None),
            next((each for each in found if each.result != "started"), None),
            list(itertools.islice((each for each in found if each.is_good), keep)),
        ]

    assert answers(after) == answers(before)
    assert kept(after, keep) == stays


def _place(*records: Record, **fields: Any) -> Place:  # noqa: ANN401 - whatever a place holds
    return Place(**{"environment": "test", "name": "orders", "folder": FOLDER, "records": _history(*records), **fields})


def _found(*found: Place, **fields: Any) -> Found:  # noqa: ANN401 - whatever is found
    paths = {_digits(name): Path(f"/r/{name}") for name in "abcd"}
    plans = {_digits(str(day)): Path(f"/r/{day}") for day in range(4)}
    return Found(found, paths, plans, {_digits("e"): Path("/r/e"), _digits("f"): Path("/r/f")}, **fields)


RUNNER = f".pantstack/runner/{_digits('f')}/runner.pex"
OLD = _record(0, "a")
RECORDS = (OLD, _record(1, "b"), _record(2, "c"))
OLD_RECORD = Item("1 record of orders in test", (FOLDER / f"{OLD.name}.json",))


def test_what_nothing_names_goes() -> None:
    """Artefacts, plans and runners go that no kept record names, after the records; what a state names stays."""
    decision = decide(_found(_place(*RECORDS)), 1, RUNNER)

    assert decision == Decision(
        items=(
            OLD_RECORD,
            Item("artefact aaaaaaaaaaaa", (Path("/r/a"),)),
            Item("artefact dddddddddddd", (Path("/r/d"),)),
            Item("runner eeeeeeeeeeee", (Path("/r/e"),)),
            Item("2 plans", (Path("/r/0"), Path("/r/3"))),
        ),
        images=frozenset({_digits("a"), _digits("d")}),
        left=(),
        is_certain=True,
    )
    running = decide(_found(_place(*RECORDS), in_states=frozenset({_digits("a")})), 1, RUNNER)
    assert [item.text for item in running.items] == [
        "1 record of orders in test",
        "artefact dddddddddddd",
        "runner eeeeeeeeeeee",
        "2 plans",
    ]
    assert running.images == {_digits("d")}


def test_what_another_environment_names_stays() -> None:
    """A record of an environment that is not meant, or not declared, goes never, and keeps its artefacts and plans."""
    other = _place(OLD, _record(3, "d"), environment="prod", is_meant=False)

    decision = decide(_found(_place(*RECORDS), other), 1, RUNNER)

    assert [item.text for item in decision.items] == ["1 record of orders in test", "runner eeeeeeeeeeee"]
    assert decision.images == frozenset()


@pytest.mark.parametrize(
    ("problem", "certain"), [(uses.AT_WORK, True), ("x.json: is no record", False)], ids=["at work", "corrupted"]
)
def test_what_cannot_be_judged_stays(problem: str, certain: bool) -> None:  # noqa: FBT001 - a table
    """Of a module with a problem nothing goes, nor anything that it may need; records of others do."""
    shipping = _place(*RECORDS, name="shipping", folder=FOLDER.with_name("shipping"), problem=problem)

    assert decide(_found(_place(*RECORDS), shipping), 1, RUNNER) == Decision(
        (OLD_RECORD,),
        frozenset(),
        (f"shipping in test: {problem}", f"artefacts, images, plans, runners: {UNKNOWN}"),
        certain,
    )


def test_a_module_that_is_gone() -> None:
    """The work folder and the logs of a module go that is neither in the repository nor up."""
    work = (Path("/r/work"),)
    down, up = (OLD, _record(1, action="destroy")), (OLD,)

    def items(*records: Record, known: bool) -> list[str]:
        place = _place(*records, is_known=known, belongings=work)
        return [each.text for each in decide(Found((place,)), 9, RUNNER).items]

    assert items(*down, known=False) == ["work folder and logs of orders in test, which is gone"]
    assert items(*down, known=True) == items(*up, known=False) == items(*up, known=True) == []
