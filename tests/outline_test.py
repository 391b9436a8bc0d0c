"""Outlines of real code, compared with what parsing finds."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from pantstack.boundaries.scanner.outline.agreement import differences

INSTALLED = Path(pytest.__file__).parent.parent
STANDARD = Path(sysconfig.get_paths()["stdlib"])
# Of the standard library what is not there to be wrong.
ODD = frozenset({"site-packages", "test", "tests", "lib2to3", "__pycache__"})
PACKAGES = ("_pytest", "attr", "hypothesis", "jinja2", "jsonschema", "pants", "pex", "pip", "setuptools", "pluggy")


def sources(folder: Path) -> Iterator[Path]:
    """The Python files of a folder."""
    return (file for file in sorted(folder.rglob("*.py")) if not ODD.intersection(file.relative_to(folder).parts))


@pytest.mark.parametrize("folder", [*(INSTALLED / name for name in PACKAGES), STANDARD], ids=lambda each: each.name)
def test_sources(folder: Path) -> None:
    """Both tiers of reading say the same of public packages and of the standard library, and most files are certain."""
    inside = folder if folder == STANDARD else folder.parent
    roots = frozenset(file.stem for file in folder.iterdir()) if folder == STANDARD else frozenset({folder.name})
    compared = {
        file: differences(file.relative_to(inside).as_posix(), file.read_bytes(), roots) for file in sources(folder)
    }
    certain = [found for found in compared.values() if found is not None]
    assert {file: found for file, found in compared.items() if found} == {}
    assert len(certain) > 0.7 * len(compared), [file for file, found in compared.items() if found is None]
