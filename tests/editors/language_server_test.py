"""The editor server as it is installed, with a client of the Language Server Protocol."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editors.editor import Editor

import pantstack

FILES = {
    "pants.toml": "",
    "a/BUILD": "pantstack_module(description='x', depends_on=['b'])\n",
    "a/x.py": "",
    "b/BUILD": "# Bills.\npantstack_module(description='x', public=['__init__.py'])\n",
    "b/__init__.py": "from b.rates import RATE\n\n__all__ = ['RATE']\n",
    "b/rates.py": "RATE = 2\n",
}
# Columns are in UTF-16: the emoji has two units.
WRONG = "x = 1\r\ny = '\N{GRINNING FACE}'; from b.rates import RATE\r\nz = 1\r\n"
RIGHT = WRONG.replace("b.rates", "b")
RANGE = {"start": {"line": 1, "character": 30}, "end": {"line": 1, "character": 34}}
MESSAGE = "`b.rates` is internal to `b`.\nb/BUILD:2 declares what is public there.\nWrite: from b import RATE"


@pytest.fixture(scope="module", name="programs")
def _programs(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with the wheel and its extra for editors."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    wheel = wheels / f"pantstack-{pantstack.VERSION}-py3-none-any.whl"
    subprocess.run([str(folder / "bin/pip"), "install", "--quiet", f"{wheel}[editor]"], check=True)
    return folder / "bin"


@pytest.fixture(name="editor")
def _editor(programs: Path, tmp_path: Path) -> Iterator[Editor]:
    """An editor in a repository."""
    folder = tmp_path / "the repository"
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    with Editor(programs, folder, {**os.environ, "HOME": str(tmp_path)}) as editor:
        yield editor


def _found(page: str) -> dict[str, Any]:
    return {
        "range": RANGE,
        "severity": 1,
        "code": "private-import",
        "codeDescription": {"href": page},
        "source": "pantstack",
        "message": MESSAGE,
    }


def test_a_session(editor: Editor, programs: Path) -> None:
    """A violation shows as one types, its fix and its declaration are offered, and it vanishes."""
    editor.start()
    editor.open("a/x.py", "")
    before = editor.diagnostics("a/x.py", 1)
    editor.type("a/x.py", 2, WRONG)
    (found,) = editor.diagnostics("a/x.py", 2)
    page = found["codeDescription"]["href"]
    actions = editor.at("textDocument/codeAction", "a/x.py", range=RANGE, context={"diagnostics": [found]})
    declarations = editor.at("textDocument/declaration", "a/x.py", position={"line": 1, "character": 32})
    elsewhere = editor.at("textDocument/declaration", "a/x.py", position={"line": 0, "character": 0})
    editor.type("a/x.py", 3, RIGHT)
    after = editor.diagnostics("a/x.py", 3)

    assert (before, found, after) == ([], _found(page), [])
    assert page.startswith(programs.parent.as_uri())
    assert page.endswith("/pantstack/boundaries/checks/private_import.md")
    lines = {"start": {"line": 1, "character": 0}, "end": {"line": 2, "character": 0}}
    edit = {"range": lines, "newText": RIGHT.splitlines(keepends=True)[1]}
    version = {"uri": editor.uri("a/x.py"), "version": 2}
    assert actions == [
        {
            "title": "Import `RATE` from b",
            "kind": "quickfix",
            "diagnostics": [_found(page)],
            "isPreferred": True,
            "edit": {"documentChanges": [{"textDocument": version, "edits": [edit]}]},
        }
    ]
    place = {
        "start": {"line": 1, "character": 0},
        "end": {"line": 1, "character": len(FILES["b/BUILD"].splitlines()[1])},
    }
    assert (declarations, elsewhere) == ([{"uri": editor.uri("b/BUILD"), "range": place}], [])
    assert editor.end() == 0
