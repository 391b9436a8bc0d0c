"""Writes down what results are known by, so that two machines can be compared line by line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Machine:
    """What of a machine, and of its settings, every process of Pants is known by.

    Attributes:
        pex: PEX's command line: its version, and the SHA-256 of it.
        namespace: of the cache, "" if there is none.
        tools: the interpreter of PEX and of Pants' own scripts.
        interpreters: of modules: their paths, each with its SHA-256.
        search_path: where interpreters are looked for.
        path: of processes.
        variables: that processes get, by name.
    """

    pants: str
    pex: tuple[str, str]
    system: str
    namespace: str
    tools: str
    interpreters: Sequence[tuple[str, str]]
    search_path: Sequence[str]
    path: Sequence[str]
    variables: Mapping[str, str]


def describe(machine: Machine) -> str:
    """Return a line for each thing, and at the end one for all of them."""
    lines = [
        ("Pants", machine.pants),
        ("PEX", " ".join(machine.pex)),
        ("system", machine.system),
        ("namespace", machine.namespace),
        ("tools run with", machine.tools),
        *(("modules run with", " ".join(each)) for each in machine.interpreters),
        *(("interpreters from", each) for each in machine.search_path),
        *(("PATH", each) for each in machine.path),
        *(("variable", f"{name}={value}") for name, value in sorted(machine.variables.items())),
    ]
    text = "".join(f"{name:<18}{value or '-'}\n" for name, value in lines)
    return f"{text}{'key':<18}{hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()}\n"
