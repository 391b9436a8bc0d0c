"""The command `pantstack` as it is installed: a wheel and its requirements, and no Pants."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Timer

import pytest
from foreign import Foreign, foreign_repository, pants_toml
from harness import Repository

import pantstack

MODULE = "pantstack_module(description='x')\n"
SHOP = {
    ".gitignore": "/generated/\n",
    "generated/broken.py": "def (\n",
    "src/shop/billing/BUILD": "pantstack_module(description='Bills', public=['__init__.py'])\n",
    "src/shop/billing/__init__.py": "from shop.billing.rates import RATE\n\n__all__ = ['RATE']\n",
    "src/shop/billing/rates.py": "RATE = 2\n",
    "src/shop/cart/BUILD": "pantstack_module(description='The cart', depends_on=['src/shop/billing'])\n",
    "src/shop/cart/__init__.py": "from shop.billing import RATE\nfrom shop.billing.rates import RATE as SAME\n",
}
FOUND = (
    "src/shop/cart/__init__.py:2:32 private-import `shop.billing.rates` is internal to `src/shop/billing`.\n"
    "  src/shop/billing/BUILD:1 declares what is public there.\n"
    "  Write: from shop.billing import RATE\n"
    "1 finding (private-import): see `pants validate --explain=private-import` for what it means.\n"
)


@pytest.fixture(scope="module", name="installed")
def _installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    wheel = wheels / f"pantstack-{pantstack.VERSION}-py3-none-any.whl"
    subprocess.run([str(folder / "bin/pip"), "install", "--quiet", f"{wheel}[watch]"], check=True)
    return folder / "bin"


@pytest.fixture(name="shop")
def _shop(tmp_path: Path) -> Iterator[Foreign]:
    """A repository with a finding, and without Pants."""
    shop = foreign_repository(tmp_path / "the shop", SHOP)
    yield shop
    shop.close()


def _environment(shop: Repository, more: Mapping[str, str] = {}) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(shop.path / ".cache"), "HOME": str(shop.path), **more}


def test_nothing_of_pants_is_there(installed: Path, shop: Foreign) -> None:
    """Pants cannot be imported, and a repository without pants.toml is checked, with a cache and without."""
    imported = shop.run(str(installed / "python"), "-c", "import pants")
    program, environment = str(installed / "pantstack"), _environment(shop)
    runs = [shop.run(program, "check", env=environment) for _ in range(2)]
    runs.append(shop.run(program, "check", "--no-cache", cwd="src"))
    whole = f"{FOUND}3 imports in 3 files of 2 modules checked.\n"

    assert (imported.code, imported.err.splitlines()[-1]) == (1, "ModuleNotFoundError: No module named 'pants'")
    assert [(ran.code, ran.out, ran.err) for ran in runs] == [(1, whole, "")] * 3


def test_the_same_document_as_in_pants(installed: Path, shop: Foreign, wheels: Path) -> None:
    """A repository of others that has Pants gets the same document from both."""
    (shop.path / "pants.toml").write_text(pants_toml(wheels), encoding="utf-8")
    options = ("--format=json", "--output=.one.json")
    checked = shop.run(str(installed / "pantstack"), "check", *options, env=_environment(shop))
    linted = shop.pants("--pantstack-format=json", "--pantstack-output=.two.json", "lint", "--only=pantstack", "::")

    assert (checked.code, linted.code) == (1, 1), linted.text
    one, two = ((shop.path / name).read_text(encoding="utf-8") for name in (".one.json", ".two.json"))
    assert json.loads(one)["summary"]["errors"] == 1
    assert one == two


def test_watching(installed: Path, shop: Foreign) -> None:
    """A report follows each change, and Ctrl-C ends with the exit code of the last."""
    # Where tests run in the background of a shell, Ctrl-C is ignored.
    command = ("env", "--default-signal=INT", str(installed / "pantstack"), "check", "--watch")
    environment = {**os.environ, **_environment(shop)}
    with subprocess.Popen(command, cwd=shop.path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        # What never comes must not hold up the others.
        guard = Timer(240, process.kill)
        guard.start()
        first = "".join(iter(process.stdout.readline, "3 imports in 3 files of 2 modules checked.\n"))
        file = shop.path / "src/shop/cart/__init__.py"
        file.write_text("from shop.billing import RATE\n", encoding="utf-8")
        second = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=60)
        guard.cancel()

    assert (first, second, code) == (FOUND, "2 imports in 3 files of 2 modules checked.\n", 0)


def test_a_hook_of_pre_commit(repository: Repository, shop: Foreign) -> None:
    """Another repository names this one and checks its staged files before each commit."""
    tools = Path(os.environ["PANTSTACK_TOOLS"])
    shop.run("git", "add", "-A").ok()
    environment = {"PRE_COMMIT_HOME": str(shop.path / ".pre-commit"), **_environment(shop)}
    ran = shop.run(
        str(tools / "pre-commit"), "try-repo", str(repository.path), "pantstack", "--all-files", env=environment
    )

    assert ran.code == 1, ran.text
    assert FOUND in ran.out
