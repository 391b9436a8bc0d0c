"""What environments need."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.deploy.contract.plan import Environment
from pantstack.deploy.credentials import missing

AWS = Environment("prod", "aws", backend_url="s3://state")
LACKS = "missing: AWS credentials (set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, LACKS),
        ({"AWS_ACCESS_KEY_ID": "a"}, LACKS),
        ({"AWS_PROFILE": ""}, LACKS),
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}, ""),
        ({"AWS_PROFILE": "mine"}, ""),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/token"}, ""),
    ],
)
def test_variables(variables: dict[str, str], expected: str) -> None:
    """Variables by which AWS' libraries find credentials are enough, half a key is not."""
    assert missing(AWS, {"HOME": "/nonexistent", **variables}) == expected


def test_file(tmp_path: Path) -> None:
    """The shared credentials file is enough."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\n")

    assert missing(AWS, {"HOME": str(tmp_path)}) == ""


def test_local_needs_nothing() -> None:
    """The local platform needs nothing."""
    assert missing(Environment("local"), {}) == ""


def test_state() -> None:
    """AWS needs a place for the state, from BUILD or from the user."""
    bare = Environment("prod", "aws")

    assert missing(bare, {"AWS_PROFILE": "mine"}) == (
        "missing: a place for Pulumi's state (set PULUMI_BACKEND_URL, or `backend_url` in BUILD)"
    )
    assert missing(bare, {"AWS_PROFILE": "mine", "PULUMI_BACKEND_URL": "s3://state"}) == ""
