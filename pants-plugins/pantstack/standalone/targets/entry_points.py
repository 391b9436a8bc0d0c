"""Finds the Python that targets start."""

from __future__ import annotations

from collections.abc import Iterator

from pantstack.buildfiles.evaluation.values import Declaration, Made
from pantstack.standalone.targets import kinds
from pantstack.standalone.targets.fields import Fields, texts


def entry_points(declaration: Declaration, values: Fields) -> Iterator[str]:
    """Yield the Python that a target starts, as written."""
    kind = declaration.kind
    if kind == "pex_binary" and isinstance(values.get("entry_point"), str):
        yield values["entry_point"].strip()
    if kind == kinds.BINARIES:
        yield from (each.strip() for each in texts(declaration, "entry_points", values.get("entry_points")))
    if kind in kinds.HANDLERS and isinstance(values.get("handler"), str):
        yield values["handler"]
    if kind == "python_distribution":
        yield from _scripts(values.get("entry_points"))
        provides = values.get("provides")
        if isinstance(provides, Made):
            yield from _scripts(provides.values.get("entry_points"))


def _scripts(groups: object) -> Iterator[str]:
    for group in groups.values() if isinstance(groups, dict) else ():
        yield from map(str, group.values() if isinstance(group, dict) else ())
