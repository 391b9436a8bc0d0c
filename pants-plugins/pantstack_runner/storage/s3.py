"""S3 and compatible storage, by the parameters and credentials that Pulumi takes."""

from __future__ import annotations

import os
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from obstore.store import S3Store

from pantstack_runner.storage.client import options

if TYPE_CHECKING:
    from obstore.store import S3Credential

    from pantstack_runner.storage.address import Address

# They are sent in a header as they are.
_KEYS: Final = ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN")
_PRINTABLE: Final = re.compile(r"[!-~]*")
_ENCRYPTION: Final = {"aes256": "AES256"}


def open_s3(address: Address) -> S3Store:
    """Open a bucket.

    Raises:
        OSError: if there are no credentials.
        ValueError: if a parameter makes no sense.
    """
    parameters: dict[str, Any] = _credentials(address)
    region = address.parameter("region") or os.environ.get("AWS_REGION") or parameters.get("region", "")
    endpoint, by_host = _endpoint(address, region)
    _check(region, endpoint)
    parameters |= {
        "region": region,
        # This name has precedence over environment variables.
        "aws_endpoint_url_s3": endpoint,
        "aws_server_side_encryption": _ENCRYPTION.get(
            address.parameter("ssetype").lower(), address.parameter("ssetype")
        ),
        "aws_sse_kms_key_id": address.parameter("kmskeyid"),
    }
    return S3Store(
        address.bucket,
        prefix=address.prefix or None,
        virtual_hosted_style_request=by_host,
        **{name: value for name, value in parameters.items() if value},
        **options(endpoint.startswith("http://")),
    )


def _check(region: str, endpoint: str) -> None:
    """Raise for values at which the library would end the process, without showing a key."""
    keys = {name: os.environ.get(name, "") for name in _KEYS}
    wrong = next((name for name, value in keys.items() if not _PRINTABLE.fullmatch(value)), "")
    if wrong:
        raise ValueError(f"{wrong} has whitespace in it")
    if not re.fullmatch(r"[A-Za-z0-9-]*", region):
        raise ValueError("its region is invalid")
    if endpoint and not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:_-]+(/[A-Za-z0-9._~/-]*)?", endpoint):
        raise ValueError("its endpoint is invalid")


def _endpoint(address: Address, region: str) -> tuple[str, bool]:
    """Return the endpoint, "" for the default, and whether the bucket is part of its host."""
    endpoint = (
        address.parameter("endpoint") or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    )
    scheme = "http" if address.is_on("disableSSL", "disable_https") else "https"
    if endpoint:
        url = endpoint if "://" in endpoint else f"{scheme}://{endpoint}"
        if address.is_on("s3ForcePathStyle", "use_path_style", "hostname_immutable"):
            return url, False
        before, _, host = url.partition("://")
        return f"{before}://{address.bucket}.{host}", True
    kind = "s3" + ("-fips" if address.is_on("fips") else "") + (".dualstack" if address.is_on("dualstack") else "")
    return ("" if kind == "s3" else f"https://{kind}.{region}.amazonaws.com"), False


def _credentials(address: Address) -> dict[str, Any]:
    """Return the credentials; the library itself takes keys from environment variables."""
    if address.is_on("anonymous"):
        return {"skip_signature": True}
    profile, role = address.parameter("profile"), address.parameter("role")
    if not (profile or role) and os.environ.get("AWS_ACCESS_KEY_ID") and os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return {}
    # All else, such as profiles and single sign-on, is AWS' own library's.
    import boto3.session  # type: ignore[import-untyped]  # noqa: PLC0415 - it takes a while to load
    import botocore.exceptions as failures  # type: ignore[import-untyped]  # noqa: PLC0415  # pants: no-infer-dep
    from obstore.auth.boto3 import Boto3CredentialProvider  # noqa: PLC0415

    try:
        session = boto3.session.Session(profile_name=profile or None, region_name=address.parameter("region") or None)
        if role:
            provider: Any = lambda: _assume_role(session, role)  # noqa: E731 - a closure
        elif session.get_credentials() is None:
            raise OSError(1, "there are no credentials")
        else:
            provider = Boto3CredentialProvider(session)
    except failures.BotoCoreError as error:
        raise OSError(1, str(error)) from error
    return {"credential_provider": provider, "region": session.region_name or ""}


def _assume_role(session: Any, role: str) -> S3Credential:  # noqa: ANN401 - boto3 has no types
    """Return the credentials of a role; the library's own provider passes a time zone that the library refuses."""
    credentials = session.client("sts").assume_role(RoleArn=role, RoleSessionName="pantstack")["Credentials"]
    return {
        "access_key_id": credentials["AccessKeyId"],
        "secret_access_key": credentials["SecretAccessKey"],
        "token": credentials["SessionToken"],
        "expires_at": credentials["Expiration"].astimezone(UTC),
    }
