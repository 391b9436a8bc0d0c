"""The YAML of a configuration."""

from __future__ import annotations

import functools
from typing import Any

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep


# A run asks for the same files again and again: for each module, for its secrets, for what a change is noticed by.
@functools.cache
def parsed(content: bytes) -> tuple[Any, Any]:
    """The nodes of a text in YAML, which know their lines, and what it says: nothing of it may be changed.

    Args:
        content: the text.

    Raises:
        yaml.YAMLError: if it is no YAML.
        UnicodeDecodeError: if it is no text.
    """
    return yaml.compose(content, Loader=yaml.SafeLoader), yaml.safe_load(content)
