"""The distributions as Pants builds them, and a repository of others that has nothing of ours but them."""

from __future__ import annotations

import ast
import re
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from email import message_from_string
from pathlib import Path
from sysconfig import get_path

import pytest
from foreign import DISTRIBUTIONS, Foreign, contents, foreign_repository, pants_toml
from harness import ROOT, Repository, report
from packaging.requirements import Requirement

import pantstack
from pantstack.base import shipped

NAMES = ("pantstack", "pantstack_runner")
# What is imported by another name than it is required by; Pants is there where the backend runs, and brings PyYAML
# along; what Pulumi requires is there where it is.
IMPORTED_AS = {
    "pantstack": {
        "pygls": "pygls lsprotocol",
        "tree-sitter": "tree_sitter",
        "tree-sitter-python": "tree_sitter_python",
        "": "pants yaml",
    },
    "pantstack_runner": {"boto3": "boto3 botocore", "pulumi": "pulumi semver yaml"},
}
# That Pants runs on.
PYTHONS = ("3.9", "3.11", "3.14")


def _wheel(wheels: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheels / f"{name}-{pantstack.VERSION}-py3-none-any.whl")


def test_two_builds(repository: Repository, wheels: Path) -> None:
    """Another copy builds the same, byte for byte, with nothing of the cache and other permissions."""
    command = f"umask 077 && exec ./pants --no-pantsd --no-local-cache package {DISTRIBUTIONS}"
    repository.run("sh", "-c", command, timeout=1800).ok()

    assert contents(wheels) == contents(repository.path / "dist")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_in_a_wheel(wheels: Path, name: str) -> None:
    """There are no tests, nothing compiled and nothing of this machine; types and a license are there."""
    with _wheel(wheels, name) as wheel:
        entries = {info.filename: wheel.read(info) for info in wheel.infolist()}
    machine = {f"{Path.home()}/".encode(), f"{ROOT}/".encode(), b"/the repository/", b"/pants-sandbox-"}
    info = f"{name}-{pantstack.VERSION}.dist-info"

    tests = r"_test\.py$|conftest\.py$|testing\.py$|/snapshots/|/testdata/|__pycache__|\.pyc$|backend_shim"
    # By those of stack/infra a module tests its program.
    of_programs = f"{name}/shipped/stack/infra/"
    assert [path for path in entries if re.search(tests, path) and not path.startswith(of_programs)] == []
    assert [path for path, content in entries.items() if any(each in content for each in machine)] == []
    assert {path for path in entries if path.endswith("py.typed")} >= {"pantstack/py.typed", f"{name}/py.typed"}
    assert entries[f"{info}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_what_the_backend_has_beside_its_code(wheels: Path) -> None:
    """Templates, pages and whatever a file of the backend reads are there, and all that is shipped to others."""
    with _wheel(wheels, "pantstack") as wheel:
        entries = {info.filename: wheel.read(info) for info in wheel.infolist()}
    backend = ROOT / "pants-plugins/pantstack"
    left = {"BUILD"}
    data = {
        path.relative_to(backend.parent).as_posix(): path.read_bytes()
        for path in backend.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and path.name not in left
    }
    data = {path: content for path, content in data.items() if "/golden/" not in path and "/testdata/" not in path}
    start = "pantstack/shipped/"

    assert {path: entries.get(path) for path in data} == data
    assert {
        path[len(start) :]: content for path, content in entries.items() if path.startswith(start)
    } == shipped.read()


def _requirements(wheels: Path, name: str) -> list[Requirement]:
    """What a wheel requires."""
    with _wheel(wheels, name) as wheel:
        metadata = message_from_string(wheel.read(f"{name}-{pantstack.VERSION}.dist-info/METADATA").decode())
    return [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]


def _standard() -> set[str]:
    """The names of the standard library."""
    folder = Path(get_path("stdlib"))
    files = (*folder.iterdir(), *(folder / "lib-dynload").iterdir())
    return {path.name.partition(".")[0] for path in files} | set(sys.builtin_module_names)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_wheel_imports(wheels: Path, name: str) -> None:
    """It requires what its own files import, and nothing else."""
    imported = set()
    with _wheel(wheels, name) as wheel:
        for path in wheel.namelist():
            if path.endswith(".py") and "/shipped/" not in path:
                for node in ast.walk(ast.parse(wheel.read(path))):
                    if isinstance(node, ast.Import):
                        imported |= {alias.name.partition(".")[0] for alias in node.names}
                    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                        imported.add(node.module.partition(".")[0])
    others = {each for each in imported - _standard() if not each.startswith("pantstack")}
    required = {requirement.name for requirement in _requirements(wheels, name)}
    known = {word for each in {*required, ""} for word in IMPORTED_AS[name].get(each, each).split()}

    assert others == known


@pytest.mark.parametrize("python", PYTHONS)
def test_requirements_on_a_python(wheels: Path, python: str) -> None:
    """The backend takes the versions that the launcher installs beside a Pants of that CPython."""
    text = (ROOT / f"build-support/generations/cpython{python}/requirements.txt").read_text(encoding="utf-8")
    pins = [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if "==" in line]
    pinned = {each.name: str(each.specifier)[2:] for each in pins}
    everything = _requirements(wheels, "pantstack")
    required = [
        each for each in everything if not each.marker or each.marker.evaluate({"python_version": python, "extra": ""})
    ]

    assert sorted(each.name for each in required) == ["jinja2", "tomlkit", "tree-sitter", "tree-sitter-python"]
    assert [str(each) for each in required if not each.specifier.contains(pinned[each.name])] == []


def test_requirements_of_the_runner(wheels: Path) -> None:
    """The runner takes the versions of the resolve that it is tested in."""
    text = (ROOT / "3rdparty/python/requirements-infra.txt").read_text(encoding="utf-8")
    tested = {each.name: each for each in map(Requirement, text.splitlines())}
    required = {each.name: each for each in _requirements(wheels, "pantstack_runner")}

    assert {name: each.specifier for name, each in required.items()} == {
        name: tested[name].specifier for name in ("boto3", "obstore", "pulumi", "pydantic")
    }


def test_the_version_of_the_pages() -> None:
    """The README and the changelog have the version that is built."""
    line = f'plugins = ["pantstack=={pantstack.VERSION}"]'

    assert [page for page in ("CHANGELOG.md", "README.md") if line not in (ROOT / page).read_text("utf-8")] == []


SHOP = {
    ".gitignore": "__pycache__/\n",
    "src/shop/billing/__init__.py": '"""Bills."""\n\nfrom shop.billing.rates import RATE\n\n__all__ = ["RATE"]\n',
    "src/shop/billing/rates.py": "RATE = 2\nSECRET = 3\n",
    "src/shop/cart/__init__.py": '"""The cart."""\n\nfrom shop.billing import RATE\n\nPRICE = RATE * 2\n',
}


@pytest.fixture(scope="module", name="shop")
def _shop(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    """A repository with two packages, and with Pants."""
    shop = foreign_repository(tmp_path_factory.mktemp("shop") / "the shop", {**SHOP, "pants.toml": pants_toml(wheels)})
    yield shop
    shop.close()


def _commit(shop: Foreign) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
    shop.run("git", "add", "-A").ok()
    shop.run("git", *who, "commit", "-q", "-m", "Adopt").ok()


def test_a_repository_of_others(shop: Foreign) -> None:
    """With the wheels alone it adopts, is checked, and makes, tests, deploys and destroys a module."""
    shop.pants("adopt", "--stage=boundaries,deploy", "--write").ok()
    shop.pants("generate-lockfiles", "--resolve=infra").ok()
    clean = shop.pants("lint", "::").ok()
    assert "pantstack succeeded." in clean.err

    with shop.planted({"src/shop/cart/planted.py": "from shop.billing.rates import SECRET\n"}):
        ran = shop.pants("lint", "::")
    assert (ran.code, report(ran).splitlines()[0]) == (
        1,
        "src/shop/cart/planted.py:1:32 private-import `shop.billing.rates` is internal to `src/shop/billing`.",
    )

    made = shop.pants("new-module", "--name=invoices").ok()
    assert made.out.splitlines()[0] == "Created the module invoices:"
    _commit(shop)
    shop.pants("lint", "test", "modules/invoices::").ok()

    deployed = shop.pants("deploy", "--env=local", "modules/invoices").ok()
    (address,) = re.findall(r"^invoices +up +(http://\S+)$", deployed.out, re.MULTILINE)
    with urllib.request.urlopen(f"{address}/health", timeout=10) as response:
        assert response.read().decode() == '{"status":"healthy"}'

    destroyed = shop.pants("deploy", "--env=local", "--destroy", "modules/invoices").ok()
    assert destroyed.out.splitlines()[-1] == "invoices  down"
    assert shop.changes() == []
