"""What `pants adopt` and `pantstack init` print."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pantstack.adopt.model import Changes
from pantstack.text import diffs
from pantstack.text.counting import count


def proposed(changes: Changes, existing: Mapping[str, str], summarized: Collection[str] = ()) -> str:
    """Show what would be written: a diff, and a list of what nobody has to read line by line.

    Args:
        existing: the texts of the files that are there, by path.
        summarized: paths that are only listed, beside what is taken over.
    """
    listed = {*changes.copies, *summarized}
    shown = (
        diffs.unified(path, existing.get(path), text)
        for path, text in sorted(changes.texts.items())
        if path not in listed
    )
    return "".join((*shown, *_listed(changes, existing, listed & set(changes.texts))))


def written(changes: Changes, existing: Mapping[str, str], pants: str) -> str:
    """Show what was written, and what to run next; `pants` is how Pants was started."""
    files = [_line(changes, existing, path) for path in sorted(changes.texts)]
    steps = [f"  {pants} {step}\n" for step in changes.next_steps]
    return "".join(("Wrote:\n", *files, *(["Next:\n"] if steps else []), *steps))


def notes(changes: Changes) -> str:
    """Show what the user should know."""
    return "".join(f"{note}\n" for note in changes.notes)


def _listed(changes: Changes, existing: Mapping[str, str], paths: Collection[str]) -> Iterator[str]:
    if paths:
        yield f"And {count(len(paths), 'file')}:\n"
    for path in sorted(paths):
        yield _line(changes, existing, path)


def _line(changes: Changes, existing: Mapping[str, str], path: str) -> str:
    lines = count(changes.texts[path].count("\n"), "line")
    return f"  {path} ({'changed' if path in existing else 'new'}, {lines})\n"
