"""Pantstack's own stages and layers are modules, and `./pants lint ::` judges them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import pytest
import tomlkit
from harness import ROOT, Repository, report

# docs/architecture.md says why each of these is in no module.
LOOSE = {
    "pants-plugins/pantstack": "__init__ register",
    "pants-plugins/pantstack/boundaries": "__init__ testing",
    "pants-plugins/pantstack/deploy": "__init__",
    "pants-plugins/pantstack_runner": "__init__ conftest main main_test worker",
    "stack/infra": "__init__ conftest requirements schedule service service_test testing testing_test worker",
    "stack/infra/platforms": "__init__",
}


def test_the_repository_is_clean(repository: Repository) -> None:
    """The whole repository passes without a baseline, and all but a handful of files are in a module."""
    builds = [path for path in ROOT.rglob("BUILD") if "pantstack_module(" in path.read_text(encoding="utf-8")]
    folders = {str(path.parent.relative_to(ROOT)) for path in builds if "/templates/" not in str(path)}
    loose = {folder: " ".join(sorted(path.stem for path in (ROOT / folder).glob("*.py"))) for folder in LOOSE}
    ran = repository.pants("lint", "::").ok()

    checked = re.search(
        r"^\d{5} imports in \d{4} files of (\d+) modules checked; (\d+) files in no module, which may use facades"
        r" only \(\d+ do\); "
        r"1 import not provable; 2 stack references not provable; 5 findings suppressed\.$",
        ran.err,
        re.MULTILINE,
    )
    assert checked, ran.text
    assert loose == LOOSE
    assert (int(checked[1]), int(checked[2])) == (len(folders), sum(len(names.split()) for names in LOOSE.values()))
    assert ran.err.splitlines()[-3:] == ["✓ pantstack succeeded.", "✓ ruff succeeded.", "✓ ruff --fix succeeded."]


@pytest.mark.parametrize(
    ("path", "imported", "name", "layers"),
    [
        ("pants-plugins/pantstack_runner/storage", "pantstack_runner.execution", "workers", "storage execution"),
        ("pants-plugins/pantstack/boundaries/scanner", "pantstack.boundaries.pants_rules", "lint", "stages goals"),
        ("pants-plugins/pantstack/syntax", "pantstack.boundaries.scanner", "scan", "base stages"),
    ],
)
def test_an_import_of_a_higher_layer(repository: Repository, path: str, imported: str, name: str, layers: str) -> None:
    """A lower layer of the runner or the backend that imports a higher one turns the lint red."""
    planted = f"{path}/planted.py"
    with repository.planted_in_backend(
        {planted: f'"""Planted."""\n\nfrom {imported} import {name}\n\n__all__ = ["{name}"]\n'}
    ):
        ran = repository.pants("lint", "--only=pantstack", planted)

    lower, higher = layers.split()
    module = str(PurePosixPath("pants-plugins") / imported.replace(".", "/"))
    place = f"{planted}:3:{len(f'from {imported} import ') + 1}"
    order = tomlkit.parse((ROOT / "pants.toml").read_text(encoding="utf-8")).unwrap()["pantstack"]["layers"]
    build = (ROOT / path / "BUILD").read_text(encoding="utf-8")
    depends_on = re.search(r"depends_on=\[(.*?)\]", build, re.DOTALL)
    declared = re.findall(r'"[^"]+"', depends_on[1]) if depends_on else []
    expected = f"""\
{place} layer-violation `{path}` in layer {lower} uses `{module}` in layer {higher}, which is further out.
{place} undeclared-module `{path}` uses `{module}` but does not declare it.
  [pantstack].layers in pants.toml lists, outermost first: {", ".join(order)}.
  Reverse the dependency, or move one of the two modules to another layer.
  {path}/BUILD:1 has depends_on=[{", ".join(declared)}].
  Remove this import: an entry in depends_on would not allow it.
1 finding with 2 reasons (layer-violation, undeclared-module): see pants-plugins/pantstack/boundaries/checks/{{layer_violation,undeclared_module}}.md for what they mean.
"""
    assert (ran.code, report(ran)) == (1, expected)
