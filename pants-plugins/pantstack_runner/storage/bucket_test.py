"""Object storage: how it is reached, by which credentials, and what is reported where it fails."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

import pytest

from pantstack_runner.storage import address, bucket, client, s3
from pantstack_runner.storage.bucket import Bucket

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.storage.conftest import Server

KEY = base64.b64encode(b"canary of the account").decode()


def _s3(server: Server, query: str = "", style: str = "&s3ForcePathStyle=true") -> Bucket:
    return bucket.open_bucket(f"s3://state/team?endpoint={server.host}&disableSSL=true{style}{query}", Bucket)


def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "reader")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")


def test_s3_by_variables(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are taken from environment variables, the region from the address."""
    _keys(monkeypatch)
    monkeypatch.setenv("AWS_REGION", "us-west-2")

    assert _s3(server, "&region=eu-west-1").files("a") == ()
    _s3(server).files("a")

    assert [(method, path) for method, path, _ in server.requests] == [
        ("GET", "/state?delimiter=%2F&list-type=2&prefix=team%2Fa%2F")
    ] * 2
    assert [headers["authorization"].split(",")[0].split("/", 2)[0::2] for _, _, headers in server.requests] == [
        ["AWS4-HMAC-SHA256 Credential=reader", "eu-west-1/s3/aws4_request"],
        ["AWS4-HMAC-SHA256 Credential=reader", "us-west-2/s3/aws4_request"],
    ]


def test_s3_by_profile(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A profile of the address goes before the variables, and brings its region."""
    _keys(monkeypatch)
    profile = "[team]\naws_access_key_id = of-the-team\naws_secret_access_key = canary\n"
    (tmp_path / "credentials").write_text(profile, encoding="utf-8")
    (tmp_path / "config").write_text("[profile team]\nregion = eu-north-1\n", encoding="utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    _s3(server, "&profile=team").files("a")

    ((_, _, headers),) = server.requests
    assert re.search(r"Credential=of-the-team/\d+/eu-north-1/s3/", headers["authorization"])


def test_s3_encrypted(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is encrypted as the address says."""
    _keys(monkeypatch)

    _s3(server, "&ssetype=aws:kms&kmskeyid=key-1").write("a/1", b"x")

    ((method, path, headers),) = server.requests
    assert (method, path) == ("PUT", "/state/team/a/1")
    assert headers["x-amz-server-side-encryption"] == "aws:kms"
    assert headers["x-amz-server-side-encryption-aws-kms-key-id"] == "key-1"


@pytest.mark.parametrize(
    ("query", "variable", "endpoint", "by_host"),
    [
        ("", "", None, False),
        ("endpoint=minio:9000&use_path_style=true", "", "https://minio:9000", False),
        ("endpoint=http://minio:9000&hostname_immutable=true", "", "http://minio:9000", False),
        ("endpoint=minio:9000&disable_https=true", "", "http://state.minio:9000", True),
        ("use_path_style=true", "http://minio:9000", "http://minio:9000", False),
        ("endpoint=there&use_path_style=true", "http://minio:9000", "https://there", False),
        ("fips=true&dualstack=true", "", "https://s3-fips.dualstack.us-east-1.amazonaws.com", False),
    ],
)
def test_s3_endpoints(
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    variable: str,
    endpoint: str | None,
    by_host: bool,  # noqa: FBT001 - a case
) -> None:
    """The server is the address's, then a variable's, then Amazon's; without a path style the bucket is in its name."""
    _keys(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", variable)

    found = s3.open_s3(address.parse_address(f"s3://state?region=us-east-1&{query}".rstrip("&"))).config

    options = (found.get("endpoint_url_s3"), str(found["virtual_hosted_style_request"]).lower())
    assert options == (endpoint, str(by_host).lower())


def test_gs(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Google's storage gets a token where there is one, else none if the address says so."""
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", server.host)
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", "canary")

    bucket.open_bucket("gs://state/team", Bucket).files("a")
    bucket.open_bucket("gs://state?access_id=-", Bucket).files("a")

    assert [(path.rpartition("&")[2], headers.get("authorization")) for _, path, headers in server.requests] == [
        ("prefix=team%2Fa%2F", "Bearer canary"),
        ("prefix=a%2F", None),
    ]


def test_azure(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Azure's storage gets the account's key, a connection string's, or a signature."""
    server.body = b'<?xml version="1.0"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>'
    url = f"azblob://state/team?storage_account=ours&domain={server.host}&protocol=http"
    monkeypatch.setenv("AZURE_STORAGE_KEY", KEY)
    bucket.open_bucket(url, Bucket).files("a")
    monkeypatch.delenv("AZURE_STORAGE_KEY")
    monkeypatch.setenv("AZURE_STORAGE_CONNECTION_STRING", f"AccountName=theirs;AccountKey={KEY}")
    bucket.open_bucket(url.replace("storage_account=ours&", ""), Bucket).files("a")
    monkeypatch.delenv("AZURE_STORAGE_CONNECTION_STRING")
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "sv=2022-11-02&sig=canary")
    bucket.open_bucket(url, Bucket).files("a")

    requests = [(path.partition("?")[0], headers.get("authorization", "")) for _, path, headers in server.requests]
    assert [(path, message.partition(":")[0]) for path, message in requests] == [
        ("/ours/state", "SharedKey ours"),
        ("/theirs/state", "SharedKey theirs"),
        ("/ours/state", ""),
    ]
    assert "sig=canary" in server.requests[2][1]


@pytest.mark.parametrize(
    ("status", "body", "fact"),
    [
        (403, b"<Error><Code>AccessDenied</Code></Error>", "it answers 403 Forbidden, AccessDenied"),
        (401, b"", "it answers 401 Unauthorized"),
        (404, b"<Error><Code>NoSuchBucket</Code></Error>", "it answers 404 Not Found, NoSuchBucket"),
        (500, b"", "it answers 500 Internal Server Error"),
        (200, b"<html>", None),
    ],
)
def test_messages(server: Server, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, fact: str | None) -> None:
    """A failure is reported in few words, and never with an address that may hold a key."""
    monkeypatch.setenv("AZURE_STORAGE_SAS_TOKEN", "sv=2022-11-02&sig=canary")
    _keys(monkeypatch)
    server.status, server.body = status, body
    azure = bucket.open_bucket(f"azblob://state?storage_account=ours&domain={server.host}&protocol=http", Bucket)

    for place in (_s3(server), azure):
        with pytest.raises(bucket.StoreError) as caught:
            place.files("a")
        message = str(caught.value.strerror)
        assert fact is None or message == fact
        assert ("canary" in message, "\n" in message, len(message) < 250) == (False, False, True)


def test_not_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket that is not there is another thing than a file that is not."""
    _keys(monkeypatch)
    server.status, server.body = 404, b"<Error><Code>NoSuchKey</Code></Error>"
    with pytest.raises(FileNotFoundError):
        _s3(server).read("a")

    server.body = b"<Error><Code>NoSuchBucket</Code></Error>"
    with pytest.raises(bucket.StoreError, match="there is no such bucket"):
        _s3(server).read("a")
    with pytest.raises(bucket.StoreError, match="there is no such bucket"):
        _s3(server).write("a", b"")


@pytest.mark.parametrize(
    ("name", "value", "query", "fact"),
    [
        ("AWS_SESSION_TOKEN", "canary\n", "", "AWS_SESSION_TOKEN has whitespace in it"),
        ("AWS_ACCESS_KEY_ID", "can\u00e4ry", "", "AWS_ACCESS_KEY_ID has whitespace in it"),
        ("AWS_REGION", "us east", "", "its region is invalid"),
        ("AWS_REGION", "", "endpoint=a%20b&use_path_style=true", "its endpoint is invalid"),
        ("AWS_REGION", "", "endpoint=ftp://a&use_path_style=true", "its endpoint is invalid"),
        ("AWS_REGION", "", "profile=nobody", "The config profile (nobody) could not be found"),
        ("AWS_SECRET_ACCESS_KEY", "", "", "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"),
        ("AWS_ACCESS_KEY_ID", "", "", "there are no credentials"),
    ],
)
def test_not_opened(monkeypatch: pytest.MonkeyPatch, name: str, value: str, query: str, fact: str) -> None:
    """What no request can be made of is refused before one is."""
    _keys(monkeypatch)
    monkeypatch.setenv(name, value)

    with pytest.raises(bucket.StoreError) as caught:
        bucket.open_bucket(f"s3://state?{query}".rstrip("?"), Bucket)

    assert caught.value.strerror == fact


def test_s3_by_role(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A role of the address is assumed, and its credentials sign."""
    _keys(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://{server.host}")
    role = "<AccessKeyId>of-the-role</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
    server.body = (
        '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
        f"{role}<Expiration>2099-01-01T00:00:00Z</Expiration>"
        "</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    ).encode()
    place = _s3(server, "&region=us-east-1&role=arn:aws:iam::123456789012:role/deployer")

    # The bucket gives the same answer, in which there is no file.
    assert place.files("a") == ()

    (method, path, _), *requests = server.requests
    assert (method, path) == ("POST", "/")
    assert {headers["authorization"].partition("/")[0] for _, _, headers in requests} == {
        "AWS4-HMAC-SHA256 Credential=of-the-role"
    }


def test_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is not there, or a host that nobody knows, is reported soon."""
    _keys(monkeypatch)
    style = "s3ForcePathStyle=true&disableSSL=true"

    for host, fact in (("127.0.0.1:1", "the connection is refused"), ("no.such.invalid", "its host is not known")):
        with pytest.raises(bucket.StoreError, match=fact):
            bucket.open_bucket(f"s3://state?endpoint={host}&{style}", Bucket).files("a")


def test_patience() -> None:
    """Encryption is requested unless the address says otherwise."""
    assert [client.options(plain)["client_options"]["allow_http"] for plain in (False, True)] == [False, True]
