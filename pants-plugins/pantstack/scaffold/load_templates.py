"""Reads templates: folders beside this file, each with a `template.toml` and `files/`."""

from __future__ import annotations

from pathlib import Path

from pantstack.scaffold.model import TemplateFile

TEMPLATES = Path(__file__).parent / "templates"


def names(folder: Path = TEMPLATES) -> tuple[str, ...]:
    """The templates that exist, sorted."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/template.toml")))


def files(name: str, folder: Path = TEMPLATES) -> tuple[TemplateFile, ...]:
    """The files of a template, sorted by path."""
    root = folder / name / "files"
    return tuple(
        TemplateFile(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*"))
        if path.is_file()
    )
