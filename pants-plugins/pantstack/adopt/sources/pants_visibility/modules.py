"""Asks visibility rules about all files, and says what that means for modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Optional

from pantstack.adopt.sources.model import EVERYTHING, ForeignModule, Note
from pantstack.adopt.sources.owned_files import owned_files
from pantstack.adopt.sources.pants_visibility.rule_sets import Rules, RuleSet, is_test
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import below, parent, parents, relative

# The module of files that are in none.
_NONE = ""


class Modules:
    """The modules that rules are about, with the files of each."""

    def __init__(
        self, dependencies: Mapping[str, Rules], dependents: Mapping[str, Rules], python: Sequence[str]
    ) -> None:
        """Find the modules: directories with rules of their own, and those that rules name."""
        self.notes: list[Note] = []
        # The files of each module that strangers may use, and for each the modules that may not: at all, or in part.
        self._opened: dict[str, dict[str, dict[str, bool]]] = {}
        self._dependencies, self._dependents = _inherited(dependencies), _inherited(dependents)
        self._python = python
        self._folders = {folder for path in python for folder in parents(path)}
        self._places: dict[str, SourceLocation] = {}
        self._add([*dependencies.values(), *dependents.values()])
        self._add_users(dependents.values())
        self._files: dict[str, list[str]] = owned_files(self._places, python)
        inside = {path for own in self._files.values() for path in own}
        self._files[_NONE] = [path for path in python if path not in inside]

    def build(self) -> tuple[ForeignModule, ...]:
        """Return the modules, sorted by path."""
        modules = [self._module(path) for path in sorted(self._places)]
        forbidden = self._forbidden({module.path for module in modules if module.consumers is None})
        return tuple(
            replace(module, cannot_depend_on=tuple(sorted({*module.cannot_depend_on, *forbidden.get(module.path, ())})))
            for module in modules
        )

    def _forbidden(self, opened: AbstractSet[str]) -> dict[str, list[str]]:
        """Return, by module, the modules that it may not use though everybody else may."""
        forbidden: dict[str, list[str]] = {}
        for module in sorted(opened & set(self._opened)):
            files = list(self._opened[module].values())
            for other in sorted({each for denied in files for each in denied}):
                if other != _NONE and all(denied.get(other) for denied in files):
                    forbidden.setdefault(other, []).append(module)
                    continue
                who = f"files of {other}" if other else "files in no module"
                text = f"Some {who} may not use all that others may use of {module}: nothing forbids it now."
                self.notes.append(Note(self._places[module], f"{text} Make modules of what is different."))
        return forbidden

    def _add(self, calls: Iterable[Rules]) -> None:
        calls = sorted(calls, key=lambda each: each.location)
        for call in calls:
            if call.directory and call.directory in self._folders:
                self._places.setdefault(call.directory, call.location)
            elif not call.directory:
                text = "The root of the repository is no module: these rules count for the directories below it"
                self.notes.append(Note(call.location, f"{text} that have rules, or that rules name."))
        for call in calls:
            for rules in call.sets:
                self._add_named(call, rules)

    def _add_named(self, call: Rules, rules: RuleSet) -> None:
        for rule in rules.rules:
            named = rule.target.directory
            if rule.action == "warn":
                text = "A use that this rule warns of is allowed without a warning."
                self.notes.append(Note(rule.location, f"{text} Deny it, and keep what there is in the baseline."))
            if named is None:
                continue
            folder = named if named in self._folders else parent(named) if named in self._python else None
            if folder is None:
                text = f"`{rule.target.glob}` names no Python file of this repository, so it is not carried over."
                self.notes.append(Note(rule.location, text))
            # What is around a directory with rules is no module.
            elif folder and not any(below(folder, each) for each in (call.directory, *self._places)):
                self._places[folder] = rule.location

    def _add_users(self, calls: Iterable[Rules]) -> None:
        """Make modules of what is beside others in a directory that may use some: `consumers` name modules alone."""
        rules = {rule for call in calls for each in call.sets for rule in each.rules if rule.action != "deny"}
        for rule in sorted(rules, key=lambda each: each.location):
            named = rule.target.directory
            if named in self._folders and named not in self._places:
                self._split(named, rule.location)

    def _split(self, folder: str, location: SourceLocation) -> None:
        """Make modules of the directories of one that has modules in it, as far as they are in none."""
        if any(below(each, folder) for each in self._places):
            return
        if not any(below(folder, each) for each in self._places):
            self._places[folder] = location
            return
        for child in sorted(each for each in self._folders if each and parent(each) == folder):
            self._split(child, location)

    def _module(self, path: str) -> ForeignModule:
        module = ForeignModule(path, self._places[path])
        dependents = _nearest(self._dependents, path)
        dependencies = _nearest(self._dependencies, path)
        if dependents is not None:
            module = self._with_users(module, dependents)
        return module if dependencies is None else self._with_dependencies(module, dependencies)

    def _with_users(self, module: ForeignModule, rules: Rules) -> ForeignModule:
        """Find who may use which files."""
        groups = _alike(self._files.get(module.path, ()), rules)
        users = {path: found for own in groups for found in [self._users(own, rules, module.path)] for path in own}
        public = {path: each for path, each in users.items() if each is None or each}
        if len(public) == len(users) and all(each is None for each in public.values()):
            return module
        opened = [path for path, each in public.items() if each is None]
        lists = {each for each in public.values() if each is not None}
        if opened and lists:
            text = f"Files of {module.path} that only some may use are private now: a facade has one list of consumers."
            self.notes.append(Note(rules.location, f"{text} Move them into a module of their own, with `consumers`."))
        elif len(lists) > 1:
            text = f"Files of {module.path} have different users: whoever may use one of them may use all of them."
            self.notes.append(Note(rules.location, f"{text} Make modules of them to have a list for each."))
        consumers = None if opened or not lists else tuple(sorted(frozenset().union(*lists) - {_NONE}))
        if consumers is not None and not consumers:
            # Only code in no module may use it, and no list of consumers can name that.
            return replace(module, public=())
        shown = opened or sorted(public)
        return replace(module, public=_globs(module.path, shown, users), consumers=consumers)

    def _users(self, own: Sequence[str], rules: Rules, module: str) -> Optional[frozenset[str]]:
        """Return the modules all of whose files may use files that are alike; None for all there are."""
        path = own[0]
        decided = rules.of(path)
        if decided is None:
            return frozenset()
        by_module = self._answers(path, rules)
        by_module.pop(module, None)
        # Somebody that is not there yet: where it may use the file, rules name who may not.
        if decided.action("zz_nowhere/zz_nobody.py", path) == "deny":
            return frozenset(each for each, answers in by_module.items() if all(answers))
        denied = {each: not any(answers) for each, answers in by_module.items() if not all(answers)}
        self._opened.setdefault(module, {}).update(dict.fromkeys(own, denied))
        return None

    def _with_dependencies(self, module: ForeignModule, rules: Rules) -> ForeignModule:
        """Find what its files may use."""
        files = self._files.get(module.path, [])
        own = [path for path in files if not is_test(path)] or files
        if any(rules.of(path) != rules.of(own[0]) for path in files if path not in own):
            text = f"Tests of {module.path} have rules of their own: as a part of the module they may use what it may."
            self.notes.append(Note(rules.location, f"{text} What they use besides gets into the baseline."))
        found = [self._answers(alike[0], rules) for alike in _alike(own, rules)]
        others = [each for each in self._places if each != module.path]
        answers = {each: [answer for one in found for answer in one.get(each, ())] for each in others}
        partly = [each for each in others if any(answers[each]) and not all(answers[each])]
        denied = [each for each in others if not any(answers[each])]
        for each in partly:
            text = (
                f"{module.path} may use only some files of {each}, or only from some files: it may use its facade now."
            )
            self.notes.append(Note(rules.location, f"{text} Make modules of what is different."))
        sets = [rules.of(path) for path in own]
        if any(each is None or each.action("zz_nowhere/zz_nobody.py", path) == "deny" for path, each in zip(own, sets)):
            allowed = tuple(sorted(each for each in others if each not in denied))
            return replace(module, depends_on=(), allowed=allowed)
        return replace(module, cannot_depend_on=tuple(sorted(denied)))

    def _answers(self, path: str, rules: Rules) -> dict[str, list[bool]]:
        decided = rules.of(path)
        return {
            each: [decided is not None and decided.action(file, path) != "deny" for file in files]
            for each, files in self._files.items()
        }


def _inherited(calls: Mapping[str, Rules]) -> dict[str, Rules]:
    """Join calls that extend with those of the directories above them."""
    found: dict[str, Rules] = {}
    for folder in sorted(calls, key=lambda each: each.count("/") if each else -1):
        call, above = calls[folder], _nearest(found, parent(folder)) if folder else None
        found[folder] = replace(call, sets=(*call.sets, *above.sets)) if call.extend and above is not None else call
    return found


def _nearest(calls: Mapping[str, Rules], folder: str) -> Optional[Rules]:
    return next((calls[each] for each in (folder, *parents(folder)) if each in calls), None)


def _alike(paths: Iterable[str], rules: Rules) -> list[list[str]]:
    """Group files for which the same is decided: many files have few rules, and each is compared with all files."""
    groups: dict[tuple[Optional[RuleSet], str], list[str]] = {}
    for path in paths:
        decided = rules.of(path)
        folder = parent(path) if decided is not None and decided.is_relative else ""
        groups.setdefault((decided, folder), []).append(path)
    return list(groups.values())


def _globs(module: str, public: Iterable[str], files: Iterable[str]) -> tuple[str, ...]:
    """Return globs of public files: whole directories where all files are."""
    public, files = set(public), list(files)
    if public == set(files):
        return EVERYTHING
    whole: set[str] = set()
    for folder in sorted({each for path in public for each in parents(path) if below(module, each) and each != module}):
        own = [path for path in files if below(folder, path)]
        if set(own) <= public and len(own) > 1 and not any(below(each, folder) for each in whole):
            whole.add(folder)
    return tuple(sorted(_entries(module, public, whole)))


def _entries(module: str, public: Iterable[str], whole: Iterable[str]) -> Iterator[str]:
    whole = list(whole)
    yield from (f"{relative(module, folder)}/**" for folder in whole)
    yield from (relative(module, path) for path in public if not any(below(folder, path) for folder in whole))
