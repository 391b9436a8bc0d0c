"""What the `__init__` file of a package is, as far as its text tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Optional

from pantstack.boundaries.scanner.outline.risks import ImportLine

_EXTENDING = (b"extend_path", b"declare_namespace")
_HELPERS = frozenset({"pkgutil", "pkg_resources"})
_FUTURE = "__future__"
_COMMENT_OR_STRING = re.compile(rb"#[^\n]*|^[rRuUbB]{0,2}\"\"", re.MULTILINE)
_CODE = re.compile(rb"\n(?:@|(?:def|class|if|for|while|with|async)[ \t]|[A-Za-z_]\w*[ \t]*(?::[^\n=]*)?=)")


def traits(path: str, text: bytes, outside: bytes, top: Iterable[ImportLine]) -> Optional[tuple[bool, bool]]:
    """Tell whether a file has code and whether it extends a package; None where that is not sure.

    Args:
        outside: its text without import statements and triple-quoted strings.
        top: its imports that are not indented.
    """
    if path.rpartition("/")[2] not in ("__init__.py", "__init__.pyi"):
        return True, False
    if any(word in text for word in _EXTENDING):
        return None
    modules = {each.module for each in top}
    if not modules <= {*_HELPERS, _FUTURE} or (b"try" not in outside and _CODE.search(outside)):
        return True, False
    return (False, False) if modules <= {_FUTURE} and not _COMMENT_OR_STRING.sub(b"", outside).strip() else None
