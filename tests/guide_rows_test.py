"""The rows of the module development guide, each by its number, on the module that the walk through the page made."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from guide import MODULE, Walk
from harness import copy_repository, report
from pages import GUIDE, commands
from served import health_of_pex

PUBLIC = "backend/public"
LIBRARIES = ("caching", "common", "database", "observability", "security", "web")

_VERSION = """\
import redis


def test_version() -> None:
    assert redis.__version__.startswith("{}.")
"""


@pytest.fixture(scope="module", name="walk")
def _walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The page, walked from top to bottom."""
    copy = copy_repository(tmp_path_factory.mktemp("copy") / "the repository")
    walk = Walk(copy)
    walk.go()
    yield walk
    copy.close()


def test_rows_1_2_every_command_of_the_page_works(walk: Walk) -> None:
    """Each command ends with exit code 0 when they are run one after another."""
    assert {command: ran.text for command, ran in walk.ran.items() if ran.code != 0} == {}


def test_row_05_new_module(walk: Walk) -> None:
    """The module is made with its tree, its requirements, its locks, and an entry wherever modules are registered."""
    folders = {path for path in walk.made if not path.startswith(f"{MODULE}/")}
    requirements = {f"3rdparty/python/requirements-billing-{kind}.txt" for kind in ("core", "api", "test")}
    locks = {f"3rdparty/python/lockfiles/billing_{kind}.lock" for kind in ("core", "api", "test")}
    libraries = {f"stack/libs/{name}/BUILD" for name in LIBRARIES}

    assert folders == {"pants.toml", "compose.yaml", "docs/modules.md"} | requirements | locks | libraries
    assert re.search(r"^  billing:$", walk.made["compose.yaml"], re.MULTILINE)
    assert walk.command("make new-module M=billing").out.splitlines()[0] == "Created the module billing:"


def test_row_c11_on_its_own(walk: Walk) -> None:
    """A new module depends on shared libraries, and on no other module."""
    (declared,) = re.findall(r"depends_on=\[(.*?)\]", walk.module("BUILD"), re.DOTALL)

    used = re.findall(r'"(.*?)"', declared)
    assert used
    assert [path for path in used if not path.startswith("stack/libs/")] == []


def test_row_c14_the_preview_first() -> None:
    """The guide previews before it deploys."""
    order = [command for command in commands(GUIDE) if command.startswith("make stack-")]

    assert order == [f"make stack-{action} M=billing ENV=test" for action in ("preview", "up", "destroy")]


def test_row_05_new_module_again(walk: Walk) -> None:
    """What exists is left alone, politely."""
    ran = walk.repository.run("make", "-s", "new-module", "M=orders")

    assert (ran.code, ran.err.splitlines()[0]) == (
        2,
        "new-module: `orders` would overwrite what exists already; nothing was written.",
    )


def test_row_07_all_tests(walk: Walk) -> None:
    """Every test of the module runs, and that of its program."""
    made = sorted(path for path in walk.made if re.match(rf"{MODULE}/.*/test_\w+\.py$", path))

    assert len(made) > 10
    assert _tested(walk, f"./pants test {MODULE}::") == made


def test_row_08_coverage(walk: Walk) -> None:
    """With coverage a table is printed, and it is above the threshold."""
    ran = walk.command(f"./pants test --use-coverage {MODULE}::")

    total = re.search(r"^TOTAL\s.*\s(\d+)%$", ran.text, re.MULTILINE)
    assert total, ran.text
    assert int(total[1]) >= 90


def test_row_09_one_file(walk: Walk) -> None:
    """One file of tests runs alone."""
    assert _tested(walk, f"./pants test {MODULE}/backend/tests/test_service.py") == [
        f"{MODULE}/backend/tests/test_service.py"
    ]


def test_rows_10_d9_a_requirement_more(walk: Walk) -> None:
    """What is appended to the requirements stands on a line of its own."""
    path = "3rdparty/python/requirements-billing-core.txt"
    (command,) = [command for command in walk.ran if command.startswith("echo ")]

    assert walk.changed_requirements(command) == [path]
    assert walk.requirements[command][path].decode() == walk.made[path] + "redis==5.0.0\n"


def test_row_11_locks(walk: Walk) -> None:
    """All locks of the module have the new requirement."""
    locks = walk.requirements["make locks M=billing"]

    for kind in ("core", "api", "test"):
        text = locks[f"3rdparty/python/lockfiles/billing_{kind}.lock"].decode()
        assert re.findall(r'"project_name": "redis",.*?"version": "([^"]+)"', text, re.DOTALL) == ["5.0.0"]


def test_row_03_versions_that_exclude_each_other(walk: Walk) -> None:
    """Two modules have different versions of one library, in their lockfiles and when their tests run."""
    files = {
        f"{folder}/backend/tests/test_version.py": _VERSION.format(major)
        for folder, major in ((MODULE, 5), ("modules/orders", 8))
    }
    with walk.repository.planted(files):
        ran = walk.repository.pants("test", *files)

    assert (ran.code, sorted(re.findall(r"^✓ (\S+\.py) succeeded", ran.err, re.MULTILINE))) == (0, sorted(files)), (
        ran.text
    )


def test_row_12_the_lock_of_one_resolve(walk: Walk) -> None:
    """Only the lock of the resolve changes; the requirements that it is made from stay."""
    command = "./pants generate-lockfiles --resolve=billing_core"

    assert walk.changed_requirements(command) == ["3rdparty/python/lockfiles/billing_core.lock"]


def test_rows_13_to_15_hot_reload(walk: Walk) -> None:
    """From the module's folder, with one pip install, the service serves and reloads what is edited."""
    assert walk.served == ['{"status":"healthy"}', "Edited Service"]


def test_row_20_the_resolve_of_each_target(walk: Walk) -> None:
    """Each file of the module's backend that Python runs is shown with a resolve of the module."""
    kinds = {"python_source", "python_test"}
    owned = [target for target in _targets(walk) if target["target_type"] in kinds and "/backend/" in target["address"]]

    assert len(owned) > 20
    assert {target["resolve"] for target in owned} <= {
        "stack",
        *(f"billing_{kind}" for kind in ("core", "api", "test")),
    }


def test_row_21_dependencies(walk: Walk) -> None:
    """The libraries that the module uses are listed, and no other module."""
    used = walk.command(f"./pants dependencies {MODULE}::").out.splitlines()

    assert "stack/libs/common/__init__.py:lib@resolve=billing_api" in used
    assert [address for address in used if address.startswith("modules/") and not address.startswith(MODULE)] == []


def test_row_23_debug_output(walk: Walk) -> None:
    """The result is the same, with Pants' debug output."""
    command = f"./pants test {MODULE}:: -ldebug"

    assert _tested(walk, command) == _tested(walk, f"./pants test {MODULE}::")
    assert "[DEBUG]" in walk.command(command).err


def test_rows_24_c6_d12_one_test(walk: Walk) -> None:
    """The test that is named runs, which no other name would do."""
    path = f"{MODULE}/backend/tests/test_service.py"

    assert _tested(walk, f"./pants test {path}::test_create_billing") == [path]


def test_row_26_all_that_is_beneath(walk: Walk) -> None:
    """Transitively, third parties are there too."""
    beneath = walk.command(f"./pants dependencies --transitive {MODULE}::").out.splitlines()

    assert set(walk.command(f"./pants dependencies {MODULE}::").out.splitlines()) <= set(beneath)
    assert [address for address in beneath if address.partition("@")[0].endswith("#fastapi")] != []


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "backend/BUILD",
        "backend/__init__.py",
        "backend/api/__init__.py",
        "backend/api/main.py",
        "backend/api/routes/health.py",
        "backend/service/__init__.py",
        "backend/service/core.py",
        "backend/schemas/__init__.py",
        "backend/schemas/models.py",
        "backend/public/__init__.py",
        "backend/public/interface.py",
        "backend/tests/__init__.py",
        "backend/tests/test_main.py",
        "infrastructure/BUILD",
        "infrastructure/__main__.py",
        "infrastructure/Pulumi.yaml",
        "infrastructure/requirements.txt",
        "backend/api/routes/__init__.py",
        "backend/api/routes/billing.py",
        "backend/service/billing_service.py",
        "backend/config.py",
        "backend/tests/test_api.py",
        "backend/tests/test_service.py",
        "backend/public/BUILD",
    ],
)
def test_rows_29_to_47_c8_the_tree(walk: Walk, path: str) -> None:
    """Each file of the guide's tree, and what its code names besides, is there, and the last line of each ends."""
    assert walk.module(path)[-1:] in {"\n", ""}


def test_row_28_the_build_file(walk: Walk) -> None:
    """The module's BUILD file declares the module, its library, its PEX and its image."""
    assert sorted({target["target_type"] for target in _targets(walk) if _folder(target) == MODULE}) == [
        "docker_image",
        "pantstack_module",
        "pex_binary",
        "python_sources",
    ]


def test_row_29_the_readme(walk: Walk) -> None:
    """The README has the endpoints, the environment variables and the commands of this module."""
    text = walk.module("README.md")

    missing = [
        part
        for part in (
            "GET /health",
            "/api/v1/billing",
            "BILLING_LOG_LEVEL",
            "test modules/billing::",
            "deploy modules/billing",
        )
        if part not in text
    ]
    assert missing == []


def test_row_30_one_owner(walk: Walk) -> None:
    """In each resolve, each file has one owner."""
    owned = [
        (source, target.get("resolve"))
        for target in _targets(walk)
        for source in target.get("sources", ())
        if target["target_type"] in {"python_source", "python_test"}
    ]
    assert len(owned) == len(set(owned))


def test_row_38_the_schemas(walk: Walk) -> None:
    """The schemas are the item and the request that makes one."""
    assert _classes(walk, "backend/schemas/models.py") == ["CreateItemRequest", "Item"]


def test_rows_39_40_c7_the_client(walk: Walk) -> None:
    """The facade re-exports the client that its interface has."""
    assert _classes(walk, f"{PUBLIC}/interface.py") == ["BillingClient"]
    assert "from .interface import BillingClient" in walk.module(f"{PUBLIC}/__init__.py")


def test_row_45_the_pulumi_project(walk: Walk) -> None:
    """The program is a project of Pulumi, in Python, of the module's name."""
    lines = walk.module("infrastructure/Pulumi.yaml").splitlines()

    assert [line for line in lines if not line.startswith("description:")] == ["name: billing", "runtime: python"]


def test_row_46_its_requirements(walk: Walk) -> None:
    """The program's requirements are those of all programs, with pinned versions of Pulumi and its AWS provider."""
    line = walk.module("infrastructure/requirements.txt").splitlines()[-1]
    pinned = (walk.repository.path / MODULE / "infrastructure" / line.split()[-1]).resolve().read_text()

    assert line.split()[0] == "-r"
    assert sorted(re.findall(r"^(pulumi(?:-aws)?)[=><]", pinned, re.MULTILINE)) == ["pulumi", "pulumi-aws"]


@pytest.mark.parametrize("kind", ["core", "api", "test"])
def test_row_48_requirements(walk: Walk, kind: str) -> None:
    """The requirements of each resolve are there, end with a newline, and include those of the one before it."""
    text = walk.made[f"3rdparty/python/requirements-billing-{kind}.txt"]
    before = {"core": None, "api": "-r requirements-billing-core.txt", "test": "-r requirements-billing-api.txt"}[kind]

    assert text.endswith("\n")
    assert next((line for line in text.splitlines() if line.startswith("-r")), None) == before


def test_row_49_the_library(walk: Walk) -> None:
    """The library owns the business logic, recursively."""
    (owned,) = {tuple(target["sources"]) for target in _targets(walk) if target["address"].startswith(f"{MODULE}:lib@")}

    assert [path.removeprefix(f"{MODULE}/") for path in owned] == [
        "backend/__init__.py",
        "backend/config.py",
        "backend/service/__init__.py",
        "backend/service/billing_service.py",
        "backend/service/core.py",
        "backend/storage/__init__.py",
        "backend/storage/tables.py",
    ]


@pytest.mark.parametrize(
    ("dependency", "expected"),
    [
        ("modules/orders/backend/public", (0, "")),
        (
            "modules/inventory/backend/service",
            (
                1,
                (
                    "modules/billing/BUILD:22:9 private-dependency `modules/inventory/backend/service` is internal to"
                    " `modules/inventory`.\n"
                    "  modules/inventory/backend/public/BUILD:1 declares what is public there.\n"
                    '  Write "modules/inventory" instead, or delete the entry: Pants infers it from the import.\n'
                    "1 finding (private-dependency): see"
                    " pants-plugins/pantstack/boundaries/checks/private_dependency.md for what it means.\n"
                ),
            ),
        ),
    ],
)
def test_rows_50_56_dependencies(walk: Walk, dependency: str, expected: tuple[int, str]) -> None:
    """Facades and shared libraries are allowed as the guide writes them; internals of another module are a finding."""
    path = f"{MODULE}/BUILD"
    module = dependency.partition("/backend")[0]
    more = f'    dependencies=["stack/libs/common",\n        "{dependency}"],\n'
    text = walk.repository.read(path).replace('    name="lib",\n', f'    name="lib",\n{more}')
    text = text.replace("depends_on=[", f'depends_on=[\n        "{module}",')
    with walk.repository.planted({path: text}):
        ran = walk.repository.pants("lint", "--only=pantstack", f"{MODULE}::")

    assert (ran.code, report(ran)) == expected


def test_rows_51_c16_the_pex(walk: Walk) -> None:
    """The PEX serves HTTP."""
    assert health_of_pex(walk.repository.path / "dist/modules.billing/api.pex") == '{"status":"healthy"}'


def test_rows_27_52_d10_resolves(walk: Walk) -> None:
    """Each resolve of the module is a lockfile."""
    assert re.findall(r'^billing_\w+ = ".*"$', walk.made["pants.toml"], re.MULTILINE) == [
        f'billing_{kind} = "3rdparty/python/lockfiles/billing_{kind}.lock"' for kind in ("core", "api", "test")
    ]


def test_rows_53_c4_three_resolves(walk: Walk) -> None:
    """The library is usable in all three resolves of its module."""
    prefix = f"{MODULE}:lib@resolve="
    addresses = [target["address"] for target in _targets(walk)]

    assert [address[len(prefix) :] for address in addresses if address.startswith(prefix)] == [
        "billing_api",
        "billing_core",
        "billing_test",
    ]


def test_rows_54_55_d11_the_image(walk: Walk) -> None:
    """The image is made from the PEX by a Dockerfile, and its tag has the version."""
    (image,) = [target for target in _targets(walk) if target["target_type"] == "docker_image"]
    wanted = ("dependencies_raw", "repository", "image_tags", "extra_build_args", "sources")

    assert {key: image.get(key) for key in wanted} == {
        "dependencies_raw": [":api"],
        "repository": "pantstack",
        "image_tags": ["billing-{build_args.VERSION}"],
        "extra_build_args": ["VERSION"],
        "sources": [f"{MODULE}/Dockerfile"],
    }


def test_rows_88_c12_ports(walk: Walk) -> None:
    """The module listens on its own port in development, and on 8000 in its image."""
    assert "ENV HOST=0.0.0.0 PORT=8000" in walk.module("Dockerfile")
    assert re.findall(r"^PORT = (\d+)$", walk.module("backend/api/__main__.py"), re.MULTILINE) == ["8004"]
    assert re.findall(r"http://127.0.0.1:(\d+)", walk.module(f"{PUBLIC}/interface.py")) == ["8004"]


def _tested(walk: Walk, command: str) -> list[str]:
    found = re.findall(rf"^✓ ({MODULE}/\S+\.py) succeeded", walk.command(command).err, re.MULTILINE)
    return sorted(found)


def _targets(walk: Walk) -> list[dict[str, Any]]:
    targets: list[dict[str, Any]] = json.loads(walk.command(f"./pants peek {MODULE}::").out)
    return targets


def _folder(target: dict[str, Any]) -> str:
    return str(target["address"]).partition(":")[0]


def _classes(walk: Walk, path: str) -> list[str]:
    tree = ast.parse(walk.module(path))
    return sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef))
