"""The configuration of a foundation: what is below `pantstack:` in the stack's, checked."""

from __future__ import annotations

import json
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Any, Final, Self

import pulumi
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from stack.infra.contract.settings import configuration
from stack.infra.platforms.aws.workload import RETENTIONS

_ROOT: Final = Path(__file__).parents[3]
# A subnet gets a sixteenth of the network; fewer addresses than in a /24 are too few for tasks.
_SMALLEST: Final = 20
_LARGEST: Final = 16


def _network(value: str) -> str:
    network = IPv4Network(value)
    if not network.is_private or not _LARGEST <= network.prefixlen <= _SMALLEST:
        raise ValueError(f"must be a private network between /{_LARGEST} and /{_SMALLEST}, such as 10.0.0.0/16")
    return value


def _no_wildcard(value: str) -> str:
    if "*" in value:
        raise ValueError("must name one action, without a wildcard")
    return value


def _retention(value: int) -> int:
    if value not in RETENTIONS:
        raise ValueError("CloudWatch does not support this retention")
    return value


def _not_empty(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("must name at least one")
    return value


Action = Annotated[str, Field(pattern=r"^[a-z0-9-]+:\S+$"), AfterValidator(_no_wildcard)]
# Something of its own stands before any wildcard.
Arn = Annotated[str, Field(pattern=r"^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\d*:[\w$./-]\S*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


class TaskRights(BaseModel):
    """What code of modules may do at most, besides what every workload needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    actions: Annotated[tuple[Action, ...], AfterValidator(_not_empty)]
    resources: Annotated[tuple[Arn, ...], AfterValidator(_not_empty)]


class Plan(BaseModel):
    """A foundation.

    Attributes:
        environment: the environment's name; the stack's, if it is not set.
        cidr: the addresses of the network, such as 10.0.0.0/16.
        zones: the availability zones; a and b of the region, if they are not set.
        nat_per_zone: whether each zone has a NAT gateway, or one serves all: cheaper, and down with its zone.
        endpoints: services of AWS that are reached without the internet, each at a price.
        domain: the name under which the load balancer answers, as in the certificate.
        hosted_zone: identifier of the zone of Route 53 in which that name has to be created.
        allow_http: whether the environment may serve without encryption.
        protect: whether the load balancer and its logs refuse to be deleted.
        modules: what gets an image repository; every module with infrastructure, if it is not set.
        alarm_emails: who gets alarms by mail.
        github_repository: whose workflows may push and deploy, such as `org/name`.
        oidc_provider: ARN of GitHub's provider, if the account has it: there can be one per account.
        state_bucket: ARN of the bucket with Pulumi's state, if it is in one; followed by the prefix, if there is one.
        task_rights: what code of modules may do at most, besides what every workload needs.
        log_retention_days: for how long logs are kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{2,}(-[a-z]+)+-\d$")]
    cidr: Annotated[str, AfterValidator(_network)] = "10.0.0.0/16"
    zones: tuple[str, ...] = ()
    nat_per_zone: bool = True
    endpoints: tuple[Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")], ...] = (
        "ecr.api",
        "ecr.dkr",
        "logs",
        "secretsmanager",
    )
    certificate: Arn | None = None
    domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] | None = None
    hosted_zone: str | None = None
    allow_http: bool = False
    protect: bool = True
    modules: tuple[Name, ...] = ()
    alarm_emails: tuple[Annotated[str, Field(pattern=r"^\S+@\S+$")], ...] = ()
    github_repository: Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")] | None = None
    oidc_provider: Arn | None = None
    state_bucket: Arn | None = None
    task_rights: tuple[TaskRights, ...] = ()
    log_retention_days: Annotated[int, AfterValidator(_retention)] = 30

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.certificate and not self.allow_http:
            raise ValueError("certificate is missing; set it, or allow_http where nothing needs encryption")
        if bool(self.certificate) != bool(self.domain):
            raise ValueError("certificate and domain need each other; set both or none")
        if self.hosted_zone and not self.domain:
            raise ValueError("hosted_zone needs a domain")
        zones = set(self.zones)
        if (
            len(zones) != len(self.zones)
            or len(zones) not in {2, 3}
            or not all(z.startswith(self.region) for z in zones)
        ):
            raise ValueError(f"zones must be two or three of {self.region}")
        return self

    @classmethod
    def of_stack(cls) -> Plan:
        """Read the plan of the current stack.

        Raises:
            pulumi.RunError: if the configuration cannot be a foundation.
        """
        region = pulumi.Config("aws").require("region")
        defaults: dict[str, Any] = {
            "environment": pulumi.get_stack(),
            "zones": (f"{region}a", f"{region}b"),
            "modules": modules_with_programs(_ROOT),
        }
        try:
            return cls.model_validate({**defaults, **_configured(), "region": region})
        except ValidationError as error:
            raise _invalid("; ".join(_format_error(problem) for problem in error.errors(include_url=False))) from error


def _configured() -> dict[str, Any]:
    config = configuration()
    values: dict[str, Any] = {}
    for key, field in Plan.model_fields.items():
        value = config.get(key)
        if value:
            values[key] = _list(key, value) if "tuple" in str(field.annotation) else value
    return values


def _list(key: str, value: str) -> Any:  # noqa: ANN401 - whatever was written
    try:
        # Pulumi passes lists to a program as JSON.
        return json.loads(value)
    except ValueError as error:
        raise _invalid(f"{key}: must be a list, written as JSON or YAML") from error


def _invalid(problems: str) -> pulumi.RunError:
    return pulumi.RunError(
        f"The configuration of stack {pulumi.get_stack()} is not valid for a foundation: {problems}.\n"
        f"Fix it below `config` in Pulumi.{pulumi.get_stack()}.yaml beside the program, as `pantstack:NAME: VALUE`;"
        " plan.py there says what each setting means."
    )


def modules_with_programs(root: Path) -> tuple[str, ...]:
    """Return the modules of a repository that have infrastructure."""
    return tuple(sorted(path.parts[-3] for path in root.glob("modules/*/infrastructure/__main__.py")))


def _format_error(error: Any) -> str:  # noqa: ANN401 - pydantic's own
    setting = ".".join(str(part) for part in error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{setting}: {message}" if setting else message
