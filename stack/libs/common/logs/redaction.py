"""What keeps secrets out of logs."""

import re
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite

_REDACTED = "***"
# Collectors of logs cut lines, and a cut line is no JSON: Docker does at 16 KiB.
_LONGEST = 2_000
LONGEST_ERROR = 8_000
_DEEPEST = 6
# A union would be built at each call.
_PLAIN = (str, int, float)
_SECRET_NAME = re.compile(
    r"passw(?:or)?d|passphrase|pwd|secret|token|authorization|^auth$|api[-_]?key|cookie|credential"
    r"|private[-_]?key|session[-_]?id|^jwt$",
    re.IGNORECASE,
)
_SECRET_TEXT = re.compile(
    r"(?P<url>://[^\s:/@'\"]*:)[^\s'\"<>]+(?=@)"
    r"|(?P<scheme>\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"
    r"|(?P<pair>(?:passw(?:or)?d|secret|token|api[-_]?key)\w{0,20}(?:=|['\"]\s*:\s*)['\"]?)[^\s&'\",;]+"
    r"|(?P<jwt>\beyJ)[\w-]+\.[\w-]+\.[\w-]+",
    re.IGNORECASE,
)


def redact(name: str, value: object, depth: int = 0) -> object:
    """A value as logs may have it: nothing whose name sounds like a secret, no password of a URL, no end of it.

    Args:
        name: of the field.
        value: of the field; those within mappings and lists are redacted as well.
        depth: of the mapping or list that it is in.
    """
    if value is None or isinstance(value, bool):
        return value
    if _sounds_secret(name):
        return _REDACTED
    # First what nearly all values are: whether something is a mapping takes longer to find out.
    if isinstance(value, _PLAIN):
        return redact_text(value) if isinstance(value, str) else _finite(value)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {str(key): redact(str(key), each, depth + 1) for key, each in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple | set | frozenset):
        return [redact("", each, depth + 1) for each in value]
    return redact_text(value)


def _finite(value: float) -> object:
    """A number as JSON may have it, which has no NaN and no infinity."""
    return value if isinstance(value, int) or isfinite(value) else str(value)


@lru_cache(maxsize=1_000)
def _sounds_secret(name: str) -> bool:
    """Remembered: the same few names are in every line, and the search takes longer than the rest of the line."""
    return _SECRET_NAME.search(name) is not None


def redact_text(value: object, longest: int = _LONGEST) -> str:
    """A text without what looks like a secret, and with its middle left out where it is too long."""
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001 - no log may end what is logged
        return f"a {type(value).__name__} without text: {type(error).__name__}"
    if "=" in text or ":" in text or "earer" in text or "asic" in text or "eyJ" in text:
        text = _SECRET_TEXT.sub(_replace, text)
    if len(text) > longest:
        half = longest // 2
        return f"{text[:half]} ... {text[-half:]}"
    return text


def _replace(match: re.Match[str]) -> str:
    return f"{match[match.lastgroup or 0]}{_REDACTED}"
