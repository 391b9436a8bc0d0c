"""Choose what a module makes public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from pantstack.boundaries.adoption import naming
from pantstack.boundaries.adoption.model import ProposedFacade, ResolvedImport
from pantstack.buildfiles.globs import PYTHON, below, matches, parent, parents, relative

# For a directory with others below it: what is a test stays out of the facade.
_DEEP = ("**/*.py", "!**/test_*.py", "!**/*_test.py", "!**/tests.py", "!**/conftest.py", "!**/tests/**")
_DEEP_STUBS = (_DEEP[0], "**/*.pyi", *_DEEP[1:])
# A whole directory is not a facade if it has more than this share of the module's code.
_LARGEST_SHARE = 1 / 3
# The share of users that makes one file the facade even of a library.
_LIBRARY_SHARE = 0.9


@dataclass(frozen=True)
class _Candidate:
    """A file, or a directory.

    Attributes:
        path: of the directory; of a file without its suffix.
        users: the files outside of the module that use it.
    """

    path: str
    files: tuple[str, ...]
    users: frozenset[str]
    folder: bool = False

    @property
    def name(self) -> str:
        """The last name of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class _Contents:
    """What is in a module, and what is used of it."""

    module: str
    code: tuple[str, ...]
    uses: tuple[ResolvedImport, ...]
    owning: frozenset[str]
    listing: frozenset[str]

    def lists(self, candidate: _Candidate) -> bool:
        """Return whether a file, or the `__init__` file of a directory, has an `__all__`."""
        own = (path for path in candidate.files if not candidate.folder or parent(path) == candidate.path)
        return any(path in self.listing for path in own if not candidate.folder or naming.is_init(path))

    def candidates(self) -> list[_Candidate]:
        """Return every file and directory that outside imports reach and that could be the facade."""
        users: dict[str, set[str]] = defaultdict(set)
        there = frozenset(self.code)
        for use in self.uses:
            if use.reached in there and not naming.is_private(relative(self.module, use.reached)):
                users[use.reached].add(use.importer)
        stems: dict[str, list[str]] = defaultdict(list)
        for path in self.code:
            stems[path.rpartition(".")[0]].append(path)
        candidates = [_candidate(stem, files, users) for stem, files in stems.items()]
        above = {
            folder for path in users for folder in parents(path) if folder != self.module and below(self.module, folder)
        }
        candidates += [_candidate(folder, self.public_files(folder), users, folder=True) for folder in sorted(above)]
        return [candidate for candidate in candidates if candidate.users]

    def public_files(self, folder: str) -> Sequence[str]:
        """Return what a directory makes public as a facade; it ends where another BUILD file owns Python files."""
        flat = any(other != folder and below(folder, other) for other in self.owning)
        return [path for path in self.code if below(folder, path) and (not flat or parent(path) == folder)]

    def library(self) -> Optional[_Candidate]:
        """Return the whole module, where its name says that everybody uses all of it."""
        if not naming.LIBRARIES & {part.strip("_").lower() for part in self.module.split("/")[-2:]}:
            return None
        files = tuple(self.public_files(self.module))
        users = frozenset(use.importer for use in self.uses if use.reached in files)
        return _Candidate(self.module, files, users, folder=True) if users else None


def choose(
    module: str,
    owned: Sequence[str],
    uses: Iterable[ResolvedImport],
    owning: Iterable[str] = (),
    listing: Iterable[str] = (),
) -> Optional[ProposedFacade]:
    """Choose the facade that fits how a module is used.

    Args:
        uses: the imports that reach it from files outside of it, tests left out.
        owning: directories with a BUILD file that owns Python files.
        listing: files with an `__all__`.

    Returns:
        The facade; None if nothing that could be one is used.
    """
    code = tuple(path for path in owned if not naming.is_test(path))
    contents = _Contents(module, code, tuple(uses), frozenset(owning), frozenset(listing))
    candidates = contents.candidates()
    if not candidates:
        return None
    users = frozenset(use.importer for use in contents.uses)
    candidate, reason = _choose(contents, candidates, users)
    directory = candidate.path if candidate.folder else parent(candidate.path)
    sources: tuple[str, ...] = ()
    if not candidate.folder:
        sources = tuple(relative(directory, path) for path in candidate.files)
    elif any(parent(path) != directory for path in candidate.files):
        sources = _DEEP_STUBS if any(path.endswith(".pyi") for path in candidate.files) else _DEEP
    files = tuple(path for path in candidate.files if matches(sources or PYTHON, relative(directory, path)))
    return with_usage(ProposedFacade(directory, sources, files, (), 0, 0, reason), contents.uses)


def with_usage(facade: ProposedFacade, uses: Iterable[ResolvedImport]) -> ProposedFacade:
    """Add to a facade what imports from outside its module, tests left out, use of it, and how many files do."""
    uses, files = tuple(uses), frozenset(facade.files)
    taken = [use for use in uses if use.reached in files]
    return replace(
        facade,
        names=tuple(sorted({use.name for use in taken if use.name and use.name != "*"})),
        importers=len({use.importer for use in taken}),
        of=len({use.importer for use in uses}),
    )


def _candidate(path: str, files: Sequence[str], users: dict[str, set[str]], *, folder: bool = False) -> _Candidate:
    return _Candidate(path, tuple(files), frozenset(user for file in files for user in users.get(file, ())), folder)


def _choose(contents: _Contents, candidates: Sequence[_Candidate], users: frozenset[str]) -> tuple[_Candidate, str]:
    """Choose the best candidate, and say why."""
    likely = [each for each in candidates if each.name in naming.LIKELY_FACADES]
    by_name = (
        ([each for each in likely if each.name in naming.FACADES], "its name says that it is a facade"),
        ([each for each in likely if contents.lists(each)], "its name and its `__all__` say that it is a facade"),
        (
            [each for each in likely if len(each.users) * 2 >= len(users)],
            "its name suggests a facade, and most files that use the module use it",
        ),
    )
    for found, reason in by_name:
        if found:
            return min(found, key=_nearest), reason
    best = _most_used(candidates, len(contents.code) * _LARGEST_SHARE)
    if best.users == users:
        return best, "all files that use the module use it"
    library = contents.library()
    if library is not None and len(best.users) < len(library.users) * _LIBRARY_SHARE:
        return library, "its name says that the module is a library, and its users use all of it"
    if len(best.users) * 2 >= len(users):
        return best, "most files that use the module use it"
    return best, "no file or directory has most of the users: choose a better one if you know it"


def _nearest(candidate: _Candidate) -> tuple[int, bool, int, str]:
    return candidate.path.count("/"), not candidate.folder, -len(candidate.users), candidate.path


def _most_used(candidates: Sequence[_Candidate], most: float) -> _Candidate:
    """Choose the most used file; or a directory with more users, if no single file of it serves most of them."""
    users = {path: len(candidate.users) for candidate in candidates if not candidate.folder for path in candidate.files}
    fair = [
        candidate
        for candidate in candidates
        if not candidate.folder
        or (
            len(candidate.files) <= most
            and 2 * max(users.get(path, 0) for path in candidate.files) <= len(candidate.users)
        )
    ]
    return min(
        fair,
        key=lambda option: (
            -len(option.users),
            len(option.files),
            option.name != "__init__",
            option.path.count("/"),
            option.path,
        ),
    )
