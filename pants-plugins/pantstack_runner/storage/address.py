"""Addresses of stores, as Pulumi writes them: `s3://bucket/prefix?region=us-east-1`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from pantstack_runner.base.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE: Final = "file://"
# What Pulumi's own libraries know; it refuses whatever else there is.
PARAMETERS: Final[Mapping[str, frozenset[str]]] = {
    "s3": frozenset(
        {
            *("accelerate", "anonymous", "awssdk", "disableSSL", "disable_https", "dualstack", "endpoint", "fips"),
            *("hostname_immutable", "kmskeyid", "profile", "rate_limiter_capacity", "region", "role"),
            *("request_checksum_calculation", "response_checksum_validation", "s3ForcePathStyle", "ssetype"),
            "use_path_style",
        }
    ),
    "gs": frozenset({"access_id", "anonymous", "private_key_path", "universe_domain"}),
    "azblob": frozenset({"cdn", "domain", "localemu", "protocol", "storage_account"}),
}
_BUCKET: Final = re.compile(r"[A-Za-z0-9$][A-Za-z0-9._-]{1,221}")
_PREFIX: Final = re.compile(r"[A-Za-z0-9!_.*'()=@/-]*")
_YES: Final = frozenset(("1", "t", "T", "true", "True", "TRUE"))


@dataclass(frozen=True)
class Address:
    """The address of a bucket, or of a container at Azure; `prefix` has no slashes around it."""

    scheme: str
    bucket: str
    prefix: str
    parameters: Mapping[str, str]

    def parameter(self, *names: str) -> str:
        """Return the first of these parameters that the query has, "" if it has none."""
        return next((self.parameters[name] for name in names if self.parameters.get(name)), "")

    def is_on(self, *names: str) -> bool:
        """Return whether one of these parameters is true, in any spelling that Pulumi accepts."""
        return any(self.parameters.get(name) in _YES for name in names)

    def __str__(self) -> str:
        return f"{self.scheme}://{self.bucket}" + (f"/{self.prefix}" if self.prefix else "")


def is_supported(url: str) -> bool:
    """Return whether there is a store for an address."""
    return url.startswith((FILE, *(f"{scheme}://" for scheme in PARAMETERS)))


def display_url(url: str) -> str:
    """Return an address without user and query, which may have a secret."""
    scheme, _, rest = url.partition("://")
    path = re.split(r"[?#]", rest)[0]
    before, at, after = path.rpartition("@")
    # In a folder's path such a sign means nothing.
    return f"{scheme}://{path if scheme == 'file' or not at or '/' in before else after}"


def parse_address(url: str) -> Address:
    """Parse the address of a bucket.

    Raises:
        UserError: if it is none.
    """
    try:
        parts = urlsplit(url)
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise _invalid(url, "is not a valid address") from error
    bucket, prefix = parts.netloc.rpartition("@")[2], parts.path.strip("/")
    if not _BUCKET.fullmatch(bucket):
        raise _invalid(url, "has no bucket")
    if not _PREFIX.fullmatch(prefix) or {"", ".", ".."} & set(prefix.split("/") if prefix else ()):
        raise _invalid(url, "has a path that is not allowed in a bucket")
    unknown = sorted(set(parameters) - PARAMETERS[parts.scheme])
    if unknown:
        raise _invalid(url, f'has "{unknown[0]}" in its query, which Pulumi does not know')
    return Address(parts.scheme, bucket, prefix, parameters)


def _invalid(url: str, fact: str) -> UserError:
    return UserError(
        f"{fact}.", "Fix `backend_url` or `records` of the deploy_environment in BUILD at the root.", display_url(url)
    )
