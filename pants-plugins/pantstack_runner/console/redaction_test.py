"""Known secrets are taken out, however they are written."""

from __future__ import annotations

import base64
import html
import json
import re
import shlex
import subprocess
import sys
import urllib.parse

import pytest

from pantstack_runner.console.redaction import Redactor

CANARY = 'c4n/ary"+é <&> pass word'
KEY = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSj\n-----END KEY-----"


def _knowing(*secrets: str) -> Redactor:
    redactor = Redactor()
    redactor.learn(secrets)
    return redactor


@pytest.mark.parametrize(
    "form",
    [
        CANARY,
        repr(CANARY)[1:-1],
        json.dumps(CANARY)[1:-1],
        json.dumps(CANARY, ensure_ascii=False)[1:-1],
        json.dumps(json.dumps(CANARY))[3:-3],
        urllib.parse.quote(CANARY),
        urllib.parse.quote(CANARY, safe=""),
        urllib.parse.quote_plus(CANARY),
        re.sub("%..", lambda found: found[0].lower(), urllib.parse.quote(CANARY, safe="")),
        html.escape(CANARY),
        shlex.quote(CANARY),
        CANARY.encode().hex(),
        CANARY.encode().hex().upper(),
        CANARY.encode().hex(" "),
        repr(CANARY.encode())[2:-1],
        json.dumps(repr(CANARY.encode())[2:-1])[1:-1],
        repr(f"{CANARY} isn't".encode())[2:-8],
        str(list(CANARY.encode()))[1:-1],
        json.dumps(list(CANARY.encode()), separators=(",", ":"))[1:-1],
        "".join(f"\\x{byte:02x}" for byte in CANARY.encode()),
    ],
)
def test_forms(form: str) -> None:
    """A secret is known in JSON, in an URL, in HTML, for a shell and in digits; what stands around is kept."""
    assert _knowing(CANARY).text(f"<{form}>") == "<[secret]>"


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
@pytest.mark.parametrize("after", ["", "x", "xy"])
def test_base64(before: str, after: str) -> None:
    """A secret is known in base64, whatever stands before and after it, and of it at most an edge is left."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        whole = encode(f"{before}{CANARY}{after}".encode()).decode()

        cleaned = _knowing(CANARY).text(whole)

        assert "[secret]" in cleaned
        assert len(cleaned.replace("[secret]", "")) <= len(base64.b64encode((before + after).encode())) + 4


def test_lines() -> None:
    """Of a secret of several lines each is known by itself, so that it may be indented."""
    cleaned = _knowing(KEY).text("\n".join(f"    {line}" for line in KEY.splitlines()))

    assert cleaned == "\n".join(["    [secret]"] * 4)


def test_what_is_no_secret() -> None:
    """Other texts stay, as does all before anything is known; what is too short to be distinct is not taken."""
    assert Redactor().text(CANARY) == CANARY
    assert _knowing("abc", "").text("abc and others") == "abc and others"
    assert _knowing("abcdef").data({"abcdef": ["x abcdef", 1, None, True, ("abcdef",)]}) == {
        "[secret]": ["x [secret]", 1, None, True, ["[secret]"]]
    }


@pytest.mark.parametrize("secrets", [("abcdef",), ("abcd", "abcdefgh"), ("xabcd", "abcdef"), ("aaaa", "aaaaaaab")])
def test_in_pieces(secrets: tuple[str, ...]) -> None:
    """However a text is cut into pieces, it comes out as if it were whole."""
    redactor = _knowing(*secrets)
    text = "a xabcdefghij abcd abcdef aaaaaaaaaab xabc"
    for size in range(1, len(text)):
        output, rest = "", ""
        for at in range(0, len(text), size):
            some, rest = redactor.begin(rest + text[at : at + size])
            output += some
        assert output + redactor.text(rest) == redactor.text(text)


PROGRAM = """
import os, subprocess, sys
from pantstack_runner.console.redaction import Redactor, redact_output
redactor = Redactor()
redactor.learn(["s3cr3t-token"])
with redact_output(redactor):
    print("printed s3cr3t-token")
    print("complained s3cr3t-token", file=sys.stderr)
    sys.stdout.flush()
    os.write(1, b"in two s3cr3t")
    os.write(1, b"-token \\xff pieces\\n")
    subprocess.run([sys.executable, "-c", "print('of a child s3cr3t-token')"])
    redactor.learn(["learned later"])
    print("learned later, and the end s3cr3t", end="")
print("\\nafter")
"""


def test_all_output() -> None:
    """All that a process and its children write goes through the redactor, and nothing is lost."""
    done = subprocess.run((sys.executable, "-c", PROGRAM), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)

    assert sorted(done.stdout.splitlines()) == sorted(
        [
            b"complained [secret]",
            b"printed [secret]",
            b"in two [secret] \xff pieces",
            b"of a child [secret]",
            b"[secret], and the end s3cr3t",
            b"after",
        ]
    )


def test_too_short_to_tell_apart() -> None:
    """A secret of four characters is redacted, and by itself a line of eight; what is shorter may be any word."""
    assert _knowing("abcd", "xyz").text("abcd xyz") == "[secret] xyz"
    assert _knowing("12345678\nabcdefg").text("12345678 abcdefg") == "[secret] abcdefg"
