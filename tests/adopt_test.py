"""The page on adopting, in a repository of others that has no Pants and two other tools' declarations."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Repository
from pages import ADOPT, commands

TACH = """\
source_roots = ["src"]

[[modules]]
path = "shop.billing"
depends_on = []

[[modules]]
path = "shop.cart"
depends_on = [{ path = "shop.billing", deprecated = true }]

[[interfaces]]
expose = ["RATE"]
from = ["shop.billing"]
"""
IMPORT_LINTER = """\
[importlinter]
root_package = shop

[importlinter:contract:apart]
name = Billing knows no cart
type = forbidden
source_modules = shop.billing
forbidden_modules = shop.cart
"""
SHOP = {
    "tach.toml": TACH,
    ".importlinter": IMPORT_LINTER,
    "src/shop/__init__.py": "",
    "src/shop/billing/__init__.py": '"""Bills."""\n\nfrom shop.billing.rates import RATE\n\n__all__ = ["RATE"]\n',
    "src/shop/billing/rates.py": "RATE = 2\nSECRET = 3\n",
    "src/shop/cart/__init__.py": "from shop.billing import RATE\nfrom shop.billing.rates import SECRET\n",
}


@pytest.fixture(name="shop")
def _shop(wheels: Path, tmp_path: Path) -> Iterator[Repository]:
    """A repository of others, where the distributions come from a folder."""
    environment = tmp_path / "environment"
    variables = {
        "PATH": os.pathsep.join((str(environment / "bin"), os.environ["PATH"])),
        "PIP_FIND_LINKS": str(wheels),
        "PANTS_PYTHON_REPOS_FIND_LINKS": f'["{wheels.as_uri()}"]',
    }
    shop = Repository(tmp_path / "the shop", variables)
    for path, text in SHOP.items():
        (shop.path / path).parent.mkdir(parents=True, exist_ok=True)
        (shop.path / path).write_text(text, encoding="utf-8")
    shop.run("git", "init", "-q", "-b", "main").ok()
    shop.run(sys.executable, "-m", "venv", str(environment)).ok()
    yield shop
    shop.close()


def test_every_command_works(shop: Repository) -> None:
    """Each command of the page ends with exit code 0 when they are run one after another, by what tach declares."""
    failed = {}
    for command in commands(ADOPT):
        ran = shop.run("bash", "-c", command, timeout=1800)
        failed[command] = "" if ran.code == 0 else ran.text
        if ran.code:
            break

    assert {command: why for command, why in failed.items() if why} == {}
    assert 'public=["__init__.py"]' in shop.read("src/shop/billing/BUILD")
    assert shop.read("pantstack-baseline.txt").splitlines()[3:] == [
        '["private-import", "src/shop/cart/__init__.py", "shop.billing.rates:SECRET"]'
    ]
