"""Expressions as EventBridge Scheduler has them."""

from __future__ import annotations

from typing import Final

import pulumi

_WEEKDAYS: Final = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


def of_aws(name: str, expression: str) -> str:
    """Return an expression of AWS for one of five fields, as cron has it; any other is one already.

    Args:
        name: of the schedule.

    Raises:
        pulumi.RunError: if it has both a day of the month and a weekday, of which AWS takes one.
    """
    if "(" in expression:
        return expression
    minute, hour, day, month, weekday = expression.split()
    if weekday == "*":
        weekday = "?"
    elif day == "*":
        day, weekday = "?", ",".join(map(_weekday, weekday.split(",")))
    else:
        raise pulumi.RunError(
            f'Schedule "{name}" has a day of the month and a weekday, which AWS does not take: {expression}.\n'
            "Write `*` for one of them."
        )
    return f"cron({minute} {hour} {day} {month} {weekday} *)"


def _weekday(item: str) -> str:
    """Name the weekdays of one item: AWS counts them otherwise than cron, and does not go on after Saturday."""
    days, _, step = item.partition("/")
    first, _, last = ("0-6" if days == "*" else days).partition("-")
    if not last and not step:
        return _named(first)
    begin, end = _number(first), _number(last or "SAT")
    chosen = range(begin, end + 1 if begin <= end else end + 8, int(step or 1))
    return ",".join(_WEEKDAYS[day % 7] for day in chosen)


def _number(day: str) -> int:
    return int(day) if day.isdigit() else _WEEKDAYS.index(day.upper())


def _named(day: str) -> str:
    return _WEEKDAYS[_number(day) % 7]
