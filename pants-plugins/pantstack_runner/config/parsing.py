"""The YAML of a configuration.

By pyyaml, which Pulumi brings: its nodes have the lines. ruamel.yaml has them too, and takes half as long again.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Final

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep

_DATE: Final = "tag:yaml.org,2002:timestamp"


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # pyyaml has no types
    """A loader that keeps dates as text, and knows the line of a value that cannot be read."""

    yaml_implicit_resolvers: Final = {
        first: [resolver for resolver in resolvers if resolver[0] != _DATE]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - theirs
        """Construct the value of a node."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            # Python reads no number of thousands of digits, and `!!int x` is none.
            fact = "a value that cannot be read without quotes"
            raise yaml.constructor.ConstructorError(None, None, fact, node.start_mark) from error


# A run reads the same files repeatedly: for each module, for its secrets, for its fingerprint.
@functools.cache
def parse_yaml(content: bytes) -> tuple[Any, Any]:
    """Parse YAML into nodes, which know their lines, and contents; callers must not change either.

    Raises:
        yaml.YAMLError: if it is not YAML.
        UnicodeDecodeError: if it is not text.
    """
    return yaml.compose(content, Loader=_Loader), yaml.load(content, Loader=_Loader)  # noqa: S506 - a safe one


def is_finite(value: object) -> bool:
    """Return whether JSON has all numbers of a value."""
    if isinstance(value, dict):
        return all(map(is_finite, value.values()))
    if isinstance(value, list):
        return all(map(is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)
