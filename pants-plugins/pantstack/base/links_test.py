"""Tests of links that Pants does not follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base import links


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/etc/hostname", "to an absolute path, here /etc/hostname"),
        ("../../../elsewhere.py", "out of the repository, here to ../../../elsewhere.py"),
        ("../..", "to a folder that it is in, here ../.."),
        (".", "to a folder that it is in, here ."),
        ("../shop", "to a folder that it is in, here ../shop"),
        ("missing.py", None),
        ("../shop/rates.py", None),
        ("../../src/other", None),
    ],
)
def test_a_link(tmp_path: Path, target: str, reason: str | None) -> None:
    """Links that are followed nowhere are found with a reason; those in the repository and broken ones are not."""
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/rates.py").touch()
    (tmp_path / "src/shop/link").symlink_to(target)
    help = (
        "Delete it, point it into the repository by a relative path, or keep Pants away from it:"
        ' pants_ignore.add = ["/src/shop/link"] below [GLOBAL] in pants.toml.'
    )
    found = {path: str(error) for path, error in links.candidates(str(tmp_path)).items()}

    assert found == (
        {} if reason is None else {"src/shop/link": f"src/shop/link: Pants follows no link {reason}.\n  {help}"}
    )


def test_hidden_folders(tmp_path: Path) -> None:
    """Folders with a dot in front, such as an environment of Python, are not looked into, and no link is."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to("/usr/bin/python3")
    (tmp_path / "out").symlink_to("/")

    assert list(links.candidates(str(tmp_path))) == ["out"]


def test_globs() -> None:
    """What a name has of a glob stands for itself."""
    assert links.globs("a/[x]*") == ("a/[[]x][*]", "a/[[]x][*]/**")
