"""Writes the texts of generated files."""

from __future__ import annotations

from random import Random

from benchmarks.checker.trees.bodies import BODIES, PATCHED_TEST, TEST, Body, render
from benchmarks.checker.trees.imports import Imports, facade_names, names_of
from benchmarks.checker.trees.layout import GeneratedFile, GeneratedModule
from benchmarks.checker.trees.words import class_name

# Of the mean, so that sizes differ as those of real files do; their mean is close to one.
_SIZES = (0.3, 0.5, 0.6, 0.8, 0.9, 1.0, 1.1, 1.4, 1.7, 2.2)
# By so much the last function of a file goes beyond what is wanted, on average.
_OVERSHOT = 410
_PATCHED_TESTS = 0.3
_DOCSTRINGS = (
    "{Topic} of {module}: what others need to know is in its facade.",
    "Keeps the {topic} of {module}.\n\nUsage:\n\n    from {dotted} import {load}\n    import json\n",
    "{Topic}: see the guide on how to import it.",
)
_CLIENT = '''"""The client of {name}."""

from __future__ import annotations

from typing import Any

{lines}
__all__ = ["{client}", "{fetch}"]


class {client}:
    """Speaks to {name}."""

    def find(self, reference: str) -> dict[str, Any]:
        """Find one."""
        return {{"reference": reference, "found": {call}}}


def {fetch}(client: {client}, limit: int = 50) -> list[dict[str, Any]]:
    """Return a page of them."""
    return [client.find(str(number)) for number in range(limit)]
'''
_SCHEMAS = '''"""What {name} speaks."""

from dataclasses import dataclass

__all__ = ["{record}"]


@dataclass(frozen=True)
class {record}:
    """One of {name}."""

    reference: str
    status: str
'''
_DEFINED = '''
{limit} = "50"


class {cls}:
    """What {load} returns."""

    name = "{load}"


def {load}(limit: str) -> "{cls} | None":
    """Return it, or None where the limit is reached."""
    if limit == {limit}:
        return None
    _ = {call}
    return {cls}()
'''


def source_text(file: GeneratedFile, module: GeneratedModule, imports: Imports, mean_bytes: int, rng: Random) -> str:
    """Write a source or a test.

    Args:
        mean_bytes: of all files; this one's size is somewhere around.
    """
    wanted = mean_bytes * rng.choice(_SIZES) - _OVERSHOT
    cls, load, limit = names_of(file)
    calls = imports.calls or ["None"]
    bodies: list[str] = []
    external = set(imports.external)
    size = 500
    while size < wanted or not bodies:
        body, patched = _body(file, imports, rng)
        external.update(body.imports)
        bodies.append(render(body, rng, calls[len(bodies) % len(calls)], patched))
        size += len(bodies[-1])
    defined = "" if file.kind == "test" else _defined(cls, load, limit, calls[-1])
    docstring = rng.choice(_DOCSTRINGS[:1] * 8 + _DOCSTRINGS[1:])
    names = {"topic": file.stem.replace("_", " "), "module": module.name, "dotted": file.dotted, "load": load}
    head = f'"""{docstring.format(**names, Topic=names["topic"].capitalize())}"""\n'
    return head + _import_block(imports, external) + defined + "".join(f"\n{body}" for body in bodies)


def package_text(file: GeneratedFile, names: list[str]) -> str:
    """Write the `__init__.py` of a package.

    Args:
        names: relative ones that it re-exports by stars.
    """
    stars = "".join(f"from {name} import *\n" for name in names)
    head = f'"""{file.stem.capitalize()}."""\n' if len(file.stem) % 2 or stars else ""
    return f"{head}\n{stars}" if stars else head


def facade_text(module: GeneratedModule, *, stars: bool) -> str:
    """Write the `__init__.py` of a facade, or of the module that re-exports it."""
    client, fetch = facade_names(module.name)
    record = f"{class_name(module.name)}Record"
    names = f'__all__ = [\n    "{client}",\n    "{record}",\n    "{fetch}",\n]\n'
    lines = f"from .client import {client}, {fetch}\nfrom .schemas import {record}\n"
    if stars:
        lines = "from .client import *\nfrom .schemas import *\n"
    return f'"""The facade of {module.name}: everything else is private."""\n\n{lines}\n{names}'


def client_text(module: GeneratedModule, imports: Imports) -> str:
    """Write what others import: it uses internals, and shows none."""
    client, fetch = facade_names(module.name)
    lines = "".join(f"{line}\n" for line in sorted(imports.own))
    call = next((each for each in imports.calls if each.startswith("load_")), "None")
    return _CLIENT.format(name=module.name, client=client, fetch=fetch, lines=lines, call=call)


def schemas_text(module: GeneratedModule) -> str:
    """Write the types that a client speaks."""
    return _SCHEMAS.format(name=module.name, record=f"{class_name(module.name)}Record")


def _body(file: GeneratedFile, imports: Imports, rng: Random) -> tuple[Body, str]:
    if file.kind != "test":
        return rng.choice(BODIES), ""
    if imports.patched and rng.random() < _PATCHED_TESTS:
        return PATCHED_TEST, rng.choice(imports.patched)
    return TEST, ""


def _import_block(imports: Imports, external: set[str]) -> str:
    plain = sorted(line for line in external if line.startswith("import "))
    if imports.checked:
        external = {*external, "from typing import TYPE_CHECKING"}
    froms = sorted(line for line in external if line.startswith("from "))
    lines = ["", *plain, *froms, "", *sorted(set(imports.own)), ""]
    if imports.checked:
        lines += ["if TYPE_CHECKING:", *(f"    {line}" for line in imports.checked), ""]
    return "\n".join(lines)


def _defined(cls: str, load: str, limit: str, call: str) -> str:
    return _DEFINED.format(cls=cls, load=load, limit=limit, call=call)
