"""The Python files of a repository, read again only where they have changed."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Callable, Optional

from pantstack.base.stamps import UNCERTAIN, Stamp, is_settled, stamp_of
from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.outline.outline import Outline, outline, risky_words
from pantstack.boundaries.scanner.scan import scan
from pantstack.boundaries.screening.conclusions import Conclusions, KeptConclusions
from pantstack.boundaries.screening.kept_outlines import KnownOutline, OutlinePiece, outline_in, outlines_of, pieces
from pantstack.boundaries.screening.kept_scans import KeptScans
from pantstack.boundaries.screening.outline_of_scan import outline_of
from pantstack.boundaries.screening.processes import map_in_processes
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.same_definitions import same_definitions
from pantstack.boundaries.screening.source_file import SourceFile, digest_of, read_stamped

# Roots and readers, outlines, files, scans of some, what was concluded: what marshal can keep.
Dumped = tuple[tuple[str, ...], tuple[str, ...], tuple[bytes, ...], tuple[Any, ...], tuple[Any, ...], tuple[Any, ...]]


class SourceTree(Mapping[str, FileScan]):
    """The scans of the files of a repository, each made when somebody wants it.

    Attributes:
        rules: by which the files were read.
        outlines: of the files whose imports are certain without parsing them.
        contents: another number after each update that found other contents.
        followed: the files whose contents somebody looked into since this snapshot was made.
        concluded: what screening concluded about the files.
        version: another number after each update that found something that may matter to anybody: an edit that leaves
            the outline of a file as it was matters only if the file was scanned.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self.rules = ReadingRules()
        self._words = risky_words()
        self._files: dict[str, SourceFile] = {}
        self._scans, self._definitions = KeptScans(), KeptScans()
        self._overlays: dict[str, bytes] = {}
        # What somebody knew the scans of, and has changed.
        self._outdated: set[str] = set()
        self.outlines: Mapping[str, Outline] = {}
        self.followed: set[str] = set()
        self.concluded = KeptConclusions()
        self.contents = self.version = 0

    def __getitem__(self, path: str) -> FileScan:
        """Return what a file binds and exports; not what it reaches without import statements, if it has an outline."""
        self.followed.add(path)
        found = self._scans.get(path) or self._definitions.get(path)
        if found is None:
            outline = outline_in(path, self._files[path].outline)
            if outline is None or outline.loads:
                return self.whole(path)
            found = self._scan_into(self._definitions, path, whole=False)
        return found

    def whole(self, path: str) -> FileScan:
        """Return everything about a file."""
        return self._scans.get(path) or self._scan_into(self._scans, path, whole=True)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def update(
        self,
        paths: Iterable[str],
        rules: ReadingRules,
        overlays: Optional[Mapping[str, bytes]] = None,
        processes: int = 1,
    ) -> bool:
        """Read what is new or has changed.

        Args:
            paths: of all Python files; what cannot be read is left out.
            overlays: contents that count in the place of those of files.
            processes: how many may read a repository that is not known at all; more than one only where nothing else
                runs in this one.

        Returns:
            Whether anything that matters is another than before.
        """
        if rules != self.rules:
            self.rules, self._words = rules, risky_words(rules.string_readers)
            self._files, self._scans, self._definitions = {}, KeptScans(), KeptScans()
        overlays = overlays or {}
        before, after, self._outdated = self._files, dict[str, SourceFile](), set()
        paths, changed, matters = tuple(paths), False, False
        new = {} if before or overlays or processes == 1 else self._read_all(paths, processes)
        for path in paths:
            known = before.get(path)
            file = new[path] if path in new else self._read(path, known, overlays.get(path))
            if file is None:
                continue
            after[path] = file
            if file is not known and (known is None or known.digest != file.digest):
                changed = True
                matters = (
                    matters or known is None or path in self._outdated or _is_other(path, known.outline, file.outline)
                )
        self._overlays = dict(overlays)
        self._words.forget()
        return self._replace(after, changed=changed, matters=matters)

    def _replace(self, files: dict[str, SourceFile], *, changed: bool, matters: bool) -> bool:
        """Take other files for those before; return whether that matters."""
        before, self._files = self._files, files
        is_listed_anew = before.keys() != files.keys()
        self.contents += changed or is_listed_anew
        if not (matters or is_listed_anew):
            return False
        for path in before.keys() - files.keys():
            self._forget(path)
        self.outlines = outlines_of({path: file.outline for path, file in files.items()})
        self.version += 1
        return True

    def stamps(self) -> dict[str, Stamp]:
        """Return by what each file is recognized, by path."""
        return {path: file.stamp for path, file in self._files.items()}

    def digests(self) -> dict[str, bytes]:
        """Return what stands for the contents of each file, by path."""
        return {path: file.digest for path, file in self._files.items()}

    def has_same_definitions(self, path: str, digest: bytes) -> bool:
        """Return whether a file certainly binds and exports what it did with the contents of a digest."""
        former, outline = self._definitions.former(path, digest), outline_in(path, self._files[path].outline)
        if former is None or outline is None or outline.loads:
            return False
        now = self._definitions.get(path) or self._scan_into(self._definitions, path, whole=False)
        return same_definitions(former, now)

    def conclude(self, conclusions: Conclusions) -> None:
        """Keep what was concluded from the files as they are."""
        self.concluded.last = conclusions
        self._definitions.settle()

    def dump(self, keep: Callable[[FileScan], bytes]) -> Dumped:
        """Return what is known of the files as plain tuples, without what is not on the disk.

        Args:
            keep: makes bytes of a scan.
        """
        kept = {path: file for path, file in self._files.items() if path not in self._overlays}
        outlines, places = pieces({path: file.outline for path, file in kept.items()})
        files = tuple([(path, file.stamp, file.digest, places.get(path, -1)) for path, file in kept.items()])
        scans = tuple([each.dump(kept, keep) for each in (self._scans, self._definitions)])
        last = self.concluded.last
        concluded = last.dump(tuple(kept)) if last.digests == self.digests() and not self._overlays else ()
        return tuple(sorted(self.rules.roots)), self.rules.string_readers, outlines, files, scans, concluded

    def load(self, dumped: Dumped, restore: Callable[[bytes], Optional[FileScan]]) -> None:
        """Know again what was known: the next update reads what has changed since.

        Args:
            restore: makes the scan of bytes again; None where that is not possible.
        """
        roots, string_readers, outlines, files, scans, concluded = dumped
        self.rules, self._words = ReadingRules(frozenset(roots), tuple(string_readers)), risky_words(string_readers)
        # Without an outline, the number is that of the last one.
        known = [*map(OutlinePiece, outlines), None]
        self._files = {path: SourceFile(stamp, digest, known[number]) for path, stamp, digest, number in files}
        self._overlays = {}
        self._scans, self._definitions = (KeptScans(dict(kept), restore) for kept in scans)
        self.concluded.last = Conclusions.load(concluded, self.digests()) if concluded else Conclusions()
        self.outlines = outlines_of({path: file.outline for path, file in self._files.items()})
        self.version += 1

    def snapshot(self) -> SourceTree:
        """Return it as it is now: another update leaves that alone."""
        copied = copy.copy(self)
        copied.followed = set()
        return copied

    def _read_all(self, paths: Sequence[str], processes: int) -> dict[str, Optional[SourceFile]]:
        """Read files of which nothing is known."""
        read = map_in_processes(self._read_plain, paths, processes)
        return {path: None if file is None else SourceFile.of(*file) for path, file in zip(paths, read)}

    def _read_plain(self, path: str) -> Optional[tuple[Any, ...]]:
        file = self._read(path, None, None)
        return None if file is None else file.plain()

    def _read(self, path: str, known: Optional[SourceFile], overlay: Optional[bytes]) -> Optional[SourceFile]:
        """Read a file, unless it is known as it is; None where it cannot be read."""
        if overlay is not None:
            return self._known_as(path, known, UNCERTAIN, overlay)
        place = f"{self._root}/{path}"
        try:
            if known is not None and known.stamp == stamp_of(os.stat(place)):  # noqa: PTH116  as below
                return known
            now = time.time_ns()
            stamp, content = read_stamped(place)
        except OSError:
            return None
        certain = is_settled(stamp, now) and stamp[0] == len(content)
        return self._known_as(path, known, stamp if certain else UNCERTAIN, content)

    def _known_as(self, path: str, known: Optional[SourceFile], stamp: Stamp, content: bytes) -> SourceFile:
        digest = digest_of(content)
        if known is not None and known.digest == digest:
            return known if known.stamp == stamp else SourceFile(stamp, digest, known.outline)
        self._forget(path)
        read = outline(path, content, self.rules.roots, self._words)
        if read is None:
            found = self._scan(path, content)
            self._scans.add(path, found)
            read = outline_of(found)
        return SourceFile(stamp, digest, read)

    def _content(self, path: str) -> bytes:
        overlay = self._overlays.get(path)
        return read_stamped(f"{self._root}/{path}")[1] if overlay is None else overlay

    def _forget(self, path: str) -> None:
        if path in self._scans or path in self._definitions:
            self._outdated.add(path)
        self._scans.forget(path)
        self._definitions.outdate(path, self._files[path].digest if path in self._files else b"")

    def _scan_into(self, scans: KeptScans, path: str, *, whole: bool) -> FileScan:
        content = self._content(path)
        found = self._scan(path, content, whole=whole)
        # Where it was written to after it was read, the next update reads it again.
        scans.add(path, found, lasting=digest_of(content) == self._files[path].digest)
        return found

    def _scan(self, path: str, content: bytes, *, whole: bool = True) -> FileScan:
        return scan(path, content, self.rules.roots, self.rules.string_readers, whole=whole)


def _is_other(path: str, before: KnownOutline, after: KnownOutline) -> bool:
    """Return whether a file that was read again may mean something else."""
    return after is None or outline_in(path, before) != outline_in(path, after)
