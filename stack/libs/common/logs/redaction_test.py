"""What logs do not show."""

import pytest

from .redaction import redact, redact_text


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "DB_PASSWORD",
        "passwd",
        "client_secret",
        "access_token",
        "Authorization",
        "auth",
        "x-api-key",
        "apiKey",
        "Set-Cookie",
        "aws_credentials",
        "private_key",
        "sessionId",
        "jwt",
    ],
)
def test_names(name: str) -> None:
    """A field whose name sounds like a secret is redacted, numbers and nested ones too."""
    assert redact("fields", {"a": [{name: "hunter2"}], name: 1234}) == {"a": [{name: "***"}], name: "***"}


def test_names_that_are_fine() -> None:
    """Other fields stay, and so does whether there is a secret."""
    fields = {"path": "/api", "author": "ann", "has_password": True, "token": None, "key": "a", "jwt_issuer": "i"}

    assert redact("fields", fields) == fields


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("postgresql://app:hunter2@db:5432/app", "postgresql://app:***@db:5432/app"),
        ("redis://:hunter2@cache and more", "redis://:***@cache and more"),
        ("at https://a:b:c/@d@host/x", "at https://a:***@host/x"),
        ("Authorization: Bearer abcdefgh.ijkl", "Authorization: Bearer ***"),
        ("basic YWJjOmRlZg==", "basic ***"),
        ("GET /x?api_key=hunter2&page=2", "GET /x?api_key=***&page=2"),
        ("AWS_SECRET_ACCESS_KEY=hunter2", "AWS_SECRET_ACCESS_KEY=***"),
        ("{'password': 'hunter2', 'a': 1}", "{'password': '***', 'a': 1}"),
        ('{"token":"hunter2"}', '{"token":"***"}'),
        ("got eyJhbGciOi.eyJzdWIi.c2lnbmF0", "got eyJ***"),
        ("http://127.0.0.1:8001/health", "http://127.0.0.1:8001/health"),
        ("the secret: nobody knows", "the secret: nobody knows"),
        ("mail to ann@example.com: fine", "mail to ann@example.com: fine"),
    ],
)
def test_texts(text: str, redacted: str) -> None:
    """Passwords of URLs, credentials of headers and queries, and tokens are redacted in any text."""
    assert redact_text(text) == redacted
