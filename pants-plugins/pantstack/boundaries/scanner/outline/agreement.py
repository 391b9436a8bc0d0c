"""Compares an outline with an exact scan, for tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Optional

from pantstack.boundaries.scanner.attribute_chains import concerns
from pantstack.boundaries.scanner.model import FileScan, ImportSite
from pantstack.boundaries.scanner.outline.import_lines import Taken, read_import
from pantstack.boundaries.scanner.outline.outline import Outline, outline, risky_words
from pantstack.boundaries.scanner.scan import scan
from pantstack.boundaries.scanner.strings.readers import patches

_WORD = re.compile(r"\w+")
_Statement = tuple[str, int, Optional[str], Optional[str]]


def differences(path: str, content: bytes, roots: frozenset[str], own: tuple[str, ...] = ()) -> Optional[list[str]]:
    """Say how an outline differs from a scan: in nothing if it is right; None where it is not certain."""
    known = outline(path, content, roots, risky_words(own))
    if known is None:
        return None
    scanned = scan(path, content, roots, own)
    return [*_different_facts(path, known, scanned, roots), *_uncovered(known, scanned)]


def taken(known: Outline) -> list[Taken]:
    """All that the statements of an outline take."""
    return [each for text in known.statements for each in _taken(text)]


def _taken(text: str) -> tuple[Taken, ...]:
    read = read_import(text.encode())
    return () if read is None else read[1]


def _statement(text: str) -> Iterator[_Statement]:
    for each in _taken(text):
        if text.startswith("import "):
            yield each.module, 0, None, each.bound
        else:
            name = each.target.rpartition(".")[2] if each.bound else "*"
            yield each.module, each.level, name, each.bound or None


def _different_facts(path: str, known: Outline, scanned: FileScan, roots: frozenset[str]) -> Iterator[str]:
    """Where both read other statements, or there is more than statements."""
    sites = [site for site in scanned.imports if site.kind == "import"]
    exact: Counter[_Statement] = Counter((site.module, site.level, site.name, site.bound) for site in sites)
    cheap = Counter(each for text in known.statements for each in _statement(text))
    if scanned.error is not None:
        # What is broken may look like another statement to the parser; the outline has all its names, and no fewer.
        words = {word for text in known.statements for word in _WORD.findall(text)}
        missed = {word for site in sites for word in _WORD.findall(f"{site.dotted} {site.bound}")} - words - {"None"}
        yield from (f"not in the outline: {word}" for word in sorted(missed))
    elif exact != cheap:
        yield f"imports: scan {sorted(map(str, exact - cheap))}, outline {sorted(map(str, cheap - exact))}"
    strings = {site.module for site in scanned.imports if site.kind == "string" and patches(site.call)}
    others = [
        site
        for site in scanned.imports
        if site.kind == "string" and not patches(site.call) and not (known.loads and _is_elsewhere(site, path, roots))
    ]
    facts = (
        *(*others, *scanned.unprovable_imports, *scanned.stack_references, *scanned.suppressions),
        *(text for text in strings if text.partition(".")[0] in roots and text not in known.strings),
        *scanned.deprecations,
        *(site for site in scanned.patched if site.name not in known.replaced),
        *(text for text in strings if text.rpartition(".")[2] not in known.replaced),
    )
    yield from (f"not in the outline: {fact}" for fact in facts)
    bound = {each.bound for each in taken(known) if concerns(each.level, each.module, roots)}
    symbols = {each.binding.name for each in scanned.ingredients if each.binding.name in bound or "" in bound}
    yield from (f"not given in the outline: {name}" for name in sorted(symbols - known.given))
    if (known.has_code, known.extends) != (scanned.has_code, scanned.extends):
        yield f"package: scan {scanned.has_code, scanned.extends}, outline {known.has_code, known.extends}"
    if any(site.type_checking for site in scanned.imports) and not known.type_checking:
        yield "type checking is not noticed"


def _is_elsewhere(site: ImportSite, path: str, roots: frozenset[str]) -> bool:
    """Return whether a string names nothing of the repository, or only the file that it is in."""
    own = site.level == 1 and site.module in ("", path.rpartition("/")[2].partition(".")[0])
    return not (site.partial or site.app) and (own or (not site.level and site.module.partition(".")[0] not in roots))


def _uncovered(known: Outline, scanned: FileScan) -> Iterator[str]:
    """The attributes that no chain leads to."""
    targets: dict[str, set[tuple[int, str]]] = {}
    for each in taken(known):
        targets.setdefault(each.bound, set()).add((each.level, each.target))
    reached, begun = set(), set()
    for chain in known.chains:
        name, _, rest = chain.partition(".")
        found = {(level, f"{dotted}.{rest}".strip(".")) for level, dotted in targets.get(name, ())}
        reached |= found
        begun |= found if name in known.renamed else set()
    for site in scanned.imports:
        if site.kind == "attribute" and (site.level, site.dotted) not in reached and not _is_covered(site, begun):
            yield f"no chain leads to {site.dotted} at {site.position}"
        if site.assigned and site.dotted.rpartition(".")[2] not in known.assigned:
            yield f"{site.dotted} is assigned to at {site.position}"


def _is_covered(site: ImportSite, reached: set[tuple[int, str]]) -> bool:
    parts = site.dotted.split(".")
    return any((site.level, ".".join(parts[:length])) in reached for length in range(len(parts) + 1))
