"""Objects as bytes."""

from __future__ import annotations

import pytest

from pantstack.command_line.pickled import pickled, unpickled


@pytest.mark.parametrize("content", [b"", b"nonsense", b"cpantstack.gone\nNothing\n.", b"\x80\x05K\x01", b"I1x\n."])
def test_what_cannot_be_read(content: bytes) -> None:
    """Bytes that are no object, or of code that is gone, are as good as none."""
    assert unpickled(content) is None


def test_what_cannot_be_kept() -> None:
    """An object with something that lives only here has no bytes."""
    assert pickled([lambda: None]) == b""
