"""What the repository says of its resolves, and what is wrong with where they point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Callable

from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.boundaries.locks import lockfile
from pantstack.boundaries.locks.lockfile import Lockfile


@dataclass(frozen=True)
class Required:
    """A requirement of a target.

    Attributes:
        text: as Pants writes it.
        origin: the file that it stands in: one of requirements, or a BUILD file.
        declared: the target's declaration.
    """

    resolve: str
    text: str
    origin: str
    declared: SourceLocation


@dataclass(frozen=True)
class Resolve:
    """A resolve of `[python.resolves]` whose targets require something.

    Attributes:
        path: of its lockfile.
        required: at least one.
        module: the name of the module whose resolve it is; empty if it is no module's.
    """

    name: str
    path: str
    required: tuple[Required, ...]
    lockfile: Lockfile = field(default_factory=Lockfile)
    module: str = ""

    @cached_property
    def missing(self) -> tuple[Required, ...]:
        """What is required and was not when the lockfile was made, sorted by text."""
        known = self.lockfile.generated_with
        if known is None or known >= {each.text for each in self.required}:
            return ()
        locked = set(map(lockfile.canonical, known))
        by_text = {each.text: each for each in self.required if lockfile.canonical(each.text) not in locked}
        return tuple(each for _, each in sorted(by_text.items()))

    @cached_property
    def surplus(self) -> tuple[str, ...]:
        """What the lockfile was made from and is required no more, sorted."""
        known = self.lockfile.generated_with or frozenset()
        texts = {each.text for each in self.required}
        if known <= texts:
            return ()
        required = set(map(lockfile.canonical, texts))
        return tuple(sorted(text for text in known if lockfile.canonical(text) not in required))


def gather(
    paths: Mapping[str, str],
    required: Iterable[Required],
    lockfiles: Mapping[str, Lockfile],
    owners: Mapping[str, str],
) -> tuple[Resolve, ...]:
    """Bring together what is known of resolves.

    Args:
        paths: of lockfiles, by resolve.
        lockfiles: by path.
        owners: the name of the module that a resolve belongs to.
    """
    by_resolve: dict[str, list[Required]] = {}
    for each in required:
        if each.resolve in paths:
            by_resolve.setdefault(each.resolve, []).append(each)
    return tuple(
        Resolve(name, path, tuple(by_resolve[name]), lockfiles.get(path, Lockfile()), owners.get(name, ""))
        for name, path in paths.items()
        if name in by_resolve
    )


def overwriting(
    paths: Mapping[str, str],
    sources: Iterable[str],
    texts: Mapping[str, str],
    location: Callable[[str], SourceLocation],
) -> tuple[UserError, ...]:
    """Report resolves that point at files of requirements: Pants writes a lockfile where a resolve points.

    Args:
        sources: the files that targets of requirements read.
        texts: of the files that resolves point at, as far as they may be requirements.
        location: where a path stands in `[python.resolves]`.
    """
    read = frozenset(sources)
    return tuple(
        UserError(
            f"The resolve `{name}` points at `{path}`, which has requirements: Pants would overwrite it by a lockfile.",
            f"Let it point at a lockfile, such as 3rdparty/python/lockfiles/{name}.lock.",
            location(path),
        )
        for name, path in paths.items()
        if path in read or (path in texts and not lockfile.is_one(texts[path]))
    )
