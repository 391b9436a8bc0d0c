"""Chooses what generated files import, and how the imported names are used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.checker.trees.layout import ROOT, GeneratedFile, GeneratedModule
from benchmarks.checker.trees.words import class_name

# What is installed: a line, and an expression with what it binds.
EXTERNAL = (
    ("import json", "json.dumps({})"),
    ("import re", 're.sub(r"\\s+", " ", "a  b")'),
    ("import uuid", "uuid.uuid4().hex"),
    ("import httpx", "httpx.codes.NOT_FOUND"),
    ("import sqlalchemy as sa", "sa.select(sa.text('1'))"),
    ("from datetime import datetime, timezone", "datetime.now(timezone.utc).isoformat()"),
    ("from functools import lru_cache, partial", "partial(print, end='')"),
    ("from pathlib import Path", 'Path("import").name'),
    ("from fastapi import APIRouter, Depends, HTTPException", "HTTPException(404)"),
    ("from pydantic import BaseModel, Field", "Field(default=None)"),
    ("from sqlalchemy.orm import Session, sessionmaker", "sessionmaker()"),
    ("import datetime as dt", "dt.date.today()"),
    ("import os.path", 'os.path.join("a", "b")'),
    ("import structlog", "structlog.get_logger()"),
)
_LONGEST = 100


@dataclass
class Imports:
    """What a file imports.

    Attributes:
        external: lines about what is installed.
        own: lines about the repository.
        checked: lines under `if TYPE_CHECKING`.
        calls: expressions that use what was imported.
        patched: dotted names of the module's own that a test may replace.
    """

    external: set[str] = field(default_factory=set)
    own: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    patched: list[str] = field(default_factory=list)


def choose(
    file: GeneratedFile, module: GeneratedModule, used: Sequence[GeneratedModule], rng: Random, *, stars: bool
) -> Imports:
    """Choose the imports of a file.

    Args:
        used: the modules of which it imports the facade.
        stars: whether the root package re-exports every facade.
    """
    imports = Imports()
    for line, call in rng.sample(EXTERNAL, rng.randrange(1, 4)):
        imports.external.add(line)
        imports.calls.append(call)
    others = [other for other in module.sources if other.path != file.path]
    for other in rng.sample(others, min(len(others), rng.randrange(1, 5))):
        _import_own(imports, file, other, rng)
    for facade in used:
        _import_facade(imports, facade, rng, stars=stars)
    return imports


def names_of(file: GeneratedFile) -> tuple[str, str, str]:
    """The class, function and constant that a source defines."""
    return class_name(file.stem), f"load_{file.stem}", f"{file.stem.upper()}_LIMIT"


def facade_names(name: str) -> tuple[str, str]:
    """The class and function of a module's client."""
    return f"{class_name(name)}Client", f"fetch_{name}"


def relative(importer: str, dotted: str) -> str:
    """Return a name as a file imports it relatively, such as `..storage.tables`.

    Args:
        importer: the file's path; of a package that of its `__init__.py`.
    """
    package, target = importer.split("/")[:-1], dotted.split(".")
    common = 0
    while common < min(len(package), len(target) - 1) and package[common] == target[common]:
        common += 1
    return "." * (len(package) - common + 1) + ".".join(target[common:])


def statement(source: str, names: Sequence[str]) -> str:
    """Return `from source import names`, over several lines where that is long."""
    line = f"from {source} import {', '.join(names)}"
    if len(line) <= _LONGEST:
        return line
    return f"from {source} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _import_own(imports: Imports, file: GeneratedFile, other: GeneratedFile, rng: Random) -> None:
    """Import a file of the same module: mostly relatively, at times for types only, or as a module."""
    cls, load, limit = names_of(other)
    source = relative(file.path, other.dotted) if rng.random() < 0.65 else other.dotted
    way = rng.random()
    if way < 0.08:
        imports.checked.append(f"from {source} import {cls}")
    elif way < 0.16:
        imports.own.append(_as_module(source, other))
        imports.calls.append(f"{other.stem}.{load}({other.stem}.{limit})")
    elif way < 0.22:
        imports.own.append(f"from {source} import {load} as {load}_alias")
        imports.calls.append(f'{load}_alias("{other.stem}")')
    else:
        imports.own.append(statement(source, [cls, load, limit] if way > 0.5 else [load]))
        imports.calls.append(f"{load}({limit})" if way > 0.5 else f'{load}("all")')
    imports.patched.append(f"{other.dotted}.{load}")


def _as_module(source: str, other: GeneratedFile) -> str:
    """Return the line that binds a file of the same module by its own name."""
    dots = source[: len(source) - len(source.lstrip("."))]
    package = source[len(dots) :].rpartition(".")[0]
    return f"from {dots}{package} import {other.stem}" if dots or package else f"import {source}"


def _import_facade(imports: Imports, used: GeneratedModule, rng: Random, *, stars: bool) -> None:
    """Import another module's facade, in one of the ways that people write."""
    client, fetch = facade_names(used.name)
    package, _, last = used.facade_dotted.rpartition(".")
    way = rng.random()
    if stars and way < 0.5:
        imports.own.append(f"from {ROOT} import {client}, {fetch}")
        imports.calls.append(f"{fetch}({client}())")
    elif way < 0.2:
        imports.own.append(f"from {package} import {last} as {used.name}_facade")
        imports.calls.append(f"{used.name}_facade.{fetch}({used.name}_facade.{client}())")
    elif way < 0.3:
        imports.own.append(f"import {used.facade_dotted}")
        imports.calls.append(f"{used.facade_dotted}.{fetch}(None)")
    elif way < 0.35:
        imports.checked.append(f"from {used.facade_dotted} import {client}")
    elif way < 0.4:
        imports.own.append(f"from {used.facade_dotted} import {client} as {client}Type")
        imports.calls.append(f"{client}Type().find('one')")
    else:
        imports.own.append(f"from {used.facade_dotted} import {client}, {fetch}")
        imports.calls.append(f"{fetch}({client}())")
