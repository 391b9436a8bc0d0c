"""What can be a foundation, and what cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest

from stack.infra.foundation.conftest import CERTIFICATE
from stack.infra.foundation.plan import Plan, modules_with_programs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _plan(declare: Callable[..., None], **config: str) -> Plan:
    plans: list[Plan] = []
    declare(lambda: plans.append(Plan.of_stack()), **config)
    return plans[0]


def test_usual(declare: Callable[..., None]) -> None:
    """With a certificate and its domain, everything else has a value."""
    assert _plan(declare) == Plan(
        environment="prod",
        region="us-east-1",
        cidr="10.0.0.0/16",
        zones=("us-east-1a", "us-east-1b"),
        nat_per_zone=True,
        endpoints=("ecr.api", "ecr.dkr", "logs", "secretsmanager"),
        certificate=CERTIFICATE,
        domain="api.example.com",
        hosted_zone=None,
        allow_http=False,
        protect=True,
        modules=("orders",),
        alarm_emails=(),
        github_repository=None,
        oidc_provider=None,
        state_bucket=None,
        task_rights=(),
        log_retention_days=30,
    )


def test_modules(tmp_path: Path) -> None:
    """Every module of the repository with a program gets an image repository."""
    for name in ("shipping", "orders"):
        program = tmp_path / "modules" / name / "infrastructure" / "__main__.py"
        program.parent.mkdir(parents=True)
        program.touch()
    (tmp_path / "modules" / "library").mkdir()

    assert modules_with_programs(tmp_path) == ("orders", "shipping")


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/20"])
def test_sizes(declare: Callable[..., None], cidr: str) -> None:
    """A network may have the largest size of AWS, or the smallest whose subnets have room for tasks."""
    assert _plan(declare, cidr=cidr).cidr == cidr


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/21"])
def test_beyond_sizes(declare: Callable[..., None], cidr: str) -> None:
    """A network that is larger or smaller by one bit is refused."""
    with pytest.raises(pulumi.RunError, match="cidr: must be a private network between /16 and /20"):
        _plan(declare, cidr=cidr)


def test_three_zones(declare: Callable[..., None]) -> None:
    """Three zones will do as well."""
    zones = ("us-east-1a", "us-east-1c", "us-east-1f")

    assert _plan(declare, zones='["us-east-1a", "us-east-1c", "us-east-1f"]').zones == zones


@pytest.mark.parametrize(
    ("config", "fact"),
    [
        (
            {"allow_http": "false"},
            "certificate is missing; set it, or allow_http where nothing needs encryption",
        ),
        ({"domain": ""}, "certificate and domain need each other; set both or none"),
        ({"allow_http": "true", "hosted_zone": "Z1"}, "hosted_zone needs a domain"),
        ({"zones": '["us-east-1a"]'}, "zones must be two or three of us-east-1"),
        ({"zones": '["us-east-1a", "us-east-1a"]'}, "zones must be two or three of us-east-1"),
        ({"zones": '["us-east-1a", "eu-west-1a"]'}, "zones must be two or three of us-east-1"),
        ({"cidr": "10.0.0.0/24"}, "cidr: must be a private network between /16 and /20, such as 10.0.0.0/16"),
        ({"cidr": "8.8.0.0/16"}, "cidr: must be a private network between /16 and /20, such as 10.0.0.0/16"),
        ({"cidr": "10.0.0.1/16"}, "cidr: 10.0.0.1/16 has host bits set"),
        ({"log_retention_days": "31"}, "log_retention_days: CloudWatch does not support this retention"),
        ({"github_repository": "shop"}, "github_repository: String should match pattern '^[\\w.-]+/[\\w.-]+$'"),
        (
            {"task_rights": '[{"actions": ["s3:*"], "resources": ["arn:aws:s3:::x"]}]'},
            "task_rights.0.actions.0: must name one action, without a wildcard",
        ),
        (
            {"task_rights": '[{"actions": [], "resources": ["arn:aws:s3:::*"]}]'},
            (
                "task_rights.0.actions: must name at least one; "
                "task_rights.0.resources.0: String should match pattern '^arn:aws:[a-z0-9-]+:[a-z0-9-]*:\\d*:[\\w$./-]\\S*$'"
            ),
        ),
        (
            {"alarm_emails": '["nobody"]', "protect": "perhaps"},
            (
                "protect: Input should be a valid boolean, unable to interpret input; "
                "alarm_emails.0: String should match pattern '^\\S+@\\S+$'"
            ),
        ),
    ],
)
def test_refused(declare: Callable[..., None], config: dict[str, str], fact: str) -> None:
    """Whatever cannot be is reported, all of it at once."""
    with pytest.raises(pulumi.RunError) as caught:
        _plan(declare, **config)

    assert str(caught.value) == (
        f"The configuration of stack prod is not valid for a foundation: {fact}.\n"
        "Fix it below `config` in Pulumi.prod.yaml beside the program, as `pantstack:NAME: VALUE`;"
        " plan.py there says what each setting means."
    )


def test_not_a_list(declare: Callable[..., None]) -> None:
    """A list that is not written as one is refused as well."""
    with pytest.raises(pulumi.RunError) as caught:
        _plan(declare, zones="us-east-1a")

    assert str(caught.value) == (
        "The configuration of stack prod is not valid for a foundation: zones: must be a list, written as JSON or YAML.\n"
        "Fix it below `config` in Pulumi.prod.yaml beside the program, as `pantstack:NAME: VALUE`;"
        " plan.py there says what each setting means."
    )
