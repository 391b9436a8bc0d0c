"""Lets a new module share a resolve with others, instead of having its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Optional

from pantstack.base.errors import UserError
from pantstack.buildfiles.parse import BuildFile, Call
from pantstack.scaffold import resolves_toml, write_plan
from pantstack.scaffold.model import Answers, EditedFile, RenderedFile
from pantstack.scaffold.render import REQUIREMENTS
from pantstack.text.counting import listed

BUILD: Final = f"{REQUIREMENTS}BUILD"
# The name of a distribution at the beginning of a requirement.
_DISTRIBUTION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def paths(given: Answers) -> tuple[str, ...]:
    """Return the files that have to be known."""
    return (write_plan.SETTINGS, BUILD, requirements(given.resolve), lockfile(given.resolve))


def requirements(resolve: str) -> str:
    """Return the path of the requirements of a shared resolve."""
    return f"{REQUIREMENTS}{_source(resolve)}"


def lockfile(resolve: str) -> str:
    """Return the path of the lockfile of a shared resolve."""
    return f"{REQUIREMENTS}lockfiles/{resolve}.lock"


def call_of(build: BuildFile, resolve: str) -> Optional[Call]:
    """Find the call that declares the requirements of a shared resolve."""
    calls = (call for call in build.calls if call.kind == "python_requirements" and call.name == resolve)
    return next(calls, None)


def share(
    given: Answers, kinds: Sequence[str], own: Iterable[RenderedFile], texts: Mapping[str, str]
) -> tuple[tuple[RenderedFile, ...], tuple[EditedFile, ...]]:
    """Make the files of a shared resolve if it is not there, and edit those that have to know who shares it.

    A new one gets the requirements and the lockfile of the template's last kind, which has all.

    Args:
        kinds: of the resolves of the template.
        own: the files of the module if it had resolves of its own.
        texts: those of `paths` that exist.

    Raises:
        UserError: if the resolve lacks what the module needs, or pants.toml cannot be edited.
    """
    toml = texts[write_plan.SETTINGS]
    theirs = {file.path: file.text for file in own if file.path.startswith(REQUIREMENTS)}
    needed = _lines(text for path, text in theirs.items() if path.endswith(".txt"))
    files, edited = list[RenderedFile](), list[EditedFile]()
    if resolves_toml.has(toml, given.resolve):
        _check(given, needed, texts)
    else:
        lock = theirs.get(f"{REQUIREMENTS}lockfiles/{given.name}_{kinds[-1]}.lock", "")
        files.append(RenderedFile(requirements(given.resolve), "".join(f"{line}\n" for line in needed)))
        files.append(RenderedFile(lockfile(given.resolve), lock))
        before = texts.get(BUILD, "")
        resolve = given.resolve
        call = f'python_requirements(name="{resolve}", source="{_source(resolve)}", resolve="{resolve}")\n'
        reason = f"it has the requirements of {resolve}"
        edited.append(EditedFile(BUILD, f"{before}\n{call}", texts.get(BUILD), reason))
    after = resolves_toml.with_shared(toml, given.name, given.resolve, lockfile(given.resolve))
    if after != toml:
        edited.append(EditedFile(write_plan.SETTINGS, after, toml, "its resolve"))
    return tuple(sorted(files)), tuple(edited)


def _check(given: Answers, needed: Sequence[str], texts: Mapping[str, str]) -> None:
    """Refuse a resolve whose requirements nobody finds, or that lacks some of them."""
    build = BuildFile(BUILD, texts.get(BUILD, ""))
    path = requirements(given.resolve)
    if call_of(build, given.resolve) is None or path not in texts:
        raise UserError(
            f"The requirements of the resolve `{given.resolve}` are not where a module looks for them; nothing was"
            " written.",
            f'Write them to {path}, and python_requirements(name="{given.resolve}", source="{_source(given.resolve)}",'
            f' resolve="{given.resolve}") to {BUILD}.',
        )
    there = {_distribution(line) for line in _lines([texts[path]])}
    missing = [line for line in needed if _distribution(line) not in there]
    if missing:
        quoted = listed([f"`{line}`" for line in missing])
        raise UserError(
            f"The resolve `{given.resolve}` lacks {quoted}; nothing was written.",
            f"Add them to {path}, then run: ./pants generate-lockfiles --resolve={given.resolve}",
        )


def _lines(texts: Iterable[str]) -> list[str]:
    """Collect requirements, each distribution once."""
    lines = (line.partition(" #")[0].strip() for text in texts for line in text.splitlines())
    found = {_distribution(line): line for line in lines if _DISTRIBUTION.match(line)}
    return [line for _, line in sorted(found.items())]


def _distribution(line: str) -> str:
    name = _DISTRIBUTION.match(line)
    return re.sub(r"[._-]+", "-", name.group()).lower() if name else ""


def _source(resolve: str) -> str:
    return f"requirements-{resolve}.txt"
