"""Azure's Blob Storage, by the parameters and the credentials that Pulumi takes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from obstore.store import AzureStore

from pantstack_runner.storage.client import options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pantstack_runner.storage.address import Address

_DOMAIN: Final = "blob.core.windows.net"
_LOCAL: Final = ("127.0.0.1", "localhost")


def open_azure(address: Address) -> AzureStore:
    """Open a container.

    Raises:
        ValueError: if nothing says whose it is.
    """
    connection = _connection(os.environ)
    account = (
        address.parameter("storage_account")
        or os.environ.get("AZURE_STORAGE_ACCOUNT")
        or connection.get("AccountName", "")
    )
    if not account:
        raise ValueError("AZURE_STORAGE_ACCOUNT is not set")
    domain = address.parameter("domain") or os.environ.get("AZURE_STORAGE_DOMAIN") or _DOMAIN
    protocol = address.parameter("protocol") or os.environ.get("AZURE_STORAGE_PROTOCOL") or "https"
    local = domain.startswith(_LOCAL) or address.is_on("localemu")
    host = f"{domain}/{account}" if local else domain if address.is_on("cdn") else f"{account}.{domain}"
    return AzureStore(
        address.bucket,
        prefix=address.prefix or None,
        account_name=account,
        endpoint=f"{protocol}://{host}",
        **_credentials(connection),
        **options(protocol == "http"),
    )


def _credentials(connection: Mapping[str, str]) -> dict[str, Any]:
    """Return the credentials; the library itself finds a service principal or a managed identity."""
    key = os.environ.get("AZURE_STORAGE_KEY") or connection.get("AccountKey")
    sas = os.environ.get("AZURE_STORAGE_SAS_TOKEN") or connection.get("SharedAccessSignature")
    if key:
        return {"account_key": key}
    if sas:
        return {"sas_key": sas}
    known = ("AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE", "IDENTITY_ENDPOINT", "MSI_ENDPOINT")
    return {} if any(os.environ.get(name) for name in known) else {"use_azure_cli": True}


def _connection(variables: Mapping[str, str]) -> dict[str, str]:
    """Parse a connection string."""
    text = variables.get("AZURE_STORAGE_CONNECTION_STRING") or variables.get("AZURE_STORAGEBLOB_CONNECTIONSTRING") or ""
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name: value for name, _, value in pairs}
