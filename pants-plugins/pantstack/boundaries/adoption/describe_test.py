"""What a module is, in one sentence."""

from __future__ import annotations

import pytest

from pantstack.boundaries.adoption.describe import describe, first_sentence


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Takes orders.", "Takes orders"),
        ("Takes orders. And more.\n\nAnd more.", "Takes orders"),
        ("Takes\n    orders\n\nAnd more.", "Takes orders"),
        ("Orders\n======\n\nThey are taken.", "They are taken"),
        ("=====\nOrders\n=====", ""),
        ("\nOverview\n--------\nTakes orders.", "Takes orders"),
        ("=====\nOrders\n=====\nA\n---\n\nTakes\norders.\n====", "Takes"),
        ("# Orders\n\nTakes orders.", "Takes orders"),
        (".. currentmodule:: acme\n\nTakes orders.", "Takes orders"),
        (".. note::\n\n   Beware.\n\n   Really.\n\nTakes orders.", "Takes orders"),
        (".. module:: acme\n   :synopsis: Does A.\n.. _here:\n\nTakes orders.", "Takes orders"),
        ("Takes orders.\n\n.. note:: Beware.", "Takes orders"),
        ("Takes orders\n.. versionadded:: 2", "Takes orders"),
        (":Author: Someone\n:Date: today\n\nTakes orders.", "Takes orders"),
        (":mod:`acme` takes orders.", "acme takes orders"),
        ("```python\nx = 1\n\ny = 2\n```\n\nTakes orders.", "Takes orders"),
        (">>> x\n\nTakes orders.", "Takes orders"),
        ("| a | b |\n|---|---|\n\n+---+\n| a |\n\nTakes orders.", "Takes orders"),
        ("![logo](x.png)\n\n<p>Hi</p>\n\n@author me\n\nTakes orders.", "Takes orders"),
        (".. toctree::\n", ""),
        ("Reads v1.2 files, e.g. CSV, for U.S. users! Fast.", "Reads v1.2 files, e.g. CSV, for U.S. users"),
        ("Wraps :class:`~acme.Order` and ``x``:", "Wraps acme.Order and x"),
        ("", ""),
        ("  \n ", ""),
        ("-----\n...", ""),
        ("word " * 40, f"{'word ' * 24}…"),
        ("x" * 200, f"{'x' * 120} …"),
    ],
)
def test_first_sentences(docstring: str, expected: str) -> None:
    """The first sentence of a docstring, on one line, without markup, not too long."""
    assert first_sentence(docstring) == expected


@pytest.mark.parametrize(
    ("module", "files", "docstrings", "expected"),
    [
        ("src/acme/a", "src/acme/a/__init__.py src/acme/a/x.py", {"src/acme/a/__init__.py": "Does A."}, "Does A"),
        ("src/acme/a", "src/acme/a/__init__.py src/acme/a/x.py", {}, "The package acme.a"),
        ("src/acme/a", "src/acme/a/x.py", {}, "The package acme.a"),
        # A project: the package in it says what it is.
        (
            "p/a-b",
            "p/a-b/setup.py p/a-b/src/ab/__init__.py p/a-b/src/ab/x.py",
            {"p/a-b/src/ab/__init__.py": "Does AB."},
            "Does AB",
        ),
        ("p/a-b", "p/a-b/setup.py p/a-b/src/ab/__init__.py p/a-b/src/ab/x.py", {}, "The package ab"),
        # Not where code lies beside it.
        (
            "p/a-b",
            "p/a-b/run.py p/a-b/src/ab/__init__.py",
            {"p/a-b/src/ab/__init__.py": "Does AB."},
            "The code in p/a-b",
        ),
        (
            "p/a",
            "p/a/b/__init__.py p/a/b/x.py p/a/c/__init__.py p/a/c/x.py",
            {"p/a/b/__init__.py": "Does B."},
            "The package p.a",
        ),
        # A source root has no name to import.
        ("src", "src/x.py", {}, "The code in src"),
    ],
)
def test_descriptions(module: str, files: str, docstrings: dict[str, str], expected: str) -> None:
    """A module is described by its docstring, else by the name it is imported by, else by its path."""

    def root_of(folder: str) -> str:
        found = [root for root in ("src", "p/a-b/src") if f"{folder}/".startswith(f"{root}/")]
        return found[0] if found else ""

    assert describe(module, files.split(), docstrings, root_of) == expected
