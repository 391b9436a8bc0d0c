"""Plans the renaming of a module: what moves, what is edited, and what still has the old name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from pantstack.base.errors import ActionFailed, UserError, UserErrors
from pantstack.boundaries.resolver.project import Project
from pantstack.boundaries.scanner.model import StackReference
from pantstack.buildfiles.edit import set_string
from pantstack.buildfiles.globs import is_build_file, parent
from pantstack.buildfiles.parse import BuildFile
from pantstack.declarations import module_resolves
from pantstack.declarations.configuration import FILE
from pantstack.declarations.model import Module
from pantstack.declarations.module_resolves import Kinds
from pantstack.relocate import mentions
from pantstack.relocate.model import Mention, Relocation, Tree
from pantstack.relocate.remove import dependents
from pantstack.relocate.rename import records, settings_toml, text_file
from pantstack.relocate.rename.build_file import rewrite_build
from pantstack.relocate.rename.python import import_order, verified_file
from pantstack.relocate.rename.records import Render, Texts, no_template
from pantstack.relocate.rename.renaming import REQUIREMENTS, Renaming, whole
from pantstack.scaffold import registers
from pantstack.scaffold.record import RECORD
from pantstack.scaffold.registers.entry import Entry

_PYTHON: Final = (".py", ".pyi")
# A null byte in it is of no text.
_BEGINNING: Final = 8000
_REGISTERS: Final = registers.paths(registers.NAMES)
_MODULE: Final = "pantstack_module"
_DEPLOYED_AS: Final = "deployed_as"
_BY_HAND: Final = "Change it by hand first, then rename the module."


def make_renaming(module: Module, new: str, tree: Tree, kinds: Kinds, *, keeps_stacks: bool = False) -> Renaming:
    """Name what changes with a module's path.

    Args:
        kinds: of the resolves that a module of a template has, by template.
        keeps_stacks: whether its stacks keep their name: something is deployed.
    """
    changed = new.rpartition("/")[2] != module.name and not module.is_file
    toml = tree.text(FILE) if FILE in tree else ""
    own = module_resolves.parse(toml, kinds).modules.get(module.name, ()) if changed else ()
    # Once they have another name than the module, they are not renamed with it.
    keeps = bool(module.infrastructure) and (keeps_stacks or module.deployed_as is not None)
    sorts = import_order.is_kept(tree.contents)
    return Renaming(module.path, new, tree.roots, own, module.is_file, keeps, sorts)


def plan(project: Project, tree: Tree, module: Module, renaming: Renaming, made: Render = no_template) -> Relocation:
    """Plan what is moved and edited, all at once.

    Args:
        made: renders templates, by which records follow.

    Raises:
        UserErrors: with every place that names the module and cannot be rewritten for certain.
        ActionFailed: if something would be overwritten.
    """
    planned = _Planned(project, tree, module, renaming)
    before = {path: tree.text(path) for path in tree.contents}
    fresh = planned.fresh(before, made)
    moves = {**planned.moves, **{path: new for path, (new, _) in fresh.items() if new != path}}
    taken = sorted({*moves.values()} & {*tree.contents, *tree.paths} - {*moves})
    if taken:
        help = f"Choose another name, or move these away: {', '.join(taken)}."
        raise ActionFailed("What moves along would overwrite what is there; nothing was written.", help)
    texts = {**_rewritten(planned, before), **{path: text for path, (_, text) in fresh.items()}}
    after = {moves.get(path, path): text for path, text in texts.items()}
    known = Texts(before, after, moves, planned.rewrite)
    after |= {moves.get(path, path): records.rewrite(path, renaming, known, made) for path in before.keys() - texts}
    written = {path: text for path, text in after.items() if path not in tree or text != before[path]}
    removed = tuple(sorted(path for path in moves if path not in written))
    return Relocation(moves, written, removed, _left(after, renaming), tuple(_notes(project, module)))


def _rewritten(planned: _Planned, before: Mapping[str, str]) -> dict[str, str]:
    """Return the new texts of files, by old path; those of records need them.

    Raises:
        UserErrors: with every place that cannot be rewritten for certain.
    """
    texts: dict[str, str] = {}
    errors: list[UserError] = []
    for path, text in before.items():
        try:
            if not records.is_record(path):
                texts[path] = planned.rewrite(path, text)
        except UserError as error:  # noqa: PERF203  all errors at once
            errors.append(error)
    if errors:
        raise UserErrors(tuple(sorted(errors)))
    return texts


class _Planned:
    """The texts that files get."""

    def __init__(self, project: Project, tree: Tree, module: Module, renaming: Renaming) -> None:
        self._project = project
        self._tree = tree
        self._module = module
        self._renaming = renaming
        self._word = re.compile(rb"(?<!\w)%s(?!\w)" % re.escape(renaming.old_name.encode()))

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """The new paths of files, by old ones."""
        renaming = self._renaming
        moves = {path: renaming.moved(path) for path in self._tree.contents if renaming.holds(path)}
        moves.update({f"{REQUIREMENTS}/{old}": f"{REQUIREMENTS}/{new}" for old, new in renaming.requirements.items()})
        moves.update({lock: renaming.in_text(lock) for lock in self._locks})
        return {old: new for old, new in moves.items() if old in self._tree and old != new}

    @cached_property
    def _registered(self) -> registers.Edits:
        """The registers that name the module, edited."""
        renaming = self._renaming
        if renaming.is_file or renaming.old_name == renaming.new_name:
            return {}
        texts = {path: self._tree.text(path) for path in _REGISTERS if path in self._tree}
        # One that does not name the module need not be one that can be edited.
        texts = {path: text for path, text in texts.items() if renaming.old_name in text}
        old, new = Entry(renaming.old_name, renaming.old), Entry(renaming.new_name, renaming.new)
        return registers.renames(old, new, texts)

    @cached_property
    def _locks(self) -> frozenset[str]:
        names = self._renaming.resolves
        resolves = settings_toml.resolves(self._tree.text(FILE)) if FILE in self._tree and names else {}
        return frozenset(resolves[name] for name in names if name in resolves)

    @cached_property
    def _is_named(self) -> bool:
        """Whether a target of the module's directory spells the directory's name."""
        tree, module = self._tree, self._module
        builds = [path for path in tree.contents if is_build_file(path) and parent(path) == module.path]
        calls = (call for path in builds for call in BuildFile(path, tree.text(path)).calls)
        return any(call.name == module.name for call in calls)

    def fresh(self, before: Mapping[str, str], made: Render) -> Mapping[str, tuple[str, str]]:
        """Return the new paths and texts of files that a template makes anew, where nobody else uses their names."""
        path = f"{self._module.path}/{RECORD}"
        if path not in before or self._renaming.keeps_stacks or dependents.find(self._project, self._module):
            return {}
        return records.fresh(path, self._renaming, before, made)

    def rewrite(self, path: str, text: str) -> str:
        """Return what a text that a file has, or had, becomes.

        Raises:
            UserError: where it names the module and cannot be rewritten for certain.
        """
        content, renaming = text.encode("utf-8", "surrogateescape"), self._renaming
        python, own = path.endswith(_PYTHON), renaming.holds(path)
        if not own and not mentions.might_name(renaming.old_name, content):
            return text
        if b"\0" in content[:_BEGINNING] and not python:
            return text
        if path == FILE:
            after = settings_toml.rewrite(text, renaming)
        elif path == self._tree.baseline:
            after = text_file.rewrite_baseline(path, text, renaming)
        elif python:
            after = self._python(path, content) if own or self._word.search(content) else text
        elif is_build_file(path):
            after = self._build(path, text)
        else:
            known = own or text_file.is_settings(path) or path in self._locks
            known = known or path.rpartition("/")[2] in renaming.requirements or path in _REGISTERS
            registered = self._registered.get(path)
            after = text_file.rewrite_text(path, registered or text, renaming, own=known)
        return self._with_variable(path, after)

    def _build(self, path: str, text: str) -> str:
        renaming, module = self._renaming, self._module
        after = rewrite_build(BuildFile(path, text), renaming, is_named=self._is_named)
        if path != module.location.path or not renaming.keeps_stacks:
            return after
        build = set_string(BuildFile(path, after), _MODULE, module.target or None, _DEPLOYED_AS, None)
        if renaming.new_name != module.project:
            build = set_string(build, _MODULE, module.target or None, _DEPLOYED_AS, module.project)
        return build.text

    def _python(self, path: str, content: bytes) -> str:
        stays = self._renaming.keeps_stacks or self._renaming.old_name == self._renaming.new_name
        stacks = [] if stays else self._stacks(path)
        apps = self._project.resolver.python.apps
        return verified_file.rewrite(path, content, self._renaming, self._tree.own_readers, (stacks, apps))

    def _stacks(self, path: str) -> list[StackReference]:
        """Where a file certainly reads the module's stack."""
        uses = (use for use in self._project.stack_uses if use.path == path and use.certain)
        return [use.reference for use in uses if self._module in use.modules]

    def _with_variable(self, path: str, text: str) -> str:
        """Rename the variable by which a deploy tells the modules that depend on this one where it is."""
        old, new = self._renaming.address_variable
        owner = self._project.owner(path)
        known = owner is not None and (owner == self._module or self._module.path in owner.depends_on)
        if old == new or not self._module.infrastructure or not known or path.endswith(".lock"):
            return text
        return re.sub(rf"(?<!\w){old}(?!\w)", new, text)


def _left(texts: Mapping[str, str], renaming: Renaming) -> tuple[Mention, ...]:
    """Find what still names the module as it was called."""
    named = mentions.find(renaming.old_name, texts)
    if renaming.old_name != renaming.new_name:
        return mentions.strongest_first(named, renaming.old)
    known = (whole(renaming.old), whole(renaming.old_base.replace("/", ".")))
    return tuple(each for each in named if any(pattern.search(each.text) for pattern in known))


def _notes(project: Project, module: Module) -> Iterator[str]:
    for use in project.stack_uses:
        if not use.certain and module.path in use.declared:
            where = f"{use.path}:{use.reference.position.line}"
            yield f"{where} reads a stack whose name only running the program tells: `{use.reference.text}`."
