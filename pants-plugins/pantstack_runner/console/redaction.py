"""Redaction of known secrets from everything that is shown or stored: events, errors, records, logs."""

from __future__ import annotations

import base64
import codecs
import contextlib
import faulthandler
import html
import json
import os
import re
import shlex
import sys
import threading
import urllib.parse
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What is shorter would turn up by chance: it is refused as a secret.
MIN_SECRET_LENGTH: Final = 4
# As Pulumi words it.
REPLACEMENT: Final = "[secret]"
# A line of a secret is looked for by itself, unless it is so short that it may be anything.
_LINE: Final = 8
_BLOCK: Final = 65536
_JOIN_TIMEOUT: Final = 2.0


class Redactor:
    """Removes known secrets from texts, also where they are encoded for JSON, a URL, a shell or in base64."""

    def __init__(self) -> None:
        """Start without secrets."""
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def learn(self, secrets: Iterable[str]) -> None:
        """Add secrets to redact; those that are too short to be recognized are ignored."""
        fresh = {form for secret in secrets for form in _forms(secret) if len(form) >= MIN_SECRET_LENGTH}
        if fresh - self._forms:
            self._forms |= fresh
            self._pattern = re.compile("|".join(map(re.escape, sorted(self._forms, key=len, reverse=True))))

    def text(self, text: str) -> str:
        """Return a text without secrets."""
        return self._pattern.sub(REPLACEMENT, text) if self._pattern else text

    def data(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        """Return a JSON value without secrets."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.data(key): self.data(item) for key, item in value.items()}
        return [self.data(item) for item in value] if isinstance(value, list | tuple) else value

    def begin(self, text: str) -> tuple[str, str]:
        """Return as much of a text, redacted, as no continuation can turn into a secret, and the unredacted rest."""
        cut = min((_possible_start(text, form) for form in self._forms), default=len(text))
        for match in self._pattern.finditer(text) if self._pattern else ():
            if match.start() < cut < match.end():
                cut = match.end()
        return self.text(text[:cut]), text[cut:]


def _possible_start(text: str, form: str) -> int:
    """Return where a form may begin that a text ends before the end of; the text's own end if nowhere."""
    head, at = form[:MIN_SECRET_LENGTH], max(len(text) - len(form) + 1, 0)
    while (found := text.find(head, at)) >= 0:
        if form.startswith(text[found:]):
            return found
        at = found + 1
    # What is left is shorter than what was looked for.
    rest = range(max(len(text) - len(head) + 1, at), len(text))
    return next((start for start in rest if head.startswith(text[start:])), len(text))


@contextlib.contextmanager
def redact_output(redactor: Redactor) -> Iterator[None]:
    """Redact everything that this process and its children write to the standard streams."""
    target = os.dup(1)
    # The last words of a process that crashes know no secrets, and nothing passes them on any more.
    faulthandler.enable(target)
    ours, theirs = os.pipe()
    for descriptor in (1, 2):
        os.dup2(theirs, descriptor)
    os.close(theirs)
    thread = threading.Thread(target=_pass_on, args=(ours, target, redactor), daemon=True)
    thread.start()
    try:
        yield
    finally:
        for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
            with contextlib.suppress(OSError):
                stream.flush()
            os.dup2(target, descriptor)
        # A process that was left behind may keep its end of the pipe open.
        thread.join(_JOIN_TIMEOUT)


def _pass_on(source: int, target: int, redactor: Redactor) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    rest, block = "", b" "
    while block:
        block = os.read(source, _BLOCK)
        rest += decoder.decode(block, final=not block)
        redacted, rest = redactor.begin(rest) if block else (redactor.text(rest), "")
        content = redacted.encode("utf-8", "surrogateescape")
        # A log that cannot be written, for instance on a full disk, does not end a deploy.
        with contextlib.suppress(OSError):
            while content:
                content = content[os.write(target, content) :]


def _forms(secret: str) -> Iterator[str]:
    """Yield the encodings of a secret; of one with several lines also those of each line."""
    lines = [line.strip() for line in secret.splitlines()]
    for part in (secret, *(line for line in lines if len(line) >= _LINE and len(lines) > 1)):
        yield from _plain(part)
        content = part.encode("utf-8", "surrogateescape")
        yield from _bytes(content)
        yield from _base64(content)


def _bytes(content: bytes) -> Iterator[str]:
    """Yield what languages print of bytes: Python, a dump in digits, lists of numbers."""
    # Python escapes a quote only where the other one is there as well, maybe outside of the secret.
    for printed in (repr(content)[2:-1], repr(content + b"'\"")[2:-4]):
        yield printed
        yield json.dumps(printed)[1:-1]
    for digits in (content.hex(), content.hex().upper()):
        yield digits
        for separator in (" ", ":"):
            yield separator.join(digits[at : at + 2] for at in range(0, len(digits), 2))
    yield "".join(f"\\x{byte:02x}" for byte in content)
    for separator in (", ", ",", " "):
        yield separator.join(map(str, content))


def _plain(text: str) -> Iterator[str]:
    yield text
    yield repr(text)[1:-1]
    yield text.encode("unicode_escape").decode("ascii")
    yield shlex.quote(text)
    yield html.escape(text)
    for ascii_only in (True, False):
        encoded = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield encoded
        # JSON in JSON, as an error of a remote call may have it; and as Go writes it.
        yield json.dumps(encoded)[1:-1]
        yield encoded.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    for quoted in (urllib.parse.quote(text, safe="", errors="replace"), urllib.parse.quote(text, errors="replace")):
        yield quoted
        yield re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), quoted)
    yield urllib.parse.quote_plus(text, errors="replace")


def _base64(content: bytes) -> Iterator[str]:
    """Yield its base64, alone or after one or two other bytes, such as those of a user name."""
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + content).decode("ascii").rstrip("=")
        # The first and the last characters depend on what is around them.
        first = (0, 2, 3)[shift]
        last = len(encoded) - (1 if (shift + len(content)) % 3 else 0)
        for text in {encoded[first:], encoded[first:last]}:
            if len(text) >= _LINE:
                yield text
                yield text.replace("+", "-").replace("/", "_")
