"""Objects as bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack import boundaries
from pantstack.boundaries.scanner.scan import scan
from pantstack.command_line.pickled import pickled, unpickled

BOUNDARIES = Path(boundaries.__file__).parent


@pytest.mark.parametrize("whole", [True, False])
def test_scans_of_real_files(*, whole: bool) -> None:
    """What is read of a file comes back as it was, for all files of the checks and of the scanner."""
    files = [path for folder in ("checks", "scanner") for path in (BOUNDARIES / folder).rglob("*.py")]
    scans = [scan(str(path), path.read_bytes(), None, (), whole=whole) for path in files]

    assert [repr(unpickled(pickled(found))) for found in scans] == list(map(repr, scans))


@pytest.mark.parametrize("content", [b"", b"nonsense", b"cpantstack.gone\nNothing\n.", b"\x80\x05K\x01", b"I1x\n."])
def test_what_cannot_be_read(content: bytes) -> None:
    """Bytes that are no object, or of code that is gone, are as good as none."""
    assert unpickled(content) is None


def test_what_cannot_be_kept() -> None:
    """An object with something that lives only here has no bytes."""
    assert pickled([lambda: None]) == b""
