"""Decides what an update of modules writes, deletes and refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pantstack.base.errors import UserErrors
from pantstack.scaffold import answers, resolves_toml
from pantstack.scaffold.model import Template, TemplateFile
from pantstack.scaffold.record import Record, made_of
from pantstack.scaffold.render import render
from pantstack.scaffold.updating import record_json
from pantstack.scaffold.updating.compare import CLEAN, Compared, updated
from pantstack.scaffold.updating.merge import has_markers
from pantstack.scaffold.wanted import Wanted
from pantstack.scaffold.write_plan import SETTINGS

CONFLICTS: Final = ("refuse", "markers")


@dataclass(frozen=True)
class ModuleUpdate:
    """A module, compared with what its template makes today.

    Attributes:
        old: its record.
        new: the record that it would have today.
        compared: each file that its template makes or made.
    """

    old: Record
    new: Record
    compared: tuple[Compared, ...]

    @property
    def module(self) -> str:
        """The module's path."""
        return self.old.answers.module

    @cached_property
    def drifted(self) -> tuple[Compared, ...]:
        """The files that differ, and not on purpose."""
        return tuple(each for each in self.compared if each.outcome not in CLEAN)

    @property
    def added_resolves(self) -> tuple[str, ...]:
        """Kinds of resolves that only today's template has."""
        return tuple(kind for kind in self.new.resolves if kind not in self.old.resolves)

    @property
    def dropped_resolves(self) -> tuple[str, ...]:
        """Kinds of resolves that today's template has no more."""
        return tuple(kind for kind in self.old.resolves if kind not in self.new.resolves)

    @property
    def is_clean(self) -> bool:
        """Whether the module is as its template makes it, apart from what it changed on purpose."""
        return not (self.drifted or self.added_resolves or self.dropped_resolves)

    @property
    def deviations(self) -> int:
        """How many files differ on purpose."""
        return sum(each.outcome == "deviates" for each in self.compared)


@dataclass(frozen=True)
class Writes:
    """What an update writes.

    Attributes:
        texts: by path.
        fresh: those of them that are new.
        removed: the files that are deleted.
    """

    texts: Mapping[str, str]
    fresh: tuple[str, ...]
    removed: tuple[str, ...]


def today(
    old: Record, template: Template, files: Sequence[TemplateFile], changed: Mapping[str, str]
) -> tuple[Record, dict[str, str]]:
    """Return the record that a module would get today, and its files, by path.

    Args:
        changed: answers that replace the recorded ones.

    Raises:
        UserError: if the template is wrong.
        UserErrors: if it asks for what nobody has answered, or does not ask for what is answered.
    """
    texts = {key: text for key, text in old.answers.texts.items() if key in template.questions}
    texts.update(changed)
    errors = answers.question_errors(texts, template)
    if errors:
        raise UserErrors(tuple(errors))
    whole = answers.answers(Wanted(old.answers.name, texts=texts), template, ()).texts
    given = replace(old.answers, texts=whole)
    rendered = render(files, given)
    return made_of(template, files, given, rendered), {file.path: file.text for file in rendered}


def writes(updates: Sequence[ModuleUpdate], records: Mapping[str, str], pants_toml: str) -> Writes:
    """Collect what is written for modules.

    Args:
        records: the texts of their records as they are, by path.

    Raises:
        UserError: if pants.toml cannot be edited.
    """
    texts: dict[str, str] = {}
    fresh: list[str] = []
    removed: list[str] = []
    toml = pants_toml
    for update in updates:
        for each in update.compared:
            if each.after is None:
                removed += [each.path] if each.current is not None else []
            elif each.after != each.current:
                texts[each.path] = each.after
                fresh += [each.path] if each.current is None else []
        toml = _with_resolves(toml, update)
        if not update.is_clean or update.old.digest != update.new.digest:
            path = update.old.path
            texts[path] = record_json.dump(updated(update.new, update.old, update.compared))
            fresh += [path] if path not in records else []
    if toml != pants_toml:
        texts[SETTINGS] = toml
    return Writes(
        {path: text for path, text in texts.items() if text != records.get(path)}, tuple(fresh), tuple(removed)
    )


def conflicts(updates: Sequence[ModuleUpdate], *, markers: bool) -> list[Compared]:
    """List the files that keep an update from being written.

    Args:
        markers: whether conflict markers may be written.
    """
    found = [each for update in updates for each in update.compared if each.outcome == "conflict"]
    return [each for each in found if not markers or has_markers(each.current or "")]


def _with_resolves(toml: str, update: ModuleUpdate) -> str:
    name = update.old.answers.name
    added = [kind for kind in update.added_resolves if not resolves_toml.taken(toml, name, [kind])]
    toml = resolves_toml.with_resolves(toml, name, added) if added else toml
    # A resolve whose lockfile stays is somebody's still.
    left = {each.path for each in update.compared if each.after is not None}
    dropped = [
        kind
        for kind in update.dropped_resolves
        if not left.intersection(path for _, path in resolves_toml.resolves(name, [kind]))
    ]
    return resolves_toml.without_resolves(toml, name, dropped) if dropped else toml
