"""Addresses of stores."""

from __future__ import annotations

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.storage import address
from pantstack_runner.storage.address import Address


def test_parsed() -> None:
    """Bucket, prefix and parameters are separated."""
    found = address.parse_address(
        "s3://state/team/x/?region=us-east-1&endpoint=http%3A%2F%2Fminio:9000&s3ForcePathStyle=true"
    )

    assert found == Address(
        "s3",
        "state",
        "team/x",
        {"region": "us-east-1", "endpoint": "http://minio:9000", "s3ForcePathStyle": "true"},
    )
    assert str(found) == "s3://state/team/x"
    assert (found.parameter("profile", "region"), found.parameter("profile")) == ("us-east-1", "")
    assert (found.is_on("s3ForcePathStyle"), found.is_on("anonymous"), found.is_on("region")) == (True, False, False)
    assert address.parse_address(f"s3://{'b' * 222}").bucket == "b" * 222
    assert address.parse_address("azblob://container") == Address("azblob", "container", "", {})


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("s3://", "s3://: has no bucket"),
        ("s3://a b", "s3://a b: has no bucket"),
        (f"s3://{'b' * 223}", f"s3://{'b' * 223}: has no bucket"),
        ("s3://[x/y", "s3://[x/y: is not a valid address"),
        ("s3://bucket/../other", "s3://bucket/../other: has a path that is not allowed in a bucket"),
        ("s3://bucket/a//b", "s3://bucket/a//b: has a path that is not allowed in a bucket"),
        ("s3://bucket/a%0ab", "s3://bucket/a%0ab: has a path that is not allowed in a bucket"),
        ("s3://bucket?canary", "s3://bucket: is not a valid address"),
        ("gs://me:canary@bucket?region=x", 'gs://bucket: has "region" in its query, which Pulumi does not know'),
        (
            "s3://bucket?secret_access_key=canary",
            's3://bucket: has "secret_access_key" in its query, which Pulumi does not know',
        ),
    ],
)
def test_refused(url: str, fact: str) -> None:
    """What is no address is reported without what may be a secret."""
    with pytest.raises(UserError) as caught:
        address.parse_address(url)

    assert str(caught.value) == (
        f"{fact}.\nFix `backend_url` or `records` of the deploy_environment in BUILD at the root."
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket/x?key=canary", "s3://bucket/x"),
        ("postgres://me:canary@host/x?sslmode=off", "postgres://host/x"),
        ("postgres://me:c@nary@host", "postgres://host"),
        ("file:///home/me@work/state?no_tmp_dir=true", "file:///home/me@work/state"),
    ],
)
def test_shown(url: str, shown: str) -> None:
    """Neither who asks nor the query is shown."""
    assert address.display_url(url) == shown


def test_is_known() -> None:
    """There are stores for folders and for Pulumi's buckets, for nothing else."""
    known = ("file:///x", "s3://x", "gs://x", "azblob://x", "https://api.pulumi.com", "postgres://x", "")

    assert [address.is_supported(each) for each in known] == [True, True, True, True, False, False, False]
