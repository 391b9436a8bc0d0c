"""How secrets are encrypted: what is refused before Pulumi runs; tests/secrets_test.py runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.config import encryption
from pantstack_runner.contract.testing import make_module

if TYPE_CHECKING:
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.requests import UpRequest

FILE = "modules/orders/infrastructure/Pulumi.test.yaml"
KMS = "awskms://alias/pulumi?region=us-east-1"
AGAIN = "Remove this line and the `secure` values, and set each again with --set-secret."
UNSET = (
    'Environment "test" has no passphrase for its secrets.\n'
    "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, or give the deploy_environment a `secrets_provider`."
)


def _at(context: Context, **fields: Any) -> Context:  # noqa: ANN401 - of an environment
    return context.at(context.environment.model_copy(update=fields))


def _refusal(context: Context, variables: dict[str, str]) -> str:
    """Why orders is refused, nothing if it is not."""
    try:
        encryption.check(context, variables, (make_module("orders"),))
    except UserError as error:
        return str(error)
    return ""


def _write(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "variables", "message"),
    [
        ({}, {}, ""),
        ({"backend_url": "file:///state"}, {}, ""),
        ({"backend_url": "s3://state"}, {}, UNSET),
        ({"backend_url": "gs://state", "secrets_provider": "passphrase"}, {}, UNSET),
        ({"backend_url": "https://api.pulumi.com", "secrets_provider": "passphrase"}, {}, UNSET),
        ({"backend_url": "https://api.pulumi.com"}, {}, ""),
        ({"backend_url": "s3://state", "secrets_provider": KMS}, {}, ""),
        ({"backend_url": "s3://state"}, {"PULUMI_CONFIG_PASSPHRASE": ""}, ""),
        ({"backend_url": "s3://state"}, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/f"}, ""),
    ],
)
def test_a_passphrase(context: Context, fields: dict[str, str], variables: dict[str, str], message: str) -> None:
    """Where a passphrase is needed, and this machine does not keep one, the user has to give it."""
    assert _refusal(_at(context, **fields), variables) == message


@pytest.mark.parametrize(
    ("provider", "text", "message"),
    [
        (None, "config:\n  a:b: {secure: v1:x}\nencryptionsalt: v1:s\n", ""),
        ("passphrase", "config:\n  a:b: {secure: v1:x}\nencryptionsalt: v1:s\nsecretsprovider: passphrase\n", ""),
        (KMS, f"secretsprovider: {KMS}\nencryptedkey: k\nconfig:\n  a:b: {{secure: v1:x}}\n", ""),
        (
            KMS,
            "config:\n  a:b: {secure: v1:x}\nencryptionsalt: v1:s\n",
            f"{FILE}:3: its secrets are encrypted by a passphrase, those of test by {KMS}.\n{AGAIN}",
        ),
        (
            None,
            f"secretsprovider: {KMS}\nencryptedkey: k\n",
            f"{FILE}:1: its secrets are encrypted by {KMS}, those of test by a passphrase.\n{AGAIN}",
        ),
        (
            "hashivault://key",
            f"secretsprovider: {KMS}\nencryptedkey: k\n",
            f"{FILE}:1: its secrets are encrypted by {KMS}, those of test by hashivault://key.\n{AGAIN}",
        ),
        (
            None,
            "config:\n  a:c: 1\n  a:b: {x: [{secure: v1:x}]}\n",
            (
                f"{FILE}:3: nothing can decrypt this secret: the file has no `encryptionsalt`.\n"
                "Set it with: ./pants deploy modules/orders --env=test --set-secret=KEY"
            ),
        ),
    ],
)
def test_what_a_file_was_encrypted_by(
    context: Context, tmp_path: Path, provider: str | None, text: str, message: str
) -> None:
    """A module's secrets that were encrypted in another way are reported by file and line."""
    _write(tmp_path, text)

    assert _refusal(_at(context, secrets_provider=provider), {}) == message


@pytest.mark.parametrize(
    ("provider", "text", "last", "kept"),
    [
        (None, "", {}, {"secretsprovider": "", "encryptionsalt": ""}),
        (None, "", {"encryptionsalt": "old"}, {"secretsprovider": "", "encryptionsalt": "old"}),
        (
            "passphrase",
            "encryptionsalt: own\n",
            {"encryptionsalt": "old"},
            {"secretsprovider": "passphrase", "encryptionsalt": "own"},
        ),
        (KMS, "", {"encryptionsalt": "old"}, {"secretsprovider": KMS, "encryptedkey": ""}),
        (KMS, "", {"secretsprovider": KMS, "encryptedkey": "k"}, {"secretsprovider": KMS, "encryptedkey": "k"}),
        (KMS, "", {"secretsprovider": "gcpkms://x", "encryptedkey": "k"}, {"secretsprovider": KMS, "encryptedkey": ""}),
        (
            KMS,
            "encryptedkey: own\n",
            {"secretsprovider": KMS, "encryptedkey": "k"},
            {"secretsprovider": KMS, "encryptedkey": "own"},
        ),
    ],
)
def test_what_a_stack_keeps(
    context: Context, provider: str | None, text: str, last: dict[str, str], kept: dict[str, str]
) -> None:
    """The module's file says by what its secrets are decrypted, else what Pulumi kept of the same provider."""
    _write(context.root, text)

    assert encryption.stack_encryption(_at(context, secrets_provider=provider), make_module("orders"), last) == kept


def test_another_passphrase(context: Context, up: UpRequest, tmp_path: Path) -> None:
    """That a passphrase does not fit is explained with what to do; other errors are not taken for it."""
    module = up.module("orders")

    assert encryption.explain_decryption_failure(context, module, "no space left") is None
    assert str(encryption.explain_decryption_failure(context, module, "error: incorrect passphrase")) == (
        "the state of orders in test was encrypted with another passphrase than that of .pantstack/passphrase.\n"
        "Restore the old passphrase there, then run again. If it is lost, end what runs and remove"
        f" {tmp_path}/.pantstack/state/test/.pulumi/stacks/orders/test.json."
    )
    _write(tmp_path, "config:\n  a:b: {secure: v1:x}\nencryptionsalt: v1:s\n")
    assert str(
        encryption.explain_decryption_failure(_at(context, backend_url="s3://x"), module, "error: incorrect passphrase")
    ) == (
        f"{FILE}:3: its secrets were encrypted with another passphrase than that of PULUMI_CONFIG_PASSPHRASE or"
        " PULUMI_CONFIG_PASSPHRASE_FILE.\n"
        "Bring that passphrase here; or remove this line and the `secure` values, and set each again with --set-secret."
    )
