"""Writes and reads the records of generated modules."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import PurePosixPath
from typing import Any, Final, Optional

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.scaffold import answers as checks
from pantstack.scaffold.model import Answers, RenderedFile, Template, TemplateFile, UsedModule
from pantstack.scaffold.record import Deviation, GeneratedFile, Record, digest_of, made_of
from pantstack.scaffold.render import REQUIREMENTS
from pantstack.scaffold.template_files import MAX_SIZE
from pantstack.text.escaping import excerpt

_VERSION: Final = 1
_FOLDER: Final = re.compile(r"[A-Za-z][\w-]*(/[A-Za-z][\w-]*)*")
_DOTTED: Final = re.compile(r"|[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
_WORD: Final = re.compile(r"[a-z][a-z0-9_-]*")
_NAME_OR_NOTHING: Final = re.compile(r"|[A-Za-z][\w-]*", re.ASCII)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MAX_PORT: Final = 65535


def with_record(
    template: Template, files: Iterable[TemplateFile], given: Answers, rendered: tuple[RenderedFile, ...]
) -> tuple[RenderedFile, ...]:
    """Add the record of a new module to its files."""
    record = made_of(template, files, given, rendered)
    return tuple(sorted((*rendered, RenderedFile(record.path, dump(record)))))


def dump(record: Record) -> str:
    """Write a record, a line for each of its parts so that git can merge it."""
    document = {
        "version": _VERSION,
        "kind": record.kind,
        "template": record.digest,
        "answers": asdict(record.answers),
        "resolves": list(record.resolves),
        "files": {path: _file(file) for path, file in sorted(record.files.items())},
        "deviations": {path: _deviation(each) for path, each in sorted(record.deviations.items())},
    }
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _file(file: GeneratedFile) -> dict[str, str]:
    if file.text is None:
        return {"sha256": file.sha256}
    packed = base64.b64encode(zlib.compress(file.text.encode(), 9)).decode("ascii")
    return {"sha256": file.sha256, "base": packed}


def _deviation(deviation: Deviation) -> dict[str, Optional[str]]:
    return {"reason": deviation.reason} if deviation.reason else {"sha256": deviation.sha256}


def parse(path: str, text: str) -> Record:
    """Read the record at a path.

    Raises:
        UserError: if it is damaged, or of a module elsewhere.
    """
    try:
        document = json.loads(text)
        record = _record(document)
    except json.JSONDecodeError as error:
        raise _damaged(path, f"{error.msg} in line {error.lineno}", error.lineno) from error
    except ValueError as error:
        raise _damaged(path, str(error)) from error
    except (TypeError, AttributeError, KeyError) as error:
        raise _damaged(path, "something is missing, or of another kind") from error
    if record.path != path:
        raise UserError(
            f"This is the template.lock of `{record.answers.module}`: the module was moved by hand.",
            "Move it back and use ./pants rename-module, or make a new one: --accept --kind=KIND",
            SourceLocation(path, 1),
        )
    return record


def _damaged(path: str, reason: str, line: int = 1) -> UserError:
    return UserError(
        f"This file cannot be read: {reason}.",
        "Restore it from git, or make a new one: ./pants update-module MODULE --accept --kind=KIND",
        SourceLocation(path, line),
    )


def _record(document: dict[str, Any]) -> Record:
    if document["version"] != _VERSION:
        raise ValueError(f"its version is not {_VERSION}")
    given = _answers(document["answers"])
    files = {_path(path, given): _generated(path, entry) for path, entry in document["files"].items()}
    deviations = {
        _path(path, given): Deviation(_sha256(entry.get("sha256"), path), _line("reason", entry.get("reason", "")))
        for path, entry in document["deviations"].items()
    }
    resolves = tuple(_matching("resolves", kind, _WORD) for kind in document["resolves"])
    kind = _matching("kind", document["kind"], _WORD)
    return Record(kind, _matching("template", document["template"], _SHA256), given, resolves, files, deviations)


def _answers(document: dict[str, Any]) -> Answers:
    name, root, port = document["name"], _matching("root", document["root"], _FOLDER), document["port"]
    if not isinstance(name, str) or checks.name_errors(name, ()):
        raise ValueError("`answers.name` is no name for a module")
    if not isinstance(port, int) or not 0 <= port <= _MAX_PORT:
        raise ValueError("`answers.port` is no port")
    texts = {_matching("texts", key, _WORD): _line(key, text) for key, text in document["texts"].items()}
    uses = tuple(_use(use) for use in document["uses"])
    layer = _line("layer", document["layer"])
    # Further answers are names.
    others = {each.name for each in fields(Answers)} - {"name", "texts", "layer", "port", "uses", "root"}
    names = {key: _matching(key, document[key], _NAME_OR_NOTHING) for key in others if key in document}
    return Answers(name, texts, layer, port, uses, root, **names)


def _use(document: dict[str, Any]) -> UsedModule:
    use = UsedModule(**document)
    _matching("uses", use.path, _FOLDER)
    for text in (use.word, use.source, use.client, use.example):
        _matching("uses", text, _DOTTED)
    return use


def _path(path: str, given: Answers) -> str:
    if ".." in PurePosixPath(path).parts or not path.startswith((f"{given.module}/", REQUIREMENTS)):
        raise ValueError(f"`{excerpt(path)}` is neither in {given.module}/ nor in {REQUIREMENTS}")
    return path


def _generated(path: str, entry: dict[str, Any]) -> GeneratedFile:
    sha256, packed = _matching("sha256", entry["sha256"], _SHA256), entry.get("base")
    if packed is None:
        return GeneratedFile(sha256)
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(base64.b64decode(packed, validate=True), MAX_SIZE).decode("utf-8")
    except (ValueError, zlib.error) as error:
        raise ValueError(f"the text of `{excerpt(path)}` is damaged") from error
    if unpacker.unconsumed_tail or digest_of(text) != sha256:
        raise ValueError(f"the text of `{excerpt(path)}` is damaged")
    return GeneratedFile(sha256, text)


def _sha256(value: object, path: str) -> Optional[str]:
    return None if value is None else _matching(path, value, _SHA256)


def _line(key: str, value: object) -> str:
    if not isinstance(value, str) or checks.text_errors(key, value):
        raise ValueError(f"`{excerpt(key)}` is not a line of text")
    return value


def _matching(key: str, value: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"`{excerpt(key)}` has a wrong value")
    return value
