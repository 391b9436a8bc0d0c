"""Reads Pants' visibility rules: `__dependencies_rules__` and `__dependents_rules__` of BUILD files.

Rules decide about files, declarations about modules: each directory with rules, and each that rules name, becomes a
module, and its files are looked at one by one.

| Pants | becomes | not carried over |
|---|---|---|
| files that `__dependents_rules__` let everybody use | `public` | |
| files that they let everybody but some use | `public`; `cannot_depend_on` of those | single files of a module |
| files that they let some directories use | `public`, `consumers`, a module for each | another list for other files |
| files that nobody outside may use | private | |
| `__dependencies_rules__` that end with `!*` | `depends_on`, as far as they are used | single files of a module |
| `__dependencies_rules__` that allow the rest | `cannot_depend_on` of what they deny | single files of a module |
| selectors by type and path, `extend=True`, inherited rules | the files that they match | |
| selectors and rules by `tags` and `name`, macros | | the whole call |
| `?` | | it is allowed, without a warning |
| rules at the root of the repository | inherited | the root is no module |
| rules about requirements (`3rdparty#...`) | | other distributions are not checked here |
"""

from __future__ import annotations

from typing import Optional

from pantstack.adopt.sources.model import ForeignDeclarations, ForeignFiles, Note
from pantstack.adopt.sources.owned_files import without_empty
from pantstack.adopt.sources.pants_visibility.modules import Modules
from pantstack.adopt.sources.pants_visibility.rule_sets import Rules, UnreadableError, read_call
from pantstack.base.errors import UserError
from pantstack.base.locations import SourceLocation
from pantstack.buildfiles.globs import ALL_BUILD_FILES, is_build_file
from pantstack.buildfiles.parse import BuildFile

TOOL = "pants-visibility"
READS = ALL_BUILD_FILES
_CALLS = ("__dependencies_rules__", "__dependents_rules__")


def read(files: ForeignFiles) -> Optional[ForeignDeclarations]:
    """Read the visibility rules of a repository; None where there are none.

    Raises:
        UserError: if a BUILD file with rules is not Python.
    """
    found: dict[str, dict[str, Rules]] = {kind: {} for kind in _CALLS}
    notes: list[Note] = []
    first = ""
    for path in sorted(files.texts):
        if not is_build_file(path) or not any(kind in files.texts[path] for kind in _CALLS):
            continue
        build = BuildFile(path, files.texts[path])
        if build.error is not None:
            raise UserError("This BUILD file cannot be read.", "Correct it there.", SourceLocation(path, build.error))
        for call in build.calls:
            if call.kind in _CALLS:
                first = first or path
                try:
                    found[call.kind][build.directory] = read_call(build, call)
                except UnreadableError as error:
                    text = f"This call of `{call.kind}` is not carried over: {error.why}."
                    notes.append(Note(SourceLocation(path, error.line), f"{text} Declare its modules by hand."))
    if not first:
        return None
    modules = Modules(found["__dependencies_rules__"], found["__dependents_rules__"], files.python)
    built, left_out = without_empty(modules.build(), files.python)
    return ForeignDeclarations(TOOL, first, built, notes=tuple(sorted({*notes, *modules.notes, *left_out})))
