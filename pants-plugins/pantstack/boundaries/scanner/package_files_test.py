"""What an `__init__` file makes of its package."""

from __future__ import annotations

import pytest

from pantstack.boundaries.scanner.scan import scan

TRIED = """try:
    import pkg_resources
    pkg_resources.declare_namespace(__name__)
except (ImportError, OSError) as no:
    import pkgutil
    __path__ = pkgutil.extend_path(__path__, __name__)
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\ufeff\n\n", ""),
        ("# only words\n'''and a docstring'''\n", ""),
        ("'one' 'docstring'\npass; ...\n", ""),
        ("from __future__ import annotations\n", ""),
        ("import pkgutil\n", ""),
        ("__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n", "extends"),
        ("from pkgutil import extend_path\n__path__: list = extend_path(__path__, __name__)\n", "extends"),
        ("__import__('pkg_resources').declare_namespace(__name__)\n", "extends"),
        (TRIED, "extends"),
        ("__path__ = __import__('pkgutil').extend_path(__path__, __name__)\nVERSION = 1\n", "code extends"),
        ("__path__ = []\n", "code"),
        ("path = extend_path(__path__, __name__)\n", "code"),
        ("extend_path\n", "code"),
        ("print(1)\n", "code"),
        ("import os\n", "code"),
        ("import os, pkgutil\n", "code"),
        ("from .core import run\n", "code"),
        ("from . import pkgutil\n", "code"),
        ("__all__ = []\n", "code"),
        ("def __getattr__(name): ...\n", "code"),
        ("if True:\n    pass\n", "code"),
        ("x = (\n", "code"),
        ("VERSION = 1\nif VERSION:\n    __path__ = extend_path(__path__, __name__)\n", "code extends"),
    ],
)
def test_an_init_file(text: str, expected: str) -> None:
    """Words are no code, nor is what only lets the package go on in other folders; what cannot be read is."""
    found = scan("a/__init__.py", text.encode())

    assert " ".join([*["code"] * found.has_code, *["extends"] * found.extends]) == expected


def test_other_files() -> None:
    """Only an `__init__` file is about its package, a stub of it, too."""
    paths = ("a/b.py", "a/__init__.pyi", "__init__.py", "a/my__init__.py")
    found = [scan(path, b"__path__ = extend_path(__path__, __name__)") for path in paths]

    assert [(each.has_code, each.extends) for each in found] == [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
    ]
