"""How the YAML of a configuration is read."""

from __future__ import annotations

import math
from typing import Any, Final

import yaml  # type: ignore[import-untyped]  # pants: no-infer-dep

_DATE: Final = "tag:yaml.org,2002:timestamp"


class Loader(yaml.SafeLoader):  # type: ignore[misc]  # pyyaml has no types
    """Takes a date for a text, as it stands there, and knows the line of a value that cannot be read."""

    yaml_implicit_resolvers: Final = {
        first: [each for each in known if each[0] != _DATE]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - theirs
        """What a node says.

        Args:
            node: the node.
            deep: whether all that is in it is wanted at once.
        """
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            # Python reads no number of thousands of digits, and `!!int x` is none.
            fact = "a value that cannot be read without quotes"
            raise yaml.constructor.ConstructorError(None, None, fact, node.start_mark) from error


def is_finite(value: object) -> bool:
    """Whether JSON has all numbers of a value.

    Args:
        value: the value.
    """
    if isinstance(value, dict):
        return all(map(is_finite, value.values()))
    if isinstance(value, list):
        return all(map(is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)
