"""Reads what Tach has declared: `tach.toml`, `[tool.tach]` of pyproject.toml, and `tach.domain.toml` files.

| Tach | becomes | not carried over |
|---|---|---|
| `[[modules]]` `path`, `paths`, globs | a module: a directory, or one file | later modules that a glob matches |
| `depends_on` | `depends_on`; left out, any module | `deprecated`: there is no warning for a use |
| `depends_on` with a glob, a lower layer | dependencies, as far as they are used | |
| `cannot_depend_on` | `cannot_depend_on` | |
| `layer`, `layers` | `layer`, `[pantstack].layers` | |
| `closed` of a layer | `cannot_depend_on` of what is behind it | later modules behind it |
| `visibility` | `consumers`; an empty list: nothing is public | |
| `utility` | `utility` | |
| `unchecked` | severities `MODULE:*` = `off`, any dependency | |
| `strict` | `public=["__init__.py"]` | |
| `[[interfaces]]` `expose` | `public`: the files whose names it exposes | single names: `__all__` says these |
| `visibility` of an interface | `consumers`, where all interfaces of a module have one | one more interface for a few |
| `exclusive`, `data_types` | | both |
| `<root>`, `root_module` | | code in no module has no declaration |
| `source_roots`, `ignore_type_checking_imports` | `[source].root_patterns`, `type_checking` | |
| `exclude` | | excluded files are checked |
| `rules.unused_ignore_directives` | the severity of `unused-suppression` | the other rules |
| `external`, `*_depend_on_external`, `plugins`, `map`, `cache` | | nothing here checks these |
"""

from __future__ import annotations

from typing import Optional

from pantstack.adopt.sources.documents import Value, parse_toml
from pantstack.adopt.sources.model import ForeignDeclarations, ForeignFiles, Note
from pantstack.adopt.sources.tach.configuration import parse_domain, parse_project
from pantstack.adopt.sources.tach.modules import declarations
from pantstack.buildfiles.globs import parent

TOOL = "tach"
_FILE = "tach.toml"
_SHARED = "pyproject.toml"
_DOMAIN = "tach.domain.toml"
READS = (f"**/{_FILE}", _SHARED, f"**/{_DOMAIN}")


def read(files: ForeignFiles) -> Optional[ForeignDeclarations]:
    """Read what Tach has declared; None where it has declared nothing.

    Raises:
        UserError: if one of its files cannot be read.
    """
    found = _project(files)
    if found is None:
        return None
    value, others = found
    project = parse_project(value, files)
    domains = [path for path in sorted(files.texts) if path.rpartition("/")[2] == _DOMAIN]
    parts = [parse_domain(parse_toml(path, files.texts[path]), project.tree) for path in domains]
    entries = (*project.entries, *(entry for part in parts for entry in part.entries))
    interfaces = (*project.interfaces, *(each for part in parts for each in part.interfaces))
    notes = (*project.notes, *(note for part in parts for note in part.notes), *others)
    return declarations(TOOL, project.with_parts(entries, interfaces, notes))


def _project(files: ForeignFiles) -> Optional[tuple[Value, list[Note]]]:
    """Find the project's configuration, as Tach does, and note every further one."""
    paths = sorted(
        (path for path in files.texts if path.rpartition("/")[2] == _FILE), key=lambda path: (path.count("/"), path)
    )
    if paths:
        value = parse_toml(paths[0], files.texts[paths[0]])
        text = f"This file was not read: only that of one project is, {paths[0]}. Declare the modules of {{}} by hand."
        places = [(parse_toml(path, files.texts[path]).location, parent(path)) for path in paths[1:]]
        return value, [Note(place, text.format(folder)) for place, folder in places]
    shared = files.texts.get(_SHARED, "")
    if "tach" not in shared:
        return None
    tool = parse_toml(_SHARED, shared).get("tool")
    own = tool.get(TOOL) if tool is not None else None
    return None if own is None else (own, [])
