"""Functions that import by name, where the names are written out and are not of the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pantstack.boundaries.scanner.outline.calls.masked_code import (
    DOTTED,
    LITERAL,
    MaskedCode,
    UnclearError,
    check_read_only,
)
from pantstack.boundaries.scanner.outline.chains import occurrences
from pantstack.boundaries.scanner.outline.risks import Risk

_GETATTR = b"getattr"
_ITEM = re.compile(rb"\s*\[\s*(?:\"(\d+)\"|__name__)\s*\]")
# More than a name may say from where it starts.
_ALONE = re.compile(rb"\(\s*\"(\d+)\"\s*\)")
_HOLDS = re.compile(rb"[\s)]*[\[(]")


def load_others(risks: Iterable[Risk], code: bytes, texts: Sequence[bytes], roots: frozenset[str]) -> bool:
    """Return whether functions certainly import nothing that may be a module's.

    Args:
        risks: the names that lead to them.
        code: without triple-quoted strings.
        texts: these strings.
        roots: the first segments of the names of modules.
    """
    masked = MaskedCode(code)
    known = {text for text in masked.literals if DOTTED.match(text) and text.partition(b".")[0].decode() not in roots}
    fields = [text for text in (*masked.literals, *texts) if b"{" in text]
    try:
        for risk in risks:
            last = (risk.bound, *risk.words)[-1]
            if not (risk.kind and risk.bound) or any(last in text for text in fields):
                return False
            _check(masked, risk, known)
    except UnclearError:
        return False
    return True


def _check(masked: MaskedCode, risk: Risk, known: set[bytes]) -> None:
    """Look at all places that a name leads from to a function."""
    for start, end in occurrences(risk.bound, masked.code):
        way = tuple(masked.code[start:end].split(b".")[1:])
        common = min(len(way), len(risk.words))
        if way[:common] != risk.words[:common]:
            continue
        if len(way) > common:
            # What dictionaries of modules have more is methods; those that read a key are functions of their own.
            if risk.kind != "item":
                raise UnclearError
        elif len(way) == len(risk.words) and _HOLDS.match(masked.code, end) is not None:
            given = _given(risk).match(masked.code, end)
            if given is None or (given[1] is not None and masked.literals[int(given[1])] not in known):
                raise UnclearError
        elif common < len(risk.words) and _GETATTR in masked.code:
            raise UnclearError
        else:
            check_read_only(masked.code, start, end)


def _given(risk: Risk) -> re.Pattern[bytes]:
    """What a function has to be given."""
    is_method = bool(risk.words) and risk.words[-1] in (b"get", b"pop", b"setdefault")
    return _ALONE if risk.kind == "builtin" else _ITEM if risk.kind == "item" and not is_method else LITERAL
