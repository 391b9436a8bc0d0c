"""Reads import-linter's contracts: `.importlinter`, setup.cfg and pyproject.toml.

What a contract names becomes a module, all of it public, that may use anything: a contract only forbids. What a
contract says of a package holds for the modules in it as well.

| import-linter | becomes | not carried over |
|---|---|---|
| `layers`, the first with one container at most | `layer`, `[pantstack].layers` | indirect imports |
| other `layers`, and more containers | `cannot_depend_on` of each layer further out | indirect imports |
| layers side by side: with `|` or `:` | `cannot_depend_on` of each other; one layer | |
| an optional layer: `(a)` | a layer, if it is there | |
| `exhaustive` | | later packages: no finding if nobody declares them |
| `forbidden` | `cannot_depend_on` | indirect imports, other distributions |
| `independence` | `cannot_depend_on` of each other | indirect imports |
| `protected` | `consumers`; without any importer, nothing is public | |
| `acyclic_siblings` | a module for each child: `module-cycle` finds cycles | cycles further down |
| `as_packages = false` | modules of one file | an `__init__` file without what is beside it |
| `ignore_imports` | what breaks a rule gets into the baseline | |
| `unmatched_ignore_imports_alerting` | `stale-baseline` finds what is not needed any more | |
| `exclude_type_checking_imports` | `[pantstack-lint].type_checking` | |
| wildcards | one entry for each package there is | later packages |
| contract types of one's own | | all of them |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from pantstack.adopt.sources.documents import Value
from pantstack.adopt.sources.import_linter.configuration import configurations, settings
from pantstack.adopt.sources.import_linter.contracts import Contracts
from pantstack.adopt.sources.import_linter.path_rules import Rules
from pantstack.adopt.sources.model import ForeignDeclarations, ForeignFiles
from pantstack.adopt.sources.owned_files import without_empty

TOOL = "import-linter"
READS = ("**/.importlinter", "**/setup.cfg", "**/pyproject.toml")


def read(files: ForeignFiles) -> Optional[ForeignDeclarations]:
    """Read what import-linter has declared; None where it has declared nothing.

    Raises:
        UserError: if one of its files cannot be read.
    """
    read_settings = [(value, settings(value, files)) for value in configurations(files)]
    if not read_settings:
        return None
    rules = Rules()
    for value, each in read_settings:
        contracts = Contracts(each, rules)
        for contract in _contracts(value):
            contracts.add(contract)
    modules, left_out = without_empty(rules.modules(), files.python)
    roots = dict.fromkeys(root or "." for _, each in read_settings for root in each.tree.roots)
    return ForeignDeclarations(
        tool=TOOL,
        path=read_settings[0][0].file,
        modules=modules,
        layers=rules.layer_names(),
        source_roots=tuple(roots),
        type_checking=not all(each.without_type_checking for _, each in read_settings),
        notes=tuple(sorted({*rules.notes, *left_out, *(note for _, each in read_settings for note in each.notes)})),
    )


def _contracts(value: Value) -> Iterator[Value]:
    contracts = value.get("contracts")
    for contract in contracts.elements() if contracts is not None else ():
        contract.table()
        yield contract
