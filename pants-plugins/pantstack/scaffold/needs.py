"""What a template needs of the repository, before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.scaffold.model import Need, Template
from pantstack.text.counting import listed

# A kind of need is a key of `[needs.STAGE]` in template.toml: what one and several of it are called.
KINDS: Final = {
    "backends": ("the backend", "the backends"),
    "settings": ("the setting", "the settings"),
    "source_roots": ("the source root", "the source roots"),
    "resolves": ("the resolve", "the resolves"),
    "packages": ("the package", "the packages"),
    "macros": ("the call", "the calls"),
}
# Of `pants adopt`, each of which includes the one before it.
STAGES: Final = ("scaffold", "deploy")


def missing(template: Template, present: Mapping[str, Collection[str]]) -> Optional[UserError]:
    """Find what a template needs and the repository does not have; None if it has all of it.

    Args:
        present: names of what is there, by kind; what no template needs may be left out.
    """
    lacking = [need for need in template.needs if need.name not in present.get(need.kind, ())]
    if not lacking:
        return None
    last = max((need.stage for need in lacking), key=STAGES.index)
    return UserError(
        f"The kind {template.name} needs what this repository does not have: {_described(lacking)};"
        " nothing was written.",
        f"Add it: pants adopt --stage={last} --write",
    )


def names(template: Template, kind: str) -> tuple[str, ...]:
    """List what a template needs of a kind."""
    return tuple(dict.fromkeys(need.name for need in template.needs if need.kind == kind))


def nearest_root(path: str, roots: Iterable[str]) -> str:
    """Return the source root that a path lies in, "/" for the repository's own, "" for none.

    Args:
        roots: paths of source roots, of which the repository's own is `.`.
    """
    known = set(roots)
    parts = path.split("/")
    above = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((each for each in above if each in known), "/" if "." in known else "")


def _described(lacking: Sequence[Need]) -> str:
    groups = []
    for kind, (one, several) in KINDS.items():
        # A call is one of a file: `x()` in `y/BUILD`.
        quoted = (need.name.replace(" in ", "` in `") for need in lacking if need.kind == kind)
        of_kind = list(dict.fromkeys(f"`{name}`" for name in quoted))
        if of_kind:
            groups.append(f"{one if len(of_kind) == 1 else several} {listed(of_kind)}")
    return "; ".join(groups)
