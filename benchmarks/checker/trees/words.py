"""The words that names in generated trees are made of."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


# Of modules.
NOUNS = _words("""
    orders inventory shipping billing payments customers catalogs pricing returns refunds carts checkout accounts
    invoices taxes discounts vouchers loyalty reviews ratings search recommendations notifications emails
    messages campaigns audiences segments reports exports imports schedules calendars tasks workflows approvals
    contracts vendors purchases receipts warehouses stock_moves packing labels carriers tracking claims fraud identity
    sessions permissions
""")
SUFFIXES = _words("""
    archive gateway rules sync audit feed portal metrics batch insights bridge directory registry planner monitor
    relay policy mirror intake staging
""")

# Of files and what they define.
TOPICS = _words("""
    price item batch address quota window token budget limit route slot draft quote entry cycle margin tariff score
    signal threshold region channel bundle variant snapshot balance reserve backlog forecast attempt
""")
ROLES = _words("""
    policy rules loader builder mapper summary filter queue state history index resolver checker planner writer reader
""")
FOLDERS = _words("""
    domain services storage api jobs reports adapters events views commands queries tables migration serializers
    workers validation
""")
FIELDS = _words("""
    reference amount quantity status owner created_at updated_at currency region priority note weight position total
    rate code
""")
VERBS = _words("collect merge select reduce expand normalize refresh prepare confirm apply release match")


def module_name(number: int) -> str:
    """Return the name of a module; no two numbers have the same."""
    turn, place = divmod(number, len(NOUNS))
    if not turn:
        return NOUNS[place]
    again, suffix = divmod(turn - 1, len(SUFFIXES))
    return f"{NOUNS[place]}_{SUFFIXES[suffix]}{again or ''}"


def stem(number: int) -> str:
    """Return the name of a module's file without its suffix; no two numbers have the same."""
    turn, place = divmod(number, len(TOPICS) * len(ROLES))
    role, topic = divmod(place, len(TOPICS))
    return f"{TOPICS[topic]}_{ROLES[role]}{turn or ''}"


def class_name(snake: str) -> str:
    """Return the name of a class for a name in snake case."""
    return "".join(word.capitalize() for word in snake.split("_"))
