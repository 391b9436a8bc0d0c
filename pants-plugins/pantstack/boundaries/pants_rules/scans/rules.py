"""The rule that scans files; Pants remembers its result until one of them changes."""

from __future__ import annotations

from dataclasses import dataclass

from pants.engine.rules import rule

from pantstack.boundaries.policy import other_form
from pantstack.boundaries.scanner.model import FileScan
from pantstack.boundaries.scanner.scan import scan
from pantstack.pants_port import files


@dataclass(frozen=True)
class ScanRequest:
    """A request for the scans of all files that match.

    Attributes:
        roots: the first segments of the dotted names of all modules.
        string_readers: what the repository adds to the functions and names that read a string as an import.
    """

    globs: tuple[str, ...]
    roots: tuple[str, ...]
    string_readers: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScanResult:
    """Scans, sorted by path."""

    files: tuple[FileScan, ...]


@rule(desc="Scan imports")
async def scan_files(request: ScanRequest) -> ScanResult:
    """Scan the files of one module, so that an edit scans one module again."""
    (files_read,) = await files.read((request.globs,))
    roots = frozenset(request.roots)
    return ScanResult(tuple(scan(file.path, file.content, roots, request.string_readers) for file in files_read))


@dataclass(frozen=True)
class OtherFormsRequest:
    """A request for the files that may be Python and are not scanned."""


@dataclass(frozen=True)
class OtherForms:
    """Paths, sorted."""

    paths: tuple[str, ...]


@rule(desc="List Python in other forms")
async def list_other_forms(request: OtherFormsRequest) -> OtherForms:  # noqa: ARG001  rules are chosen by the type of the request
    """List them in a rule of its own: whatever else is new in the repository, what builds on it runs no second time."""
    (paths,) = await files.paths((("**/*",),))
    return OtherForms(tuple(path for path in paths if other_form.may_be(path)))
