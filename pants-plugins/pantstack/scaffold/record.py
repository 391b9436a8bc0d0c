"""The record of a generated module: what it was made from, so that what its template changes later can be merged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Optional

from pantstack.scaffold import resolves_toml
from pantstack.scaffold.model import Answers, RenderedFile, Template, TemplateFile

# At the root of the module.
RECORD: Final = "template.lock"


@dataclass(frozen=True)
class GeneratedFile:
    """A file as the template made it.

    Attributes:
        text: None for a lockfile, which is never merged.
    """

    sha256: str
    text: Optional[str] = None


@dataclass(frozen=True)
class Deviation:
    """A file that differs from what the template makes on purpose.

    Attributes:
        sha256: of what it has instead, None for a file that is not there; it counts only where there is no reason.
        reason: why it may have any content, or not be there.
    """

    sha256: Optional[str] = None
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """What a module was made from.

    Attributes:
        kind: the name of its template.
        digest: of the template's files, at that time.
        resolves: kinds of resolves that it has.
        files: by path.
        deviations: by path.
    """

    kind: str
    digest: str
    answers: Answers
    resolves: tuple[str, ...] = ()
    files: Mapping[str, GeneratedFile] = field(default_factory=dict)
    deviations: Mapping[str, Deviation] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where it lies."""
        return path_of(self.answers.module)


def path_of(module: str) -> str:
    """Return the path of a module's record."""
    return f"{module}/{RECORD}"


def made_of(
    template: Template, files: Iterable[TemplateFile], given: Answers, rendered: Iterable[RenderedFile]
) -> Record:
    """Make the record of what a template makes today."""
    # A module that shares a resolve with others has none of its own.
    kinds = () if given.resolve else template.resolves
    locks = lockfiles(given.name, kinds)
    generated = {
        file.path: GeneratedFile(digest_of(file.text), None if file.path in locks else file.text) for file in rendered
    }
    return Record(template.name, template_digest(files), given, kinds, generated)


def lockfiles(name: str, kinds: Iterable[str]) -> frozenset[str]:
    """Return the paths of a module's lockfiles."""
    return frozenset(path for _, path in resolves_toml.resolves(name, tuple(kinds)))


def moved(
    record: Record, given: Answers, rewrite: Callable[[str, str], tuple[str, str]], texts: Mapping[str, str]
) -> Record:
    """Return the record of a module that is renamed.

    Args:
        rewrite: a file's path and text afterwards.
        texts: the module's files afterwards, by path; what they differ in from the template stays on purpose.
    """
    files: dict[str, GeneratedFile] = {}
    for path, file in record.files.items():
        new, text = rewrite(path, file.text or "")
        same = file.text is None
        files[new] = GeneratedFile(file.sha256) if same else GeneratedFile(digest_of(text), text)
    deviations: dict[str, Deviation] = {}
    for path, deviation in record.deviations.items():
        new, _ = rewrite(path, "")
        changed = deviation.sha256 is not None and new in texts
        deviations[new] = Deviation(digest_of(texts[new])) if changed else deviation
    return Record(record.kind, record.digest, given, record.resolves, files, deviations)


def digest_of(text: str) -> str:
    """Hash a text, whatever its line ends."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8", "surrogateescape")).hexdigest()


def template_digest(files: Iterable[TemplateFile]) -> str:
    """Hash the files of a template."""
    content = json.dumps(sorted((file.path, file.text) for file in files))
    return hashlib.sha256(content.encode()).hexdigest()
