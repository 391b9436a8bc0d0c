"""Documents, wherever an editor has them from."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest

from pantstack.language_server.documents import Document, path_of, text_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file://{}/a/x.py", "a/x.py"),
        ("file://localhost{}/a/x.py", "a/x.py"),
        ("file://{}/a/../b/%C3%A9%20%F0%9F%98%80.py", "b/\N{LATIN SMALL LETTER E WITH ACUTE} \N{GRINNING FACE}.py"),
        ("file://{}/%FF.py", "\udcff.py"),
        ("file://{}/linked/x.py", "a/x.py"),
        ("file://{}/a%00.py", None),
        ("file://{}", None),
        ("file://{}/../other/x.py", None),
        ("file://elsewhere{}/a/x.py", None),
        ("file:x.py", None),
        ("http://[", None),
        ("untitled:Untitled-1", None),
        ("git:{}/a/x.py?ref", None),
        ("", None),
    ],
)
def test_paths(tmp_path: Path, uri: str, path: Optional[str]) -> None:
    """A document is in the repository where its URI is that of a file in there; all others are in none."""
    root = tmp_path.resolve() / "root"
    (root / "a").mkdir(parents=True)
    (root / "linked").symlink_to("a")

    assert path_of(uri.format(root), str(root)) == path
    if path is not None:
        assert path_of(uri_of(str(root), path), str(root)) == path


@pytest.mark.parametrize(
    ("path", "text", "content"),
    [
        ("x.py", "\N{LATIN SMALL LETTER E WITH ACUTE}\r\n", b"\xc3\xa9\r\n"),
        ("x.py", "# coding: latin-1\n\N{LATIN SMALL LETTER E WITH ACUTE}", b"# coding: latin-1\n\xe9"),
        ("x.py", "# coding: latin-1\n\N{EURO SIGN}", b"# coding: latin-1\n?"),
        ("x.py", "# coding: nonsense\n\N{EURO SIGN}", b"# coding: nonsense\n\xe2\x82\xac"),
        ("x.py", "\ufeffx = 1\n", b"\xef\xbb\xbfx = 1\n"),
        ("x.py", "\ud83d", b"?"),
        ("BUILD", "# coding: latin-1\n\N{LATIN SMALL LETTER E WITH ACUTE}", b"# coding: latin-1\n\xc3\xa9"),
    ],
)
def test_contents(tmp_path: Path, path: str, text: str, content: bytes) -> None:
    """The bytes are those that the editor would save, and they are read as an editor shows them."""
    document = Document("", path, 1, text)
    (tmp_path / path).write_bytes(content)

    assert document.content == content
    if b"?" not in content:
        assert text_of(str(tmp_path), path) == text.removeprefix("\ufeff")
    assert text_of(str(tmp_path), "gone.py") == ""
