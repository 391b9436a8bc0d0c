"""Assign files to a facade, so that each of them has one owner."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Optional

from pantstack.boundaries.adoption.build_edits import Draft
from pantstack.boundaries.adoption.model import ProposedFacade
from pantstack.buildfiles import render
from pantstack.buildfiles.globs import below, joined, matches, parent, parents, relative
from pantstack.buildfiles.ownership import default_keys, is_unknown, overridden, owns, owns_python, sources
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.syntax.source import text_of

# What a facade does not take over from the target that owned its files.
_OWN = frozenset({"name", "sources", "description", "overrides"})
_RELATIVE = re.compile(r"""["']!*(:|\./)""")


class _UnsafeError(Exception):
    """Why a target has to keep its files: what follows "owns it"."""


class Owners:
    """The BUILD files of a tree, and the drafts of their changes."""

    def __init__(self, existing: Mapping[str, str], files: Sequence[str]) -> None:
        """Parse the BUILD files, whose texts are given by path, of a tree with these Python files."""
        self.builds = {path: BuildFile(path, text) for path, text in sorted(existing.items())}
        self._drafts: dict[str, Draft] = {}
        self._names: dict[str, set[str]] = {}
        self._files = sorted(files)
        self._folders = {folder.lower() for path in files for folder in parents(path)}
        self._at: dict[str, list[BuildFile]] = {}
        for build in self.builds.values():
            self._at.setdefault(build.directory, []).append(build)

    @cached_property
    def owning_directories(self) -> Collection[str]:
        """The directories whose BUILD files own Python files."""
        return {build.directory for build in self.builds.values() if any(map(owns_python, build.calls))}

    def at(self, folder: str) -> Sequence[BuildFile]:
        """Return the BUILD files of a directory; those that Pants reads first come first."""
        return self._at.get(folder, [])

    def broken(self, folder: str) -> Optional[BuildFile]:
        """Return a BUILD file of a directory that is not Python."""
        return next((build for build in self.at(folder) if build.error is not None), None)

    def named_target(self, facade: ProposedFacade) -> Optional[ProposedFacade]:
        """Return the facade that the target which owns a facade's files would be, where other BUILD files name it.

        Whoever names it needs all that it owns, so all of that is public already.
        """
        owners = [each for each in self._over(facade) if any(owns(*each, path) for path in facade.files)]
        if len(owners) != 1 or owners[0][1].kind != "python_sources":
            return None
        build, call = owners[0]
        user = self._user(build, call, facade)
        files = tuple(path for path in self._files if below(build.directory, path) and owns(build, call, path))
        reason = f"{user} names the target that owns it, at {build.path}:{call.line}, so that becomes the facade"
        return None if user is None else ProposedFacade(build.directory, (), files, (), 0, 0, reason)

    def texts(self) -> dict[str, str]:
        """Return the new text of each BUILD file that changes, by path."""
        return {path: draft.after.text for path, draft in sorted(self._drafts.items())}

    def declare_module(self, folder: str, description: str, depends_on: Sequence[str]) -> None:
        """Add a module to a directory's BUILD file."""
        arguments = [("description", render.literal(description))]
        if depends_on:
            arguments.append(("depends_on", render.string_list(depends_on, vertical=True)))
        self.declare_fields(folder, arguments)

    def declare_fields(self, folder: str, fields: Sequence[tuple[str, str]], name: str = "") -> None:
        """Add a module with rendered fields; without a name it has the directory's, if that is free."""
        self._append(folder, "pantstack_module", name or "module", fields, is_named=bool(name))

    def declare_facade(self, facade: ProposedFacade) -> str:
        """Add a facade, or turn what owns its files into one.

        Returns:
            Why neither can be done safely, with what to do by hand; empty if it is done.
        """
        for folder in self._above(facade):
            broken = self.broken(folder)
            if broken is not None:
                return f"line {broken.error} of {broken.path} is not Python, so its owner is unknown: fix that first"
        owners: list[tuple[BuildFile, Call]] = []
        for build, call in self._over(facade):
            why = self._doubt(build, call, facade)
            if why:
                return f"{why}, so its facade is left to you: {_by_hand(facade)}"
            if owns_python(call) and any(owns(build, call, path) for path in facade.files):
                owners.append((build, call))
        try:
            given = self._take(owners, facade) if owners else ()
        except _UnsafeError as error:
            spots = " and ".join(f"`{call.kind}` at {build.path}:{call.line}" for build, call in owners)
            verb = "owns" if len(owners) == 1 else "own"
            return f"{spots} {verb} it{error}, so its facade is left to you: {_by_hand(facade)}"
        for build, call in self._over(facade):
            if default_keys(call):
                self._drafts[build.path] = self._draft(build).share_defaults(call)
        if given is not None:
            sources = [("sources", render.string_list(facade.sources))] if facade.sources else []
            self._append(facade.directory, "public_facade", "public", [*sources, *given])
        return ""

    def _draft(self, build: BuildFile) -> Draft:
        return self._drafts.get(build.path, Draft(build, build))

    def _above(self, facade: ProposedFacade) -> Sequence[str]:
        """Return the directories whose BUILD files may own a facade's files."""
        return sorted({folder for path in facade.files for folder in parents(path)} | {facade.directory})

    def _over(self, facade: ProposedFacade) -> Iterator[tuple[BuildFile, Call]]:
        """Yield every call in the BUILD files that may own a facade's files."""
        for folder in self._above(facade):
            for build in self.at(folder):
                for call in build.calls:
                    yield build, call

    def _doubt(self, build: BuildFile, call: Call, facade: ProposedFacade) -> str:
        """Return why a call leaves the owner of files, or their fields, unknown; empty if it does not."""
        spot = f"`{call.kind}` at {build.path}:{call.line}"
        if default_keys(call) is None:
            return f"{spot} gives fields to python_sources that a public_facade would lack"
        if is_unknown(call) and any(build.directory == parent(path) for path in facade.files):
            return f"{spot} may own it"
        if is_unknown(call) and any(owns(build, call, path) for path in facade.files):
            return f"{spot} owns it"
        if owns_python(call) and sources(call) is None:
            return f"only running {build.path} reveals what {spot} owns"
        return ""

    def _take(
        self, owners: Sequence[tuple[BuildFile, Call]], facade: ProposedFacade
    ) -> Optional[Sequence[tuple[str, str]]]:
        """Take a facade's files from their owner.

        Returns:
            The fields that the facade has to have as well; None if the owner became the facade.

        Raises:
            _UnsafeError: where the owner has to keep them.
        """
        build, call = owners[0]
        if len(owners) > 1 or call.kind != "python_sources":
            raise _UnsafeError
        owned = {path for path in self._files if below(build.directory, path) and owns(build, call, path)}
        draft = self._draft(build)
        if owned == set(facade.files) and build.directory == facade.directory:
            self._keep(draft.rename(call))
            return None
        self._check_takeover(build, call, facade)
        files = [relative(build.directory, path) for path in self._files if below(build.directory, path)]
        self._keep(draft.exclude(call, [f"!{glob}" for glob in _globs(build, facade)], files))
        return [(name, text_of(value)) for name, value in call.fields.items() if name not in _OWN]

    def _check_takeover(self, build: BuildFile, call: Call, facade: ProposedFacade) -> None:
        user = self._user(build, call, facade)
        if user is not None:
            raise _UnsafeError(f" and {user} needs that target as it is")
        globs = overridden(call)
        if globs is None or any(matches(globs, relative(build.directory, path)) for path in facade.files):
            raise _UnsafeError(" with overrides")
        if build.directory != facade.directory and _RELATIVE.search(text_of(call.fields.get("dependencies"))):
            raise _UnsafeError(" with dependencies that are relative to its directory")

    def _keep(self, draft: Optional[Draft]) -> None:
        if draft is None:
            raise _UnsafeError(" in a way that only running it reveals")
        self._drafts[draft.before.path] = draft

    def _user(self, owner: BuildFile, call: Call, facade: ProposedFacade) -> Optional[str]:
        """Find the first BUILD file that names a target, or a file of it that a facade takes away."""
        default = owner.directory.rpartition("/")[2]
        own = call.name or default
        addresses = {f"{owner.directory}:{own}", *([owner.directory] if own == default else []), *facade.files}
        users = {self._users.get(address) for address in (*addresses, *(f"{path}:*" for path in facade.files))}
        return min((user for user in users if user is not None), default=None)

    @cached_property
    def _users(self) -> dict[str, str]:
        """The first BUILD file that names an address; of a generated target also its file, as `file:*`."""
        users: dict[str, str] = {}
        for build in self.builds.values():
            for text in build.strings:
                address = re.split("[@#]", text.lstrip("!"))[0]
                if address.startswith(":"):
                    address = f"{build.directory}{address}"
                elif address.startswith("./"):
                    address = joined(build.directory, address[2:])
                address = address.removeprefix("//")
                users.setdefault(address, build.path)
                users.setdefault(f"{address.rpartition(':')[0]}:*", build.path)
        return users

    def _append(
        self, folder: str, kind: str, fallback: str, arguments: Sequence[tuple[str, str]], *, is_named: bool = False
    ) -> None:
        name = self._name(folder, fallback, is_named=is_named)
        named = [("name", render.literal(name))] if name else []
        path = self._path(folder)
        draft = self._draft(self.builds.get(path, BuildFile(path, "")))
        self._drafts[path] = draft.append(render.call(kind, [*named, *arguments]))

    def _name(self, folder: str, fallback: str, *, is_named: bool) -> str:
        """Choose a free name for a target; empty where the directory's own is free, unless it is to have one."""
        default = folder.rpartition("/")[2]
        if folder not in self._names:
            calls = [call for build in self.at(folder) for call in build.calls if not call.kind.startswith("_")]
            self._names[folder] = {call.name or default for call in calls}
        taken = self._names[folder]
        numbered = (f"{fallback}_{count}" for count in range(2, len(taken) + 3))
        candidates: tuple[str, ...] = (*(() if is_named else ("",)), fallback, *numbered)
        name = next(candidate for candidate in candidates if (candidate or default) not in taken)
        taken.add(name or default)
        return name

    def _path(self, folder: str) -> str:
        """Choose the BUILD file of a directory to write to."""
        there = [build.path for build in self.at(folder)]
        if there:
            return there[0]
        blocked = joined(folder, "build").lower() in self._folders
        return joined(folder, "BUILD.pants" if blocked else "BUILD")


def _globs(build: BuildFile, facade: ProposedFacade) -> Sequence[str]:
    """Return a facade's globs as they are written in the BUILD file of a directory above."""
    globs = [glob for glob in facade.sources if not glob.startswith("!")]
    if not globs:
        suffixes = sorted({path.rpartition(".")[2] for path in facade.files})
        globs = [f"*.{suffix}" for suffix in suffixes]
    return [relative(build.directory, joined(facade.directory, glob)) for glob in globs]


def _by_hand(facade: ProposedFacade) -> str:
    sources = f"sources={render.string_list(facade.sources)}" if facade.sources else ""
    return (
        f"declare public_facade({sources}) in {facade.directory}/BUILD, let no other target own these files, "
        "and name the facade where that target was named"
    )
