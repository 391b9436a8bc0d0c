"""What environments need."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.deploy.contract.model import Environment
from pantstack.deploy.preconditions import credentials

AWS = Environment("prod", "aws", backend_url="s3://state")


@pytest.mark.parametrize("variables", [{}, {"AWS_ACCESS_KEY_ID": "a"}, {"AWS_PROFILE": ""}])
def test_no_credentials(variables: dict[str, str]) -> None:
    """Half a key, or an empty variable, is not enough."""
    with pytest.raises(UserError) as caught:
        credentials.check(AWS, {"HOME": "/nonexistent", **variables})

    assert caught.value == UserError(
        'Environment "prod" cannot be reached without AWS credentials.',
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"},
        {"AWS_PROFILE": "mine"},
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "/token"},
    ],
)
def test_variables(variables: dict[str, str]) -> None:
    """Variables by which AWS' libraries find credentials are enough."""
    credentials.check(AWS, {"HOME": "/nonexistent", **variables})


def test_file(tmp_path: Path) -> None:
    """The shared credentials file is enough."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\n")

    credentials.check(AWS, {"HOME": str(tmp_path)})


def test_local_needs_nothing() -> None:
    """The local platform needs nothing."""
    credentials.check(Environment("local"), {})


def test_state() -> None:
    """AWS needs a place for the state, from BUILD or from the user."""
    bare = Environment("prod", "aws")
    credentials.check(bare, {"AWS_PROFILE": "mine", "PULUMI_BACKEND_URL": "s3://state"})
    with pytest.raises(UserError) as caught:
        credentials.check(bare, {"AWS_PROFILE": "mine"})

    assert caught.value == UserError(
        'Environment "prod" cannot be reached without a place for Pulumi\'s state.',
        "Set PULUMI_BACKEND_URL, or `backend_url` in BUILD.",
    )


def test_everything_missing() -> None:
    """All that is missing is reported at once."""
    with pytest.raises(UserError) as caught:
        credentials.check(Environment("prod", "aws"), {"HOME": "/nonexistent"})

    assert caught.value == UserError(
        'Environment "prod" cannot be reached without AWS credentials and a place for Pulumi\'s state.',
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY;"
        " set PULUMI_BACKEND_URL, or `backend_url` in BUILD.",
    )
