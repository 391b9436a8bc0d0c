"""The laws of the architecture, judged by the project's own checker."""

from __future__ import annotations

from pathlib import Path

from pantstack.architecture.checks import module_cycle, private_import, undeclared_module
from pantstack.architecture.core.project import Project
from pantstack.architecture.core.resolve import Resolver
from pantstack.architecture.core.scan import scan
from pantstack.catalogue.core.model import Catalogue, Facade, Module, Place

BACKEND = Path(__file__).parent
FEATURES = ("architecture", "catalogue", "deploy", "engine", "scaffold")
RULE_API = {"Get", "MultiGet", "concurrently", "implicitly", "Effect"}


def sources() -> dict[str, bytes]:
    """The backend's sources without tests, templates and the code for another interpreter, by path."""
    found = {}
    for path in sorted(BACKEND.rglob("*.py")):
        place = path.relative_to(BACKEND.parent).as_posix()
        skipped = place.endswith(("_test.py", "conftest.py")) or "/templates/" in place or "/deploy/runner/" in place
        if not skipped:
            found[place] = path.read_bytes()
    return found


SCANS = {path: scan(path, content) for path, content in sources().items()}


def imported(path: str) -> set[str]:
    """Every dotted name that a file imports, the imported names included."""
    return {".".join(filter(None, (site.module, site.name))) for site in SCANS[path].imports}


def starting_with(prefixes: tuple[str, ...], names: set[str]) -> set[str]:
    """The dotted names that are one of the prefixes or below it."""
    return {name for name in names if any(name == each or name.startswith(f"{each}.") for each in prefixes)}


def test_the_core_is_pure() -> None:
    """Law 1: a core imports neither Pants nor Pulumi, nor another feature but the catalogue's core."""
    broken = {}
    for path in SCANS:
        feature = path.split("/")[1]
        if "/core/" in path:
            names = imported(path)
            others = tuple(f"pantstack.{each}" for each in FEATURES if each != feature)
            wrong = starting_with(("pants", "pulumi", *others), names) - starting_with(
                ("pantstack.catalogue.core",), names
            )
            broken[path] = wrong

    assert broken
    assert {path: wrong for path, wrong in broken.items() if wrong} == {}


def test_the_rule_api_stays_in_the_port() -> None:
    """Law 2: Pants' rule API appears in engine/ and in each feature's calls.py only."""
    users = {
        path
        for path in SCANS
        if any(site.module == "pants.engine.rules" and site.name in RULE_API for site in SCANS[path].imports)
    }

    assert {path for path in users if not (path.startswith("pantstack/engine/") or path.endswith("/calls.py"))} == set()
    assert users


def test_features_do_not_know_each_other() -> None:
    """Law 3: as modules that declare catalogue and engine, the features have no finding of our own checker."""
    shared = {"catalogue": ("engine",), "engine": ()}
    modules = []
    for feature in FEATURES:
        folder = f"pantstack/{feature}"
        owned = tuple(path for path in SCANS if path.startswith(f"{folder}/"))
        depends_on = tuple(f"pantstack/{each}" for each in shared.get(feature, ("catalogue", "engine")))
        place = Place(f"{folder}/BUILD", 1)
        modules.append(Module(folder, place, depends_on=depends_on, facade=Facade(folder, place, owned)))
    catalogue = Catalogue(tuple(modules))
    judged = {path: each for path, each in SCANS.items() if path.count("/") > 1}
    project = Project(catalogue, Resolver((".",), SCANS), judged)
    crossing = {each.CODE: tuple(each.check(project)) for each in (private_import, undeclared_module, module_cycle)}

    assert {code: found for code, found in crossing.items() if found} == {}
    assert {use.module.path for use in project.uses} == {"pantstack/catalogue", "pantstack/engine"}


def test_code_for_another_interpreter_is_imported_by_nobody() -> None:
    """Law 4: neither the runner nor the infrastructure components are imported by the backend."""
    foreign = ("pantstack.deploy.runner", "stack.infra")

    assert {
        path: starting_with(foreign, imported(path)) for path in SCANS if starting_with(foreign, imported(path))
    } == {}
