"""`make dev` serves a module while one edits it, on the port that everything else knows."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from harness import ROOT, Repository, end_group
from served import free_port, title
from toys import until

from pantstack.scaffold.registers.compose_text import read

MODULES = ("inventory", "orders", "shipping")
OURS = {"PYTHONPATH": "build-support"}
MAIN = "modules/orders/backend/api/main.py"


def test_row_15_hot_reload(repository: Repository) -> None:
    """A module is served from its folder, and what one edits is served as soon as it is saved."""
    made = "import dev; dev.environment(dev.ROOT / dev.REQUIREMENTS.format('orders'))"
    repository.run("python3", "-c", made, env=OURS).ok()
    port = free_port()
    server = subprocess.Popen(
        ("make", "-s", "dev", "M=orders"),
        cwd=repository.path,
        env={**os.environ, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    )
    try:
        until(lambda: title(port) == "Orders Service", "it serves")
        with repository.planted({MAIN: repository.read(MAIN).replace("Orders Service", "Mine")}):
            until(lambda: title(port) == "Mine", "it serves what was edited")
        until(lambda: title(port) == "Orders Service", "it serves what was edited once more")
    finally:
        end_group(server)


def test_row_14_requirements_that_include_others(tmp_path: Path) -> None:
    """An environment is made anew when an included file changes; `-r` within a name includes nothing."""
    code = "import dev, pathlib; print(dev.digest(pathlib.Path({!r})))".format(str(tmp_path / "api.txt"))
    (tmp_path / "api.txt").write_text("instrumentation-redis>=1\n  -r core.txt\n", encoding="utf-8")
    seen = []
    for text in ("redis", "redis", "other"):
        (tmp_path / "core.txt").write_text(text, encoding="utf-8")
        ran = subprocess.run(
            ("python3", "-c", code), cwd=ROOT, env={**os.environ, **OURS}, capture_output=True, text=True, check=False
        )
        seen.append(ran.stdout or ran.stderr)

    assert [len(digest.strip()) for digest in seen] == [64] * 3, seen
    assert (seen[0] == seen[1], seen[1] == seen[2]) == (True, False)


@pytest.mark.parametrize("name", MODULES)
def test_rows_88_c12_one_port(repository: Repository, name: str) -> None:
    """A module has one port in development, and 8000 in its container, wherever that stands."""
    code = f"import dev; print(dev.port_of(dev.ROOT / 'modules/{name}'))"
    port = repository.run("python3", "-c", code, env=OURS).ok().out.strip()

    module = ROOT / "modules" / name
    compose = read((ROOT / "compose.yaml").read_text(encoding="utf-8")).scalars
    assert [each.value for each in compose if each.keys[:2] == (name, "ports")] == [f"127.0.0.1:{port}:8000"]
    assert f"\nPORT = {port}\n" in (module / "backend/api/__main__.py").read_text(encoding="utf-8")
    assert f"| `HOST`, `PORT` | `127.0.0.1`, `{port}` |" in (module / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"PORT=(\d+)|EXPOSE (\d+)", (module / "Dockerfile").read_text(encoding="utf-8")) == [
        ("8000", ""),
        ("", "8000"),
    ]
    index = (ROOT / "docs/modules.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| \[{name}\]\(\.\./modules/{name}\) \|.*\| {port} \|$", index, re.MULTILINE)


def test_what_is_no_service(repository: Repository) -> None:
    """A folder without an application is refused in two lines."""
    with repository.planted({"modules/empty/x": ""}):
        ran = repository.run("make", "-s", "dev", "M=empty")

    assert ran.err.splitlines()[:2] == [
        "make dev: modules/empty is not a service: there is no modules/empty/backend/api/main.py.",
        "Write: make dev M=orders",
    ]
