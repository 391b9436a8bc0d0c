"""What a repository declares: its options, BUILD files and lockfiles, read again only where one of them has changed."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from pantstack.base.errors import UserError
from pantstack.base.stamps import UNCERTAIN, Stamp
from pantstack.boundaries.run.facts import Gathering
from pantstack.boundaries.run.options import Destination, RunOptions
from pantstack.command_line.pickled import pickled, unpickled
from pantstack.command_line.places import deciding
from pantstack.declarations.module_resolves import Kinds
from pantstack.standalone import gather, settings
from pantstack.standalone.files.ignored import Ignored
from pantstack.standalone.files.repository import RepositoryFiles
from pantstack.standalone.files.stamps import stamp
from pantstack.standalone.files.walk import Folder, Listing, walk
from pantstack.standalone.options.pants_options import PantsOptions
from pantstack.text.escaping import escape


@dataclass(frozen=True, eq=False)
class Declared:
    """What is declared.

    Attributes:
        baseline: the content of its file; None where there is none.
        toml: the text of pants.toml.
        paths: of all files, sorted.
        stamps: of all files that were read, by path, relative to the root or absolute.
        notes: what cannot be known without Pants.
    """

    run: RunOptions
    destination: Destination
    gathering: Gathering
    baseline: Optional[bytes]
    toml: str
    paths: Sequence[str]
    stamps: Mapping[str, Optional[Stamp]]
    notes: tuple[str, ...] = ()


class DeclaredRepository:
    """The files of a repository that declare something.

    Attributes:
        listing: its folders.
        ignored: what Pants does not see.
        last: what was read last; None where that was not possible.
        settings: the options of the last run, the default ones before there was any.
    """

    def __init__(self, root: str, flags: Mapping[tuple[str, str], Any], environment: Mapping[str, str]) -> None:
        self._root, self._flags, self._environment = root, flags, environment
        self.listing = Listing()
        self._listed = 0
        self._patterns: tuple[str, ...] = ()
        self.ignored = Ignored(())
        self._overlays: dict[str, bytes] = {}
        self._unsaved: set[str] = set()
        self.last: Optional[Declared] = None
        self._kept: tuple[Optional[Declared], bytes] = None, b""
        self.settings = (RunOptions(), Destination())

    def read(self, overlays: Mapping[str, bytes]) -> Declared:
        """Read what is declared.

        Raises:
            UserError: if options cannot be read.
            UserErrors: if BUILD files or folders cannot be read.
        """
        seen = self._seen(overlays)
        last, before, held = self.last, self.listing, self._overlays
        others = {} if last is None else _declaring(seen, last.stamps)
        if last is not None and others == held and all(self._is(path, known) for path, known in last.stamps.items()):
            self._list()
            if self.listing.has_same_files(before) and set(seen).difference(self.listing.files) == self._unsaved:
                return last
        self.last = None
        options = PantsOptions(self._root, self._environment, self._flags)
        run, to = settings.run_options(options), settings.destination(options)
        self.settings = run, to
        chosen = settings.file_settings(options, self._root, self._environment)
        ignoring = {path: stamp(path) for path in settings.ignore_files(self._root, self._environment)}
        self._patterns, before = chosen.ignored, self.listing if chosen.ignored == self._patterns else Listing()
        self.listing, self.ignored = before, Ignored(chosen.ignored)
        self._list()
        files = RepositoryFiles(self._root, self.listing, self._seen(overlays))
        kinds = self._kinds(options, files)
        gathering = gather.gather(gather.Sources(files, options, chosen, run, kinds))
        baseline = files.read(run.baseline)
        stamps = {**options.stamps, **ignoring, **files.stamps}
        notes = tuple(_notes(gathering))
        self._overlays = _declaring(files.overlays, stamps)
        self._unsaved = set(files.overlays).difference(self.listing.files)
        self.last = Declared(run, to, gathering, baseline, options.toml, files.paths.all, stamps, notes)
        return self.last

    def dump(self) -> tuple[Any, ...]:
        """Return what is known of folders, and what was read last, for another run."""
        folders = {path: tuple(each) for path, each in self.listing.folders.items()}
        last = None if self._overlays or self._unsaved else self.last
        kept = self._kept[1] if last is self._kept[0] else pickled((last, self.settings))
        return self._patterns, self._listed, folders, self._key(), kept

    def load(self, dumped: tuple[Any, ...]) -> None:
        """Know again what was known: folders that have changed since are listed anew, and what is read is looked at."""
        self._patterns, self._listed, folders, key, kept = dumped
        self.listing = Listing({path: Folder(*each) for path, each in folders.items()})
        known = unpickled(kept) if key == self._key() else None
        if known is not None:
            self.last, self.settings = known
            self._kept = self.last, kept
            self.ignored = Ignored(self._patterns)

    def _key(self) -> str:
        """Return what decides what the same files mean."""
        return repr((sorted(self._flags.items()), deciding(self._environment)))

    def _seen(self, overlays: Mapping[str, bytes]) -> dict[str, bytes]:
        """Leave out what Pants does not see."""
        return {path: content for path, content in overlays.items() if not self.ignored.has_or_folder(path)}

    def _list(self) -> None:
        now = time.time_ns()
        self.listing = walk(self._root, self.ignored, self.listing, self._listed)
        self._listed = now

    def _is(self, path: str, known: Optional[Stamp]) -> bool:
        return known != UNCERTAIN and stamp(path if path.startswith("/") else f"{self._root}/{path}") == known

    def _kinds(self, options: PantsOptions, files: RepositoryFiles) -> Kinds:
        """Return the kinds of resolves of each template."""
        if not options.table("python", "resolves"):
            return ()
        # Few repositories without Pants have resolves.
        from pantstack.scaffold import load_templates  # noqa: PLC0415

        folder = options.text("new-module", "templates_folder", load_templates.OWN)
        for path in files.paths.matching((f"{folder.strip('/')}/*/template.toml",)):
            files.watch(path)
        try:
            folders = load_templates.folders(self._root, folder)
            return load_templates.resolve_kinds(
                folders if Path(self._root, folder).is_dir() else load_templates.SHIPPED
            )
        except UserError:
            return load_templates.resolve_kinds()


def _declaring(overlays: Mapping[str, bytes], stamps: Mapping[str, Optional[Stamp]]) -> dict[str, bytes]:
    """Return the overlays that declarations depend on: Python files only where a facade with a lock had them read."""
    return {path: content for path, content in overlays.items() if path in stamps or not path.endswith((".py", ".pyi"))}


def _notes(gathering: Gathering) -> list[str]:
    """Say what cannot be known without Pants."""
    notes = []
    if gathering.gathered is not None and not gathering.gathered.catalog.modules:
        notes.append("No BUILD file declares a pantstack_module, so there is nothing that a finding could be about.")
    if gathering.unread:
        names = ", ".join(map(escape, gathering.unread))
        notes.append(
            f"Only Pants can read the requirements of these resolves, so their lockfiles count for nothing: {names}."
        )
    if gathering.kinds:
        names = ", ".join(map(escape, gathering.kinds))
        notes.append(f"Only Pants knows which files targets of these kinds own: {names}.")
    return notes
