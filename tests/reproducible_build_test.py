"""Two machines build the same files from one commit."""

from __future__ import annotations

import compileall
import hashlib
import os
import zipfile
from pathlib import Path

from harness import ROOT, Repository, copy_repository

BUILD = (ROOT / "modules/orders/BUILD").read_text(encoding="utf-8")
PEX = """
pex_binary(
    name="small",
    entry_point="modules.orders.small",
    resolve="orders_api",
    execution_mode="venv",
    include_tools=True,
    dependencies=[":program", "3rdparty/python:orders-api#uvicorn"],
)

python_sources(name="program", sources=["small.py"], resolve="orders_api")
"""


def _package(copy: Repository, umask: str, *flags: str) -> tuple[str, list[str]]:
    """Package a program with a few dependencies; return its hash, and the compiled files in it."""
    with copy.planted({"modules/orders/BUILD": BUILD + PEX, "modules/orders/small.py": "print('small')\n"}):
        command = f"umask {umask} && exec ./pants --no-pantsd {' '.join(flags)} package modules/orders:small"
        copy.run("sh", "-c", command, timeout=1800).ok()
    path = copy.path / "dist/modules.orders/small.pex"
    with zipfile.ZipFile(path) as archive:
        compiled = [name for name in archive.namelist() if "__pycache__" in name]
    return hashlib.sha256(path.read_bytes()).hexdigest(), compiled


def test_one_commit_is_one_file(tmp_path: Path) -> None:
    """Folder, home, locale, time zone, umask and what caches hold leave no trace in a PEX."""
    one = copy_repository(tmp_path / "one", {"LC_ALL": "C", "TZ": "Asia/Tokyo"})
    second = {
        "HOME": str(tmp_path / "b"),
        "LANG": "de_DE.ISO-8859-1",
        "LC_ALL": "",
        # Pants and PEX themselves: to install them once more takes minutes.
        "PANTSTACK_CACHE": os.environ.get("PANTSTACK_CACHE", str(Path.home() / ".cache/pantstack")),
        # PEX keeps its own cache in the home of the system's user, whatever HOME says to Pants.
        "PANTS_SUBPROCESS_ENVIRONMENT_ENV_VARS": f"+['HOME={tmp_path}/b']",
        "PYTHONHASHSEED": "7",
        "XDG_CACHE_HOME": "",
    }
    two = copy_repository(tmp_path / "the second/checkout", second)

    built = [_package(one, "022"), _package(two, "077")]
    wheels = tmp_path / "b/.pex/installed_wheels"
    compileall.compile_dir(str(wheels), quiet=1)
    built.append(_package(two, "027", "--no-local-cache"))

    assert list(wheels.glob("*/*/uvicorn/__pycache__/*.pyc"))
    assert built == [(built[0][0], [])] * 3
