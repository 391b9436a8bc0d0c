"""`--set-secret`: what is refused before Pulumi runs; tests/secrets_test.py runs it."""

from __future__ import annotations

import getpass
import io
from typing import TYPE_CHECKING, Any

import pytest

from pantstack_runner.base.errors import UserError
from pantstack_runner.commands import set_secret
from pantstack_runner.config import encryption
from pantstack_runner.contract.requests import SetSecretRequest
from pantstack_runner.contract.testing import make_module

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pantstack_runner.contract.context import Context
    from pantstack_runner.contract.module import Module

FOLDER = "modules/orders/infrastructure"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


REQUEST = SetSecretRequest(modules=(make_module("orders"),), key="token")


@pytest.fixture(autouse=True)
def _program(tmp_path: Path) -> None:
    """Orders has a program."""
    (tmp_path / FOLDER).mkdir(parents=True)


@pytest.fixture(name="given")
def _given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What Pulumi is to encrypt, in place of Pulumi."""
    given: list[dict[str, str]] = []

    def encrypted(
        _context: Context, _module: Module, secrets: Mapping[str, str], _variables: Mapping[str, str]
    ) -> bytes:
        given.append(dict(secrets))
        return b"config: {}\n"

    monkeypatch.setattr(encryption, "encrypt_into_file", encrypted)
    return given


def _piped(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"s3cr3t", "s3cr3t"),
        (b"s3cr3t\n", "s3cr3t"),
        (b"s3cr3t\r\n", "s3cr3t"),
        (b" two\r\nlines\n\n", " two\r\nlines\n"),
        ("schlüssel".encode(), "schlüssel"),
    ],
)
def test_piped(
    context: Context, given: list[dict[str, str]], capsys: pytest.CaptureFixture[str], content: bytes, secret: str
) -> None:
    """What is piped in is taken as it is, without the end of the last line."""
    assert set_secret.set_secret(context, REQUEST, _piped(content), dict) == 0

    assert given == [{"orders:token": secret}]
    assert capsys.readouterr() == (f"orders  secret orders:token  {FOLDER}/Pulumi.test.yaml\n", "")
    assert (context.root / FOLDER / "Pulumi.test.yaml").read_bytes() == b"config: {}\n"


def test_typed(context: Context, given: list[dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is a prompt for the value, without an echo; a key may have a namespace of its own."""
    prompts: list[str] = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return "s3cr3t"

    monkeypatch.setattr(getpass, "getpass", ask)
    request = REQUEST.model_copy(update={"key": "db:password"})

    assert set_secret.set_secret(context, request, _Terminal(), dict) == 0
    assert (given, prompts) == ([{"db:password": "s3cr3t"}], ["db:password for test: "])


TOO_SHORT = (
    "The secret has fewer than 4 characters.\nType it, or pipe it in; one so short cannot be redacted from output."
)
TOO_LONG = "The secret has more than 65536 characters, or is not text.\nGive a shorter one."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", TOO_SHORT),
        (b"abc\n", TOO_SHORT),
        (b"abc\0def", TOO_LONG),
        (b"x" * 65537, TOO_LONG),
        (b"x" * (1 << 20), TOO_LONG),
        (b"\xff\xfe\xfd\xfc", "The secret is not text in UTF-8.\nGive it in base64, and let the program decode it."),
    ],
)
def test_no_secret(context: Context, given: list[dict[str, str]], content: bytes, message: str) -> None:
    """What cannot be a secret is refused, and not repeated."""
    with pytest.raises(UserError) as caught:
        set_secret.set_secret(context, REQUEST, _piped(content), dict)

    assert (str(caught.value), given) == (message, [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"key": "pantstack:home"},
            "--set-secret: pantstack:home is set by the deploy itself.\nChoose another key.",
        ),
        (
            {"backend_url": "https://api.pulumi.com"},
            (
                'The secrets of "test" are encrypted by Pulumi Cloud.\n'
                "Give the deploy_environment a `secrets_provider`, or take orders:token from the environment:"
                f" {{fromEnv: NAME}} in {FOLDER}/Pulumi.test.yaml."
            ),
        ),
        (
            {"infrastructure": "modules/orders/infra"},
            (
                "modules/orders/infra: is missing.\n"
                "Write the module's Pulumi program there, or change `infrastructure` in modules/orders/BUILD."
            ),
        ),
    ],
)
def test_not_there(context: Context, given: list[dict[str, str]], change: dict[str, Any], message: str) -> None:
    """A key, an environment or a module that takes no such secret is reported before a prompt for its value."""
    request = REQUEST.model_copy(update={"key": change.get("key", "token")})
    if "backend_url" in change:
        context = context.at(context.environment.model_copy(update=change))
    if "infrastructure" in change:
        request = request.model_copy(update={"modules": (make_module("orders", **change),)})

    with pytest.raises(UserError) as caught:
        set_secret.set_secret(context, request, None, dict)

    assert (str(caught.value), given) == (message, [])


def test_a_file_with_a_mistake(context: Context, given: list[dict[str, str]], tmp_path: Path) -> None:
    """A file that is wrong stays as it is, and there is no prompt for a value."""
    file = tmp_path / FOLDER / "Pulumi.test.yaml"
    file.write_text("config: [\n", encoding="utf-8")

    with pytest.raises(UserError) as caught:
        set_secret.set_secret(context, REQUEST, _piped(b"s3cr3t"), dict)

    assert str(caught.value).startswith(f"{FOLDER}/Pulumi.test.yaml:2: is not YAML: ")
    assert (file.read_text(encoding="utf-8"), given) == ("config: [\n", [])
