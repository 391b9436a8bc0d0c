"""Which files are Python in a form that is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pantstack.boundaries.policy.other_form import is_one, may_be


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a/analysis.ipynb", b"{}", True),
        ("a/fast.pyx", b"", True),
        ("a/fast.pxd", b"", True),
        ("window.pyw", b"", True),
        ("bin/tool", b"#!/usr/bin/env python3\nimport x\n", True),
        ("bin/tool", b"#! /opt/python3.12 -I", True),
        ("bin/tool", b"#!/usr/bin/env -S uv run --script\n", True),
        ("a.b/tool", b"#!/usr/bin/pypy3\r\n", True),
        ("bin/tool", b"#!/bin/sh\n# python\n", False),
        ("bin/tool", b"#!/opt/pythonic/bin/sh\n", False),
        ("bin/tool", b"import x\n", False),
        ("bin/tool", b"\xff" * 5000 + b"\n#!python", False),
        ("bin/tool", b"", False),
        ("LICENSE", b"MIT", False),
        ("a.py", b"#!/usr/bin/env python3\n", False),
        ("BUILD", b"#!python\n", False),
        ("a/BUILD.x", b"#!python\n", False),
        ("a.sh", b"#!/usr/bin/env python3\n", False),
    ],
)
def test_forms(tmp_path: Path, path: str, content: bytes, expected: bool) -> None:  # noqa: FBT001  a table
    """Suffixes decide, and where there is none the first line: what names Python there is a script."""
    file = tmp_path / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)

    assert (may_be(path) and is_one(str(tmp_path), path)) is expected


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    """A file that is gone, a folder and a pipe are none, and nobody waits for them."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")

    assert [is_one(str(tmp_path), path) for path in ("gone", "folder", "pipe")] == [False, False, False]
