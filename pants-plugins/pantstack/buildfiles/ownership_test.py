"""Which files a target owns is known where its call spells it."""

from __future__ import annotations

from typing import Optional

import pytest

from pantstack.buildfiles.ownership import default_keys, is_unknown, overridden
from pantstack.buildfiles.parse import BuildFile


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("python_sources", False),
        ("python_distribution", False),
        ("docker_image", False),
        ("__defaults__", False),
        ("public_facade", False),
        ("acme_library", True),
        ("run_python", True),
    ],
)
def test_macros(kind: str, expected: bool) -> None:  # noqa: FBT001  a table
    """A call that is neither Pants' nor ours may own files in a way that only its author knows."""
    assert is_unknown(BuildFile("BUILD", f"{kind}()").calls[0]) == expected


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ("{}", ()),
        ('{"a.py": {}, ("b.py", "c_*.py"): dict(x=1)}', ("a.py", "b.py", "c_*.py")),
        ("{key: {}}", None),
        ("{**more}", None),
        ("overrides", None),
    ],
)
def test_overrides(overrides: str, expected: Optional[tuple[str, ...]]) -> None:
    """What overrides are about is known where it is written down."""
    assert overridden(BuildFile("BUILD", f"python_sources(overrides={overrides})").calls[0]) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("{python_sources: dict(resolve='a')}", [b"python_sources"]),
        ("{(python_tests, python_sources): {}}", [b"python_sources"]),
        ("{python_sources: {}, python_tests: {}}", [b"python_sources"]),
        ("{python_tests: {}}", []),
        ("all=dict(resolve='a')", []),
        ("{(python_sources, public_facade): {}}", []),
        ("{'python_sources': {}}", None),
        ("{python_source: {}}", None),
        ("{kind: {} for kind in (python_sources, python_tests)}", None),
    ],
)
def test_defaults(argument: str, expected: Optional[list[bytes]]) -> None:
    """The places of python_sources in `__defaults__` are known where they are keys, alone or in a tuple."""
    text = f"__defaults__({argument})"
    keys = default_keys(BuildFile("BUILD", text).calls[0])

    assert (None if keys is None else [key.text for key in keys]) == expected
