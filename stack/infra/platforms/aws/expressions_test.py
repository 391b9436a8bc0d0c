"""Expressions of cron as AWS has them."""

from __future__ import annotations

import pulumi
import pytest

from stack.infra.platforms.aws.expressions import of_aws


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 3 * * *", "cron(0 3 * * ? *)"),
        ("*/5 8-18 1,15 * *", "cron(*/5 8-18 1,15 * ? *)"),
        ("0 9 * * 0", "cron(0 9 ? * SUN *)"),
        ("0 9 * * 7", "cron(0 9 ? * SUN *)"),
        ("0 9 * 1 mon,WED", "cron(0 9 ? 1 MON,WED *)"),
        ("0 9 * * 1-3", "cron(0 9 ? * MON,TUE,WED *)"),
        ("0 9 * * 5-7", "cron(0 9 ? * FRI,SAT,SUN *)"),
        ("0 9 * * FRI-MON", "cron(0 9 ? * FRI,SAT,SUN,MON *)"),
        ("0 9 * * */2", "cron(0 9 ? * SUN,TUE,THU,SAT *)"),
        ("0 9 * * 1/2", "cron(0 9 ? * MON,WED,FRI *)"),
        ("rate(1 hour)", "rate(1 hour)"),
        ("cron(0 3 * * ? *)", "cron(0 3 * * ? *)"),
    ],
)
def test_expressions(expression: str, expected: str) -> None:
    """AWS wants a year, a question mark for one of the two days, and weekdays that it does not count otherwise."""
    assert of_aws("report", expression) == expected


def test_two_days() -> None:
    """Cron takes a day of the month or a weekday, whichever comes; AWS cannot."""
    with pytest.raises(pulumi.RunError) as caught:
        of_aws("report", "0 0 1 * 1")

    assert str(caught.value) == (
        'Schedule "report" has a day of the month and a weekday, which AWS does not take: 0 0 1 * 1.\n'
        "Write `*` for one of them."
    )
