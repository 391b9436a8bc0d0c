"""Generated trees: the same for a seed, and with the violations that they promise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import accumulate

import pytest

from benchmarks.checker.trees.generated import GeneratedTree
from benchmarks.checker.trees.model import Manifest, Shape
from benchmarks.checker.trees.shapes import SHAPES, sized

SMALL = Shape("small", files=120, modules=4, planted=8)

WAYS = [
    "from ....orders.backend.storage.batch_policy import load_batch_policy as planted",
    "import modules.orders.backend.services.slot_policy as planted",
    "from modules.shipping.backend.domain.quote_policy import load_quote_policy",
    "from ....inventory.backend.api.quota_policy import load_quota_policy as planted",
    "from modules.orders.backend.api.limit_policy import load_limit_policy as planted",
    "from modules.orders.backend.jobs.item_policy import load_item_policy as planted",
    "import modules.orders.backend.reports.cycle_policy as planted",
    "from modules.orders.backend.api.limit_policy import load_limit_policy",
]


def _generate(shape: Shape, seed: int) -> tuple[dict[str, str], Manifest]:
    tree = GeneratedTree(shape, seed)
    files = dict(tree.files())
    return files, tree.manifest()


def _imported(path: str, text: str) -> Iterator[tuple[int, str]]:
    """The lines and dotted names of what a file imports."""
    package = path.split("/")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            around = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*around, *(node.module or "").split(".")]).rstrip(".")
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def test_same_tree_for_a_seed() -> None:
    """A seed gives the same files and violations each time, and another seed gives others."""
    assert _generate(SMALL, 1) == _generate(SMALL, 1)
    assert _generate(SMALL, 1) != _generate(SMALL, 2)


@pytest.mark.parametrize("name", sorted(SHAPES))
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_violations(name: str, seed: int) -> None:
    """A tree has as many files as it should, and imports internals of other modules where it says, nowhere else."""
    files, manifest = _generate(sized(SHAPES[name], 240), seed)

    owners = {private: module.path for module in manifest.modules for private in module.private}
    found = {
        (path, line, dotted)
        for path, text in files.items()
        for line, dotted in _imported(path, text)
        for owner in [
            next((owners[each] for each in accumulate(dotted.split("."), "{}.{}".format) if each in owners), "")
        ]
        if owner and not path.startswith(f"{owner}/")
    }
    planted = {(each.path, each.line) for each in manifest.planted}
    assert (len(files), len(planted), {(path, line) for path, line, _ in found}) == (240, 20, planted)
    assert all(any(f"{dotted}.".startswith(f"{each.target}.") for *_, dotted in found) for each in manifest.planted)


def test_what_is_planted() -> None:
    """The violations are written in all ways that every tool sees."""
    files, manifest = _generate(SMALL, 1)

    lines = [files[each.path].splitlines()[each.line - 1].strip() for each in manifest.planted]
    assert lines == WAYS


def test_dependencies_are_used() -> None:
    """Each dependency that a module declares is one that it imports, and the other way round."""
    files, manifest = _generate(SMALL, 1)

    imported = {module.path: set[str]() for module in manifest.modules}
    for path, text in files.items():
        for _, dotted in _imported(path, text):
            used = "/".join(dotted.split(".")[:2])
            owner = "/".join(path.split("/")[:2])
            if used in imported and owner in imported and used != owner:
                imported[owner].add(used)
    assert {module.path: set(module.depends_on or ()) for module in manifest.modules} == imported
