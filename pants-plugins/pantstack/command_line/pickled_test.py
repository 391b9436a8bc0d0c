"""Objects as bytes."""

from __future__ import annotations

import pytest

from pantstack.buildfiles.locate import BuildFiles
from pantstack.command_line.pickled import pickled, unpickled


def test_build_files_are_found_again() -> None:
    """BUILD files that were parsed come back without their trees, and find the same."""
    builds = BuildFiles({"a/BUILD": "\npantstack_module(name='m')\n"})
    place = builds.find("pantstack_module", "a", "m")

    assert unpickled(pickled(builds)).find("pantstack_module", "a", "m") == place


@pytest.mark.parametrize("content", [b"", b"nonsense", b"cpantstack.gone\nNothing\n.", b"\x80\x05K\x01", b"I1x\n."])
def test_what_cannot_be_read(content: bytes) -> None:
    """Bytes that are no object, or of code that is gone, are as good as none."""
    assert unpickled(content) is None


def test_what_cannot_be_kept() -> None:
    """An object with something that lives only here has no bytes."""
    assert pickled([lambda: None]) == b""
