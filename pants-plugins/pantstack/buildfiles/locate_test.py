"""Where targets are declared."""

from __future__ import annotations

import pytest

from pantstack.buildfiles.locate import Places
from pantstack.locations import SourceLocation

TEXTS = {
    "BUILD": "python_sources()\n",
    "a/BUILD": "# pantstack_module(\npantstack_module(\n)\n\npublic_facade (\n    name = \"b\",\n)\npublic_facade(name='c')\n",
    "a/BUILD.more": "pex_binary(name='d')\n",
    "a/b/BUILD": "",
}


@pytest.mark.parametrize(
    ("call", "folder", "name", "expected"),
    [
        ("pantstack_module", "a", "a", SourceLocation("a/BUILD", 2)),
        ("public_facade", "a", "b", SourceLocation("a/BUILD", 5)),
        ("public_facade", "a", "c", SourceLocation("a/BUILD", 8)),
        ("public_facade", "a", "computed", SourceLocation("a/BUILD", 5)),
        ("pex_binary", "a", "d", SourceLocation("a/BUILD.more", 1)),
        ("python_sources", "", "", SourceLocation("BUILD", 1)),
        ("pex_binary", "a/b", "x", SourceLocation("a/b/BUILD", 1)),
        ("pex_binary", "nowhere", "x", SourceLocation("nowhere/BUILD", 1)),
    ],
)
def test_find(call: str, folder: str, name: str, expected: SourceLocation) -> None:
    """A declaration that spells its name wins over the first; what a macro declares is where the BUILD file begins."""
    assert Places(TEXTS).find(call, folder, name) == expected
