"""The functions and classes of generated files, as templates."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from benchmarks.checker.trees.words import FIELDS, TOPICS, VERBS, class_name


class Body(NamedTuple):
    """A function or class.

    Attributes:
        imports: the lines that it needs.
        text: with fields in braces: of `{call}` is one that calls what the file imports.
    """

    imports: tuple[str, ...]
    text: str


BODIES = (
    Body(
        (),
        '''
def {verb}_{topic}_{number}({field}: str, *, limit: int = {number}) -> dict[str, object]:
    """{Verb} what is known about a {topic}.

    Args:
        {field}: as the caller has it.
        limit: of the entries that are returned.
    """
    found: dict[str, object] = {{"{field}": {field}, "limit": limit}}
    for position in range(limit):
        if position % {small} == 0:
            continue
        found[f"{topic}-{{position}}"] = {call}
    return found
''',
    ),
    Body(
        ("from dataclasses import dataclass, field",),
        '''
@dataclass(frozen=True)
class {Topic}{Verb}{number}:
    """A {topic}, as it is when somebody has to {verb} it.

    Attributes:
        {field}: of the {topic}.
        {other}: where it differs.
    """

    {field}: str
    {other}: int = {number}
    notes: list[str] = field(default_factory=list)

    def describe(self) -> str:
        """Return one line about it."""
        return f"{{self.{field}}}: {{self.{other}}} ({{len(self.notes)}} notes)"

    def is_valid(self) -> bool:
        # A {topic} without a {field} is a draft.
        return bool(self.{field}) and self.{other} > {small}
''',
    ),
    Body(
        ("from collections.abc import Iterable, Iterator",),
        '''
def {verb}_every_{topic}_{number}(entries: Iterable[dict[str, str]]) -> Iterator[str]:
    """Yield the {field} of every {topic} that has one."""
    for entry in entries:
        {field} = entry.get("{field}")
        if {field} is None or len({field}) > {number}:
            continue
        yield str({call})
        yield {field}.strip().lower()
''',
    ),
    Body(
        ("import logging", "from typing import Any"),
        '''
class {Topic}{Verb}er{number}:
    """Takes care of each {topic}; others use it through the facade."""

    retries = {small}

    def __init__(self, source: Any, *, {field}: str = "{other}") -> None:
        self._source = source
        self._{field} = {field}
        self._log = logging.getLogger(f"{{__name__}}.{{{field}}}")

    def {verb}(self, {other}: str) -> Any:
        """{Verb} it, and try again where the source is not there."""
        for attempt in range(self.retries):
            try:
                return self._source.fetch({other}, attempt=attempt)
            except (KeyError, ValueError) as error:
                self._log.warning("no {topic} from %s: %s", self._{field}, error)
        return {call}

    @property
    def {field}(self) -> str:
        """The {field} in use."""
        return self._{field}
''',
    ),
    Body(
        ("import asyncio",),
        '''
async def {verb}_{topic}_later_{number}({field}: str) -> list[str]:
    """{Verb} it once the others are done."""
    names = [name for name in {field}.split(",") if name and not name.startswith("_")]
    async with asyncio.Semaphore({small}):
        await asyncio.sleep(0)
    return [*names, str({call})]
''',
    ),
    Body(
        ("import os",),
        '''
{TOPIC}_{NUMBER} = {{
    "{field}": os.environ.get("{TOPIC}_{OTHER}", "{other}"),
    "{other}": "{topic} with a {field}",
    "query": """
        SELECT {field}, {other}
        FROM {topic}_table
        WHERE {field} IS NOT NULL
    """,
}}
''',
    ),
    Body(
        ("from decimal import ROUND_HALF_UP, Decimal",),
        '''
def {verb}_{topic}_amount_{number}(amount: Decimal, {field}: Decimal = Decimal("0.{number}")) -> Decimal:
    """Return an amount with the {field} of the {topic}, rounded to cents."""
    if amount < 0:
        raise ValueError(f"a {topic} has no negative amount: {{amount}}")
    total = amount + amount * {field}
    return total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
''',
    ),
    Body(
        ("from contextlib import contextmanager", "from collections.abc import Iterator"),
        '''
@contextmanager
def {topic}_{verb}_scope_{number}(*, {field}: str) -> Iterator[dict[str, str]]:
    """Hold what belongs to one {topic} while it is used."""
    state = {{"{field}": {field}, "{other}": ""}}
    try:
        yield state
    finally:
        state.clear()
''',
    ),
)
TEST = Body(
    (),
    '''
def test_{verb}_{topic}_{number}() -> None:
    """A {topic} has its {field} after a {verb}."""
    {field} = {{"{field}": {number}, "{other}": "{topic}"}}

    assert {call} is not None
    assert {field}["{field}"] == {number}
''',
)
PATCHED_TEST = Body(
    ("from unittest import mock",),
    '''
def test_{verb}_{topic}_{number}() -> None:
    """A {topic} is found where its source is replaced."""
    with mock.patch("{patched}", return_value={number}) as {field}:
        assert {call} is not None
    assert {field}.call_count <= {number}
''',
)


def render(body: Body, rng: Random, call: str, patched: str = "") -> str:
    """Return the text of a body with names chosen.

    Args:
        call: an expression.
        patched: what a test replaces.
    """
    topic, verb, field, other = rng.choice(TOPICS), rng.choice(VERBS), rng.choice(FIELDS), rng.choice(FIELDS)
    number = rng.randrange(10, 1000)
    return body.text.format(
        topic=topic,
        Topic=class_name(topic),
        TOPIC=topic.upper(),
        verb=verb,
        Verb=verb.capitalize(),
        field=field,
        other=f"other_{other}" if other == field else other,
        OTHER=other.upper(),
        number=number,
        NUMBER=number,
        small=rng.randrange(2, 9),
        call=call,
        patched=patched,
    )
