"""Secrets that a configuration takes from environment variables.

A value such as `{fromEnv: ORDERS_TOKEN}` is such a reference. Plans and records have the reference, the value only
where Pulumi has encrypted it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pantstack_runner.base.errors import UserError
from pantstack_runner.config.config_files import contains_key
from pantstack_runner.console.redaction import MIN_SECRET_LENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY: Final = "fromEnv"
_MISSPELLED_KEY: Final = re.compile(r"from[-_]?env", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# These are for Pants, for the runner or for Pulumi, and do not reach a module's deploy as the user set them.
_RESERVED_PREFIXES: Final = ("PEX", "__PEX", "PYTHON", "VIRTUAL_ENV", "__PYVENV", "PANTSTACK_", "PULUMI_")


@dataclass(frozen=True)
class SecretReference:
    """A reference to the environment variable of a secret; `key` has its namespace, `location` is file and line."""

    key: str
    variable: str
    location: str


def parse_reference(key: str, value: object, location: str) -> SecretReference | None:
    """Parse a value as a reference; None if it is a plain value.

    Raises:
        UserError: if it is a reference that cannot be followed.
    """
    if not isinstance(value, dict) or KEY not in value:
        _check_plain(key, value, location)
        return None
    variable = value[KEY]
    # What was written may be the secret itself, so it is not repeated.
    if not isinstance(variable, str) or not _VARIABLE.fullmatch(variable):
        raise UserError(
            f'{KEY} of "{key}" is not a name of an environment variable.',
            f"Write the name only, for instance {{{KEY}: ORDERS_TOKEN}}; never the secret itself.",
            location,
        )
    if len(value) > 1:
        raise UserError(f'"{key}" says more than {KEY}.', f"Write {{{KEY}: {variable}}}.", location)
    if variable.startswith(_RESERVED_PREFIXES):
        raise UserError(
            f'"{key}" cannot come from {variable}: such variables are for the deploy itself.',
            "Set a variable of another name.",
            location,
        )
    return SecretReference(key, variable, location)


def _check_plain(key: str, value: object, location: str) -> None:
    """Raise for a value that was meant as a reference."""
    names = value if isinstance(value, dict) else ()
    misspelled = next((name for name in names if _MISSPELLED_KEY.fullmatch(name)), None)
    if misspelled:
        raise UserError(f'"{key}" says {misspelled}, which means nothing.', f"Write {KEY}: NAME.", location)
    if contains_key(value, KEY):
        raise UserError(
            f'"{key}" has {KEY} inside its value.',
            "Give it a key of its own: only a whole value comes from the environment.",
            location,
        )


def resolve(reference: SecretReference, variables: Mapping[str, str]) -> str:
    """Return the secret itself.

    Raises:
        UserError: if the variable is not set, or holds too little to be kept secret.
    """
    name = reference.variable
    secret = variables.get(name, "")
    if not secret:
        raise UserError(
            f'the environment variable {name}, which "{reference.key}" comes from, is not set.',
            f"Set {name}, and run again.",
            reference.location,
        )
    if len(secret) < MIN_SECRET_LENGTH:
        raise UserError(
            f'{name}, which "{reference.key}" comes from, has fewer than {MIN_SECRET_LENGTH} characters.',
            "Set a longer secret: one so short cannot be redacted from output.",
            reference.location,
        )
    try:
        secret.encode()
    except UnicodeEncodeError as error:
        raise UserError(
            f'{name}, which "{reference.key}" comes from, is not text in UTF-8.',
            "Set it in base64, and let the program decode it.",
            reference.location,
        ) from error
    return secret


def fingerprint(reference: SecretReference, secret: str, key: bytes) -> str:
    """Hash a secret with a key, so that a change is noticed; without the key the hash reveals nothing."""
    return hmac.new(key, f"{reference.key}\0{secret}".encode(), hashlib.sha256).hexdigest()
