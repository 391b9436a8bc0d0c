"""Secrets that a configuration takes from the environment."""

from __future__ import annotations

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.config import secret_references
from pantstack_runner.config.secret_references import SecretReference

TOKEN = SecretReference("orders:token", "ORDERS_TOKEN", "config.yaml:3")


def test_of() -> None:
    """A mapping with `fromEnv` is a reference, any other value is itself."""
    assert secret_references.parse_reference("orders:token", {"fromEnv": "ORDERS_TOKEN"}, "config.yaml:3") == TOKEN
    for value in ("fromEnv", 1, None, ["ORDERS_TOKEN"], {"secure": "v1:x"}, {"from": {"env": "X"}}):
        assert secret_references.parse_reference("orders:token", value, "config.yaml:3") is None


NAME = (
    'fromEnv of "orders:token" is not a name of an environment variable.\n'
    "Write the name only, for instance {fromEnv: ORDERS_TOKEN}; never the secret itself."
)
INSIDE = (
    '"orders:token" has fromEnv inside its value.\n'
    "Give it a key of its own: only a whole value comes from the environment."
)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"fromEnv": "s3cr3t-itself"}, NAME),
        ({"fromEnv": "A=b"}, NAME),
        ({"fromEnv": "A\n"}, NAME),
        ({"fromEnv": ""}, NAME),
        ({"fromEnv": None}, NAME),
        ({"fromEnv": ["A"]}, NAME),
        ({"fromEnv": "A", "default": "x"}, '"orders:token" says more than fromEnv.\nWrite {fromEnv: A}.'),
        ({"db": {"fromEnv": "A"}}, INSIDE),
        ([1, {"fromEnv": "A"}], INSIDE),
        ({"from_env": "A"}, '"orders:token" says from_env, which means nothing.\nWrite fromEnv: NAME.'),
        (
            {"fromEnv": "PULUMI_CONFIG_PASSPHRASE"},
            (
                '"orders:token" cannot come from PULUMI_CONFIG_PASSPHRASE: such variables are for the deploy itself.\n'
                "Set a variable of another name."
            ),
        ),
    ],
)
def test_mistakes(value: object, message: str) -> None:
    """A reference that cannot be followed is reported with its place, and without what may be a secret."""
    with pytest.raises(UserError) as caught:
        secret_references.parse_reference("orders:token", value, "config.yaml:3")

    assert str(caught.value) == f"config.yaml:3: {message}"


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        (
            {},
            (
                'the environment variable ORDERS_TOKEN, which "orders:token" comes from, is not set.\n'
                "Set ORDERS_TOKEN, and run again."
            ),
        ),
        (
            {"ORDERS_TOKEN": ""},
            (
                'the environment variable ORDERS_TOKEN, which "orders:token" comes from, is not set.\n'
                "Set ORDERS_TOKEN, and run again."
            ),
        ),
        (
            {"ORDERS_TOKEN": "abc"},
            (
                'ORDERS_TOKEN, which "orders:token" comes from, has fewer than 4 characters.\n'
                "Set a longer secret: one so short cannot be redacted from output."
            ),
        ),
        (
            {"ORDERS_TOKEN": "abc\udcff"},
            (
                'ORDERS_TOKEN, which "orders:token" comes from, is not text in UTF-8.\n'
                "Set it in base64, and let the program decode it."
            ),
        ),
    ],
)
def test_no_value(variables: dict[str, str], message: str) -> None:
    """A variable that holds no secret is reported with the key and the place."""
    with pytest.raises(UserError) as caught:
        secret_references.resolve(TOKEN, variables)

    assert str(caught.value) == f"config.yaml:3: {message}"


def test_value_and_seal() -> None:
    """The value is that of the variable; its fingerprint depends on key, secret and what only this work tree knows."""
    secret = secret_references.resolve(TOKEN, {"ORDERS_TOKEN": "s3cr3t"})
    fingerprints = {
        secret_references.fingerprint(TOKEN, secret, b"one"),
        secret_references.fingerprint(TOKEN, "other", b"one"),
        secret_references.fingerprint(TOKEN, secret, b"two"),
        secret_references.fingerprint(SecretReference("orders:other", "X", ""), secret, b"one"),
    }

    assert secret == "s3cr3t"  # noqa: S105 - of this test alone
    assert len(fingerprints) == 4
    assert secret_references.fingerprint(SecretReference("orders:token", "X", ""), secret, b"one") in fingerprints
