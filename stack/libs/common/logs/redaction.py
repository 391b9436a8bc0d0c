"""What keeps secrets out of logs."""

import re
from collections.abc import Mapping

_REDACTED = "***"
_LONGEST = 8_000
_DEEPEST = 6
_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|pwd|secret|token|authorization|api[-_]?key|cookie|credential|private[-_]?key|jwt$",
    re.IGNORECASE,
)
_SECRET_TEXT = re.compile(
    r"(?P<url>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s/@]+(?=@)"
    r"|(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"
    r"|(?P<pair>\b(?:password|passwd|secret|token|access_token|refresh_token|api[-_]?key)=)[^\s&'\"]+",
    re.IGNORECASE,
)


def redact(name: str, value: object, depth: int = 0) -> object:
    """A value as logs may have it: nothing of what has a name such as `password`, no password of a URL, no end.

    Args:
        name: of the field.
        value: of the field; those within mappings and lists are redacted as well.
        depth: of the mapping or list that it is in.
    """
    if value is None or isinstance(value, bool | int | float):
        return value
    if _SECRET_NAME.search(name):
        return _REDACTED
    if isinstance(value, str):
        return redact_text(value)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {str(key): redact(str(key), each, depth + 1) for key, each in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [redact("", each, depth + 1) for each in value]
    return redact_text(str(value))


def redact_text(text: str) -> str:
    """A text without what looks like a secret, and not longer than what collectors of logs take in one piece."""
    if "=" in text or "://" in text or "earer" in text or "asic" in text:
        text = _SECRET_TEXT.sub(_replace, text)
    if len(text) > _LONGEST:
        # The end of a traceback says most.
        half = _LONGEST // 2
        return f"{text[:half]} ... {text[-half:]}"
    return text


def _replace(match: re.Match[str]) -> str:
    return f"{match[match.lastgroup or 0]}{_REDACTED}"
