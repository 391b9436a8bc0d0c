"""Google Cloud Storage, by the parameters and the credentials that Pulumi takes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from obstore.store import GCSStore

from pantstack_runner.storage.client import options

if TYPE_CHECKING:
    from pantstack_runner.storage.address import Address


def open_gs(address: Address) -> GCSStore:
    """Open a bucket."""
    host = os.environ.get("STORAGE_EMULATOR_HOST", "")
    base = host if not host or "://" in host else f"http://{host}"
    credentials: dict[str, Any] = _credentials(address)
    if base:
        credentials["base_url"] = base
    return GCSStore(address.bucket, prefix=address.prefix or None, **credentials, **options(base.startswith("http://")))


def _credentials(address: Address) -> dict[str, Any]:
    """Return the credentials; the library itself finds the application's default ones."""
    if address.is_on("anonymous") or address.parameter("access_id") == "-":
        return {"skip_signature": True}
    key, token = os.environ.get("GOOGLE_CREDENTIALS"), os.environ.get("GOOGLE_OAUTH_ACCESS_TOKEN")
    if key:
        return {"service_account_key": key}
    return {"bearer_token": token} if token else {}
