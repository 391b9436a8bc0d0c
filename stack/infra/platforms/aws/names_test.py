"""How things are called on AWS."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from stack.infra.platforms.aws.names import Names

PROD = Names("prod")


def test_names() -> None:
    """Every name tells its environment."""
    assert [
        PROD.role_path,
        PROD.foundation_path,
        PROD.schedule_group,
        PROD.secret_prefix,
        PROD.log_group("orders"),
        PROD.repository("orders"),
        PROD.resource("orders"),
    ] == [
        "/pantstack/prod/",
        "/pantstack-foundation/prod/",
        "pantstack-prod",
        "prod/",
        "/pantstack/prod/orders",
        "prod/orders",
        "prod--orders",
    ]


def test_long_names() -> None:
    """A name that is too long keeps its beginning, and stays different from others that begin alike."""
    names = [PROD.resource(f"{'a' * 60}{end}", limit=32) for end in ("x", "y")]

    assert names == ["prod--aaaaaaaaaaaaaaaaa-851a143d", "prod--aaaaaaaaaaaaaaaaa-e9e20d22"]


def test_limit() -> None:
    """A name of exactly the limit is kept; one more character costs it its end."""
    names = [PROD.resource("a" * length, limit=32) for length in (26, 27)]

    assert names == [f"prod--{'a' * 26}", "prod--aaaaaaaaaaaaaaaaa-eeb9f681"]


@pytest.mark.parametrize("environment", ["prod", "prod-eu", "pre_prod", "prod-", "e" * 40, f"{'e' * 22}-x"])
@pytest.mark.parametrize("limit", [32, 64, 80])
def test_pattern(environment: str, limit: int) -> None:
    """The pattern of an environment matches every name of it, whatever its length, and no load balancer refuses one."""
    names = Names(environment)

    for name in ("a", "v2_x", "m" * 63):
        found = names.resource(name, limit)
        assert len(found) <= limit
        assert fnmatchcase(found, names.pattern(limit))
        assert "_" not in found
        assert not found.endswith("-")


ENVIRONMENTS = (
    "prod",
    "prod-eu",
    "prod-eu-2",
    "prod_eu",
    "prod--eu",
    "prod-",
    "prod_",
    "pro",
    "e" * 39,
    "e" * 40,
    f"{'e' * 20}-x",
    f"{'e' * 20}-y",
)


@pytest.mark.parametrize("limit", [32, 64, 80, 255])
@pytest.mark.parametrize("name", ["orders", "eu-orders", "eu", "-eu-orders", "_eu", "2-orders", "m" * 63])
def test_another_environment(name: str, limit: int) -> None:
    """The pattern of an environment matches no name of another one, whatever hyphens both have."""
    for environment in ENVIRONMENTS:
        for other in set(ENVIRONMENTS) - {environment}:
            assert not fnmatchcase(Names(other).resource(name, limit), Names(environment).pattern(limit))
