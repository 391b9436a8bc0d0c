"""A task that is started at given times."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pulumi
from cronsim import CronSim, CronSimError

from stack.infra.contract.platform import WorkloadSpec
from stack.infra.contract.settings import Settings
from stack.infra.platforms import platform_of
from stack.infra.requirements import Requirements

if TYPE_CHECKING:
    from collections.abc import Mapping

# Of cron: minute, hour, day of the month, month, weekday.
_FIELDS: Final = 5
_OF_AWS: Final = re.compile(r"rate\([1-9]\d* (?:minute|hour|day)s?\)|cron\((?:\S+ ){5}\S+\)|at\(\d{4}-[\d:T-]+\)")


class Schedule(pulumi.ComponentResource):
    """A module's task that is started at given times."""

    def __init__(  # noqa: PLR0913 - each has its own meaning
        self,
        name: str,
        expression: str,
        *,
        deployable: str = "api",
        zone: str = "UTC",
        env: Mapping[str, pulumi.Input[str]] | None = None,
        requirements: Requirements | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Schedule the task where the platform of the environment can start it; elsewhere warn that it is left out.

        Args:
            expression: when: `0 3 * * *` as cron has it, or `rate(1 hour)`, `cron(0 3 * * ? *)` or
                `at(2027-03-31T12:00:00)` as AWS has it.
            deployable: the target name of the artifact that runs.
            zone: the time zone that the expression is meant in.
            requirements: what the task needs of the cloud; `command` says what its image runs.
        """
        super().__init__("pantstack:infra:Schedule", name, None, opts)
        if not _OF_AWS.fullmatch(expression) and not _is_cron(expression):
            raise pulumi.RunError(
                f'Schedule "{name}" has an invalid expression: {expression}.\n'
                "Write, for example, 0 3 * * *, rate(1 hour), cron(0 3 * * ? *) or at(2027-03-31T12:00:00)."
            )
        settings = Settings.of_stack()
        spec = WorkloadSpec(self, name, deployable, settings, env or {}, requirements or Requirements())
        platform_of(settings).schedule(spec, expression, zone)
        self.register_outputs({})


def _is_cron(expression: str) -> bool:
    try:
        CronSim(expression, datetime.now(UTC))
    except CronSimError:
        return False
    return len(expression.split(" ")) == _FIELDS
