"""What is shipped, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base import shipped


def test_a_file_and_a_folder(tmp_path: Path) -> None:
    """A prefix is a file or a folder, tests and what is not known stay behind, and nothing of a like name comes along."""
    texts = {
        "pants": b"#!/bin/sh\n",
        "pants.toml": b"[GLOBAL]\n",
        "stack/BUILD": b"",
        "stack/libs/common/BUILD": b"a()\n",
        "stack/libs/common/__init__.py": b"x = 1\n",
        "stack/libs/common/common_test.py": b"",
        "stack/libs/common/conftest.py": b"",
        "stack/libs/common/ids.py~": b"",
        "stack/libs/commonplace/__init__.py": b"",
    }
    for path, content in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)

    assert shipped.read("pants", "stack/libs/common", root=tmp_path) == {
        "pants": b"#!/bin/sh\n",
        "stack/libs/common/BUILD": b"a()\n",
        "stack/libs/common/__init__.py": b"x = 1\n",
    }
    assert [path for path in shipped.read(root=tmp_path) if shipped.is_executable(path)] == ["pants"]


def test_what_is_not_shipped() -> None:
    """A prefix below which nothing is shipped is an error, not an empty answer."""
    with pytest.raises(LookupError, match="`modules` is not shipped"):
        shipped.read("pants", "modules")


def test_this_repository() -> None:
    """Here the shipped files are the repository's own, whole."""
    found = shipped.read()

    assert found["pants"] == (shipped.ROOT / "pants").read_bytes()
    assert {path.split("/")[0] for path in found} >= {"3rdparty", "Makefile", "build-support", "pants", "stack"}
    assert list(filter(shipped.is_executable, found)) == ["build-support/new-module-pr", "pants"]
    assert [path for path in found if path.endswith(("_test.py", ".pyc"))] == []
    # A module's own test of its program needs these.
    assert [path for path in found if path.endswith("/testing.py")] == [
        "stack/infra/contract/testing.py",
        "stack/infra/platforms/aws/testing.py",
        "stack/infra/platforms/local/testing.py",
        "stack/infra/testing.py",
    ]
