"""What cannot be on AWS is refused in two lines, before anything is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
import pytest

from stack.infra.platforms.aws import checks
from stack.infra.platforms.aws.names import Names
from stack.infra.requirements import Permission, Requirements, Scaling, Size
from stack.infra.schedule import Schedule
from stack.infra.service import HttpService
from stack.infra.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from stack.infra.platforms.aws.conftest import AwsMocks


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        (
            Requirements(size=Size(300, 512)),
            (
                "orders asks for 300 CPU units, which Fargate does not offer.\n"
                "Ask for one of: 256, 512, 1024, 2048, 4096, 8192, 16384."
            ),
        ),
        (
            Requirements(size=Size(512, 512)),
            (
                "orders asks for 512 MiB with 512 CPU units, which Fargate does not offer.\n"
                "Ask for one of: 1024, 2048, 3072, 4096."
            ),
        ),
        (
            Requirements(scaling=Scaling(minimum=0)),
            ("orders asks for 0 to 10 copies.\nAsk for at least 1, and for a minimum that is not above the maximum."),
        ),
        (
            Requirements(scaling=Scaling(minimum=5, maximum=4)),
            ("orders asks for 5 to 4 copies.\nAsk for at least 1, and for a minimum that is not above the maximum."),
        ),
        (
            Requirements(scaling=Scaling(cpu=101)),
            (
                "orders scales at 101 % of the processor, 1000 requests and 100 messages.\n"
                "Give a percentage from 1 to 100, and at least 1 of the others."
            ),
        ),
        (
            Requirements(permissions=[Permission(["s3:*"], ["arn:aws:s3:::invoices/*"])]),
            (
                "Permission 1 of orders has a wildcard: s3:*.\nName each action that the code uses, such as s3:GetObject."
            ),
        ),
        (
            Requirements(permissions=[Permission([], ["arn:aws:s3:::invoices/*"])]),
            ("Permission 1 of orders names no action.\nName each action that the code uses, such as s3:GetObject."),
        ),
        (
            Requirements(permissions=[Permission(["s3:GetObject"], [])]),
            "Permission 1 of orders names no resource.\nName the ARN of each resource that the code uses.",
        ),
        *(
            (
                Requirements(permissions=[Permission(["s3:GetObject"], [resource])]),
                (
                    f"Permission 1 of orders is for {resource}, which is not the ARN of a resource.\n"
                    "Name the ARN of each resource that the code uses."
                ),
            )
            for resource in ("*", "invoices", "arn:aws:s3:::*", "arn:aws:*:::x", "arn:aws:s3:*:*:x")
        ),
        (
            Requirements(secrets={"ORDERS_TOKEN": "hunter2"}),
            (
                "Secret ORDERS_TOKEN of orders is not the ARN of a secret.\n"
                "Give the ARN of a secret in Secrets Manager or of a parameter in the Parameter Store, never the value."
            ),
        ),
        *(
            (
                Requirements(secrets={"ORDERS_TOKEN": arn}),
                (
                    f"Secret ORDERS_TOKEN of orders does not belong to this environment: {name}.\n"
                    "Keep it under a name that begins with prod/: the roles of workloads can read no others."
                ),
            )
            for name, arn in {
                "test/token": "arn:aws:ssm:us-east-1:123456789012:parameter/test/token",
                "production/token-AbCdEf": (
                    "arn:aws:secretsmanager:us-east-1:123456789012:secret:production/token-AbCdEf"
                ),
            }.items()
        ),
    ],
)
def test_requirements(mocks: AwsMocks, declare: Callable[..., None], requirements: Requirements, message: str) -> None:
    """A requirement that AWS cannot meet, or should not, is refused."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders", requirements=requirements))

    assert str(caught.value) == message
    assert mocks.readable() == {"HttpService orders": {}}


@pytest.mark.parametrize(
    "scaling",
    [
        Scaling(minimum=1, maximum=1, cpu=1, requests=1, backlog=1),
        Scaling(minimum=10, maximum=10, cpu=100),
    ],
)
def test_limits(scaling: Scaling) -> None:
    """What is exactly at a limit is accepted."""
    checks.check_requirements("orders", Names("prod"), Requirements(scaling=scaling))


@pytest.mark.parametrize("scaling", [Scaling(cpu=0), Scaling(requests=0), Scaling(backlog=0)])
def test_beyond_limits(scaling: Scaling) -> None:
    """What is one below a limit is refused."""
    with pytest.raises(pulumi.RunError, match=r"^orders scales at "):
        checks.check_requirements("orders", Names("prod"), Requirements(scaling=scaling))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"image": ""},
            (
                'There is no image of "api".\n'
                "List a `docker_image` in `deployables` and give the deploy_environment `prod` a `registry`;"
                " or push one and set `pantstack:image` to REGISTRY/REPOSITORY@sha256:DIGEST."
            ),
        ),
        (
            {"image": "registry/orders:latest"},
            (
                'The image of "api" is not pinned by a digest: registry/orders:latest.\n'
                "Name it REGISTRY/REPOSITORY@sha256:DIGEST: a tag may change between two starts."
            ),
        ),
        (
            {"log_retention_days": "31"},
            (
                "`pantstack:log_retention_days` is 31, which CloudWatch does not support.\n"
                "Set one of: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, "
                "2922, 3288, 3653."
            ),
        ),
    ],
)
def test_settings(mocks: AwsMocks, declare: Callable[..., None], config: dict[str, str], message: str) -> None:
    """A setting of the environment that cannot be is refused."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders"), **config)

    assert str(caught.value) == message
    assert mocks.readable() == {"HttpService orders": {}}


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        (
            Requirements(permissions=[Permission(["s3:GetObject"], [pulumi.Output.from_input("*")])]),
            (
                "Permission 1 of orders is for *, which is not the ARN of a resource.\n"
                "Name the ARN of each resource that the code uses."
            ),
        ),
        (
            Requirements(secrets={"ORDERS_TOKEN": pulumi.Output.from_input("hunter2")}),
            (
                "Secret ORDERS_TOKEN of orders is not the ARN of a secret.\n"
                "Give the ARN of a secret in Secrets Manager or of a parameter in the Parameter Store, never the value."
            ),
        ),
    ],
)
def test_outputs(mocks: AwsMocks, declare: Callable[..., None], requirements: Requirements, message: str) -> None:
    """What is known only when another resource is there is checked then; the service is not started."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders", requirements=requirements))

    assert str(caught.value) == message
    assert "Service orders-service" not in mocks.readable()


def test_old_foundation(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A foundation that lacks something is named, with what it lacks."""
    del mocks.foundation["boundary"]

    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders"))

    assert str(caught.value) == (
        'Stack organization/foundation/prod has no output "boundary".\n'
        "Deploy the foundation of the environment again, or fix `pantstack:foundation`."
    )


def test_unknown_module(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A module that came after the foundation has nowhere to keep its images yet."""
    mocks.foundation["repositories"] = {"shipping": "arn:shipping", "inventory": "arn:inventory"}

    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders"))

    assert str(caught.value) == (
        'The foundation has no image repository for "orders"; it has: inventory, shipping.\n'
        "Deploy the foundation again: it makes one for every module."
    )


def test_secret_in_the_open(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A secret of Pulumi's never becomes a plain variable, which whoever may look at a task could read."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: HttpService("orders", env={"ORDERS_TOKEN": pulumi.Output.secret("hunter2")}))

    assert str(caught.value) == (
        "ORDERS_TOKEN of orders is a secret in `env`, where everybody could read it.\n"
        "Keep it in Secrets Manager, and give its ARN in `secrets` of Requirements."
    )
    assert "hunter2" not in str(mocks.made)


def test_visibility(mocks: AwsMocks, declare: Callable[..., None]) -> None:
    """A queue that SQS does not know is refused."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: Worker("mail", visibility=43201))

    assert str(caught.value) == 'Worker "mail" asks for a visibility of 43201 seconds.\nAsk for 1 to 43200.'
    assert mocks.readable() == {"Worker mail": {}}


@pytest.mark.parametrize(
    "expression",
    ["", "hourly", "rate(0 hours)", "cron(0 3 * * *)", "at(tomorrow)", "60 * * * *", "0 0 3 * * *", "@daily"],
)
def test_expression(mocks: AwsMocks, declare: Callable[..., None], expression: str) -> None:
    """A time that the scheduler does not know is refused on every platform."""
    with pytest.raises(pulumi.RunError) as caught:
        declare(lambda: Schedule("report", expression), platform="local")

    assert str(caught.value) == (
        f'Schedule "report" has an invalid expression: {expression}.\n'
        "Write, for example, 0 3 * * *, rate(1 hour), cron(0 3 * * ? *) or at(2027-03-31T12:00:00)."
    )
    assert mocks.readable() == {"Schedule report": {}}
