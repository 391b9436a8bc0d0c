"""Reads what each tool prints: which files import what they may not."""

from __future__ import annotations

import json
import re

from benchmarks.checker.tools.model import Found
from benchmarks.checker.trees.model import Manifest

# Of the checks of Pantstack, the one that the rivals have as well.
CODE = "private-import"
_IMPORTLINTER = re.compile(r"^- *(\S+)\s+->\s+(\S+)\s+\(l\.(\d+)", re.MULTILINE)
_PYTESTARCH = re.compile(r'"([\w.]+)" is imported by "([\w.]+)"')


def pantstack(text: str, _: Manifest) -> Found:
    """Read the JSON of `pantstack check`: of its findings those that rivals can have."""
    findings = json.loads(text)["findings"]
    return frozenset((each["path"], each["line"]) for each in findings if each["code"] == CODE)


def tach(text: str, _: Manifest) -> Found:
    """Read the JSON of `tach check`."""
    located = (each["Located"] for each in json.loads(text))
    return frozenset((each["file_path"], each["line_number"]) for each in located)


def importlinter(text: str, manifest: Manifest) -> Found:
    """Read the text of `lint-imports`, which names modules and lines."""
    files = _files(manifest)
    return frozenset((files.get(importer, importer), int(line)) for importer, _, line in _IMPORTLINTER.findall(text))


def deply(text: str, _: Manifest) -> Found:
    """Read the JSON of `deply analyze`: some for each violation, with files beside the imported one as well."""
    return frozenset((each["file"], None) for each in json.loads(text)["violations"])


def pytestarch(text: str, manifest: Manifest) -> Found:
    """Read what the rules of PyTestArch print, which names modules."""
    files = _files(manifest)
    return frozenset((files.get(importer, importer), imported) for imported, importer in _PYTESTARCH.findall(text))


def ruff_graph(text: str, manifest: Manifest) -> Found:
    """Decide on the graph of `ruff analyze graph`, which has no rules of its own."""
    owners = {module.path: module.private for module in manifest.modules}
    found = set()
    for path, imported in json.loads(text).items():
        for other in imported:
            dotted = _dotted(other)
            owner = next((each for each in _parents(other) if each in owners), None)
            if owner is None or path.startswith(f"{owner}/"):
                continue
            if any(f"{dotted}.".startswith(f"{private}.") for private in owners[owner]):
                found.add((path, dotted))
    return frozenset(found)


def _parents(path: str) -> list[str]:
    """The folders around a file, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _files(manifest: Manifest) -> dict[str, str]:
    """The planted files by their dotted names."""
    return {_dotted(each.path): each.path for each in manifest.planted}


def _dotted(path: str) -> str:
    return path[: -len(".py")].replace("/", ".").replace(".__init__", "")
