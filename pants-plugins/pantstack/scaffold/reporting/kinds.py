"""The kinds of modules that there are, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Union

from pantstack.base.errors import UserError
from pantstack.scaffold import load_templates
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Template, TemplateFile
from pantstack.scaffold.reporting.result import describe, dumped
from pantstack.text.escaping import single_line


@dataclass(frozen=True)
class Kind:
    """A kind that can be read."""

    template: Template
    files: tuple[TemplateFile, ...]


def read(folders: Folders) -> tuple[tuple[Kind, ...], tuple[UserError, ...]]:
    """Read every kind, and what is wrong with those that cannot be read."""
    found = [_read(name, folders) for name in load_templates.names(folders)]
    kinds = tuple(each for each in found if isinstance(each, Kind))
    return kinds, tuple(each for each in found if isinstance(each, UserError))


def text(kinds: Sequence[Kind]) -> str:
    """Render kinds for people."""
    return "".join(f"{line}\n" for kind in kinds for line in _lines(kind.template))


def document(kinds: Sequence[Kind], errors: Sequence[UserError]) -> str:
    """Render kinds for programs, in the shape of kinds-1.json."""
    return dumped({"kinds": [_document(kind) for kind in kinds], "errors": [describe(error) for error in errors]})


def _read(name: str, folders: Folders) -> Union[Kind, UserError]:
    try:
        return Kind(load_templates.load(name, folders), load_templates.files(name, folders))
    except UserError as error:
        return error


def _lines(template: Template) -> Iterator[str]:
    yield f"{template.name}: {single_line(template.description)}"
    yield f"  is made in {template.root}/, from {', then '.join(template.made_of)}"
    for name, question in template.questions.items():
        default = "must be answered" if question.default is None else f'"{single_line(question.default)}" by default'
        help = f": {single_line(question.help)}" if question.help else ""
        origin = f" ({question.origin})" if len(template.made_of) > 1 else ""
        yield f"  {name}{help}; {default}{origin}"


def _document(kind: Kind) -> dict[str, object]:
    template = kind.template
    return {
        "name": template.name,
        "description": template.description,
        "root": template.root,
        "resolves": list(template.resolves),
        "port": template.port.first if template.port else None,
        "registers": list(template.registers),
        "from": list(template.made_of),
        "questions": [
            {
                "name": name,
                "default": question.default,
                "help": question.help,
                "pattern": question.pattern or None,
                "from": question.origin,
            }
            for name, question in template.questions.items()
        ],
        "files": [{"path": file.path, "from": file.origin} for file in kind.files],
    }
