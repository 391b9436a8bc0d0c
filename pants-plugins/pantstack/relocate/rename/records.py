"""Records of templates follow a module that is renamed: its own, and those of modules that use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Optional

from pantstack.base.errors import UserError
from pantstack.buildfiles.globs import joined, parent, relative
from pantstack.relocate.rename.renaming import Renaming
from pantstack.scaffold import load_templates
from pantstack.scaffold.load_templates import Folders
from pantstack.scaffold.model import Answers
from pantstack.scaffold.record import RECORD, Deviation, Record, digest_of, made_of, moved, template_digest
from pantstack.scaffold.render import render
from pantstack.scaffold.updating import record_json

_SUFFIX: Final = f"/{RECORD}"


class Rendered(NamedTuple):
    """What a template makes of answers: its record, and the texts of files by path."""

    record: Record
    texts: Mapping[str, str]


# Renders the template of a record with answers; None where it is another template by now.
Render = Callable[[Record, Answers], Optional[Rendered]]


@dataclass(frozen=True)
class Texts:
    """The texts of files.

    Attributes:
        before: by the paths that they had.
        after: by the paths that they get, records left out.
        moves: new paths, by old ones.
        rewrite: returns what a text that a file had becomes.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    moves: Mapping[str, str]
    rewrite: Callable[[str, str], str]


def renderer(folders: Folders) -> Render:
    """Make what renders templates.

    Args:
        folders: of templates.
    """

    def rendered(record: Record, given: Answers) -> Optional[Rendered]:
        try:
            template = load_templates.load(record.kind, folders)
            files = load_templates.files(record.kind, folders)
            if template_digest(files) != record.digest:
                return None
            made = render(files, given)
        except UserError:
            return None
        return Rendered(made_of(template, files, given, made), {file.path: file.text for file in made})

    return rendered


def no_template(record: Record, given: Answers) -> Optional[Rendered]:  # noqa: ARG001  it knows none
    """Render nothing: there are no templates."""
    return None


def is_record(path: str) -> bool:
    """Return whether a path is that of a record."""
    return path.endswith(_SUFFIX)


def fresh(path: str, renaming: Renaming, texts: Mapping[str, str], made: Render) -> dict[str, tuple[str, str]]:
    """Return the new path and text of each file of a module that is nothing but what its template made; else nothing.

    Args:
        path: of its record.
        texts: of all files, by path.

    Raises:
        UserError: if the record cannot be read.
    """
    record = record_json.parse(path, texts[path])
    own = {file for file in texts if renaming.holds(file)} - {path}
    same = all(digest_of(texts.get(file, "")) == made_file.sha256 for file, made_file in record.files.items())
    rendered = made(record, _answers(record.answers, renaming))
    if record.deviations or not same or not own <= record.files.keys() or rendered is None:
        return {}
    new = {file: _counterpart(file, renaming, rendered.texts) for file in record.files}
    if not {*new.values()} <= rendered.texts.keys():
        return {}
    return {file: (after, rendered.texts[after]) for file, after in new.items()}


def rewrite(path: str, renaming: Renaming, texts: Texts, made: Render) -> str:
    """Return the text of a record once a module is renamed.

    What differs from the template by the old name is a deviation from then on, until the name is back.

    Raises:
        UserError: if it cannot be read.
    """
    record = record_json.parse(path, texts.before[path])
    given = _answers(record.answers, renaming)
    if given == record.answers:
        return texts.before[path]
    rendered = made(record, given)
    if rendered is None:

        def new(file: str, text: str) -> tuple[str, str]:
            return texts.moves.get(file) or renaming.moved(file), texts.rewrite(file, text)

        return record_json.dump(moved(record, given, new, texts.after))
    old = {_counterpart(file, renaming, rendered.texts): file for file in record.files}
    deviations = {
        file: deviation
        for file in rendered.record.files
        for deviation in [_deviation(record, old.get(file, file), rendered.record.files[file].sha256, file, texts)]
        if deviation is not None
    }
    return record_json.dump(replace(rendered.record, deviations=deviations))


def _answers(given: Answers, renaming: Renaming) -> Answers:
    if given.module == renaming.old:
        return replace(given, name=renaming.new_name, root=parent(renaming.new))
    uses = (
        replace(use, path=renaming.new, source=".".join(renaming.renamed(use.source.split(".")) or (use.source,)))
        if use.path == renaming.old
        else use
        for use in given.uses
    )
    return replace(given, uses=tuple(sorted(uses, key=lambda use: use.path)))


def _counterpart(path: str, renaming: Renaming, known: Mapping[str, str]) -> str:
    """Return the path that a file of a template has under the new name, which may be a part of it."""
    name = renaming.requirements.get(path.rpartition("/")[2])
    new = joined(parent(path), name) if name else renaming.moved(renaming.in_text(path))
    if new in known or not renaming.holds(path):
        return new
    word = rf"(?<![A-Za-z0-9]){re.escape(renaming.old_name)}(?![A-Za-z0-9])"
    return joined(renaming.new, re.sub(word, renaming.new_name, relative(renaming.old, path)))


def _deviation(record: Record, old: str, sha256: str, new: str, texts: Texts) -> Optional[Deviation]:
    """Return whether and how a file differs on purpose afterwards.

    Args:
        old: its path before.
        sha256: of what the template makes under the new name.
        new: its path afterwards.
    """
    known, base = record.deviations.get(old), record.files.get(old)
    before, after = (_digest(each) for each in (texts.before.get(old), texts.after.get(new)))
    in_sync = base is not None and base.sha256 == before
    accounted = in_sync or (known is not None and not known.reason and known.sha256 == before)
    if not accounted:
        return known
    return None if after == sha256 else Deviation(after)


def _digest(text: Optional[str]) -> Optional[str]:
    return None if text is None else digest_of(text)
