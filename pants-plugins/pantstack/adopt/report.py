"""What `pants adopt` and `pantstack init` print."""

from __future__ import annotations

from collections import Counter
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
    listed = {*changes.copies, *summarized} & set(changes.texts)
    shown = (
        diffs.unified(path, existing.get(path), text)
        for path, text in sorted(changes.texts.items())
        if path not in listed
    )
    rest = (f"And {count(len(listed), 'file')}:\n", *_lines(changes, existing, listed)) if listed else ()
    return "".join((*shown, *rest))


def written(changes: Changes, existing: Mapping[str, str], pants: str) -> str:
    """Show what was written, and what to run next; `pants` is how Pants was started."""
    steps = [f"  {pants} {step}\n" for step in changes.next_steps]
    return "".join(("Wrote:\n", *_lines(changes, existing, changes.texts), *(["Next:\n"] if steps else []), *steps))


def notes(changes: Changes) -> str:
    """Show what the user should know."""
    return "".join(f"{note}\n" for note in changes.notes)


def _lines(changes: Changes, existing: Mapping[str, str], paths: Collection[str]) -> Iterator[str]:
    """Yield a line for each file, and one for all that are taken over to the same folder."""
    folders = Counter(_folder(path) for path in paths if path in changes.copies)
    for path in sorted(paths):
        number = folders[_folder(path)] if path in changes.copies else 0
        if number == 0 or "/" not in path:
            lines = count(changes.texts[path].count("\n"), "line")
            yield f"  {path} ({'changed' if path in existing else 'new'}, {lines})\n"
    for folder, number in sorted(folders.items()):
        if folder:
            yield f"  {folder}/ ({count(number, 'new file')} of Pantstack's)\n"


def _folder(path: str) -> str:
    """Return the folder that a file is listed under: two levels at most."""
    return "/".join(path.split("/")[:-1][:2])
