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
NO_TEXT: dict[str, Any] = {"contentChanges": []}
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


def test_units_that_are_agreed_on(editor: Editor) -> None:
    """An editor that counts in bytes gets bytes, and edits without versions where it knows no other ones."""
    able = editor.start({"general": {"positionEncodings": ["utf-8", "utf-16"]}})
    editor.open("a/x.py", WRONG)
    (found,) = editor.diagnostics("a/x.py", 1)
    (action,) = editor.at("textDocument/codeAction", "a/x.py", range=found["range"], context={"diagnostics": []})

    assert able["positionEncoding"] == "utf-8"
    assert found["range"] == {"start": {"line": 1, "character": 32}, "end": {"line": 1, "character": 36}}
    assert list(action["edit"]) == ["changes"]
    assert editor.end() == 0


def test_only_what_fix_would_do(editor: Editor) -> None:
    """There is no quick fix where `pants fix` leaves an import as it is, and none that a comment hides."""
    editor.start()
    texts = {
        "import b.rates\n": 1,
        "from b.rates import *\n": 1,
        "from b.rates import RATE  # pantstack: ignore[private-import] moves soon\n": 0,
    }
    offered = []
    editor.open("a/x.py", "")
    for version, text in enumerate(texts, 2):
        editor.type("a/x.py", version, text)
        found = [each["code"] for each in editor.diagnostics("a/x.py", version)]
        everything = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
        actions = editor.at("textDocument/codeAction", "a/x.py", range=everything, context={"diagnostics": []})
        offered.append((found.count("private-import"), actions))

    assert offered == [(count, []) for count in texts.values()]


def test_other_files(editor: Editor) -> None:
    """A change shows in files that are not open, what is not saved counts until the document is closed."""
    (editor.folder / "a/x.py").write_text("from b import RATE\n", encoding="utf-8")
    editor.start()
    editor.open("b/BUILD", FILES["b/BUILD"])
    before = editor.diagnostics("b/BUILD", 1)
    editor.type("b/BUILD", 2, "pantstack_module(description='x')\n")
    hidden = editor.diagnostics("a/x.py")
    editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri("b/BUILD")}})
    shown = editor.diagnostics("a/x.py")

    assert (before, [each["code"] for each in hidden], shown) == ([], ["private-import"], [])


def test_mistakes_in_build_files(editor: Editor) -> None:
    """An error in a declaration is a diagnostic on its BUILD file, in place of all findings until it is corrected."""
    editor.start()
    editor.open("a/x.py", WRONG)
    before = len(editor.diagnostics("a/x.py", 1))
    editor.open("b/BUILD", "pantstack_module(\n")
    broken = editor.diagnostics("b/BUILD", 1)
    during = editor.diagnostics("a/x.py", 1)
    editor.type("b/BUILD", 2, "\npantstack_module(description='')\n")
    empty = editor.diagnostics("b/BUILD", 2)
    editor.type("b/BUILD", 3, FILES["b/BUILD"])
    after = editor.diagnostics("b/BUILD", 3)

    assert (before, during, after) == (1, [], [])
    assert [each["severity"] for each in broken] == [1]
    assert empty == [
        {
            "range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 32}},
            "severity": 1,
            "source": "pantstack",
            "message": "`description` is empty.\nSay in one sentence what the module is for.",
        }
    ]


def test_files_that_change_on_the_disk(editor: Editor) -> None:
    """The server has the editor watch files, and reads again what has changed."""
    editor.start({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}})
    (registered,) = editor.registrations()
    editor.open("a/x.py", WRONG)
    before = len(editor.diagnostics("a/x.py", 1))
    (editor.folder / "pants.toml").write_text("[pantstack-lint.severities]\nprivate-import = 'off'\n", encoding="utf-8")
    change = {"uri": editor.uri("pants.toml"), "type": 2}
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    off = editor.diagnostics("a/x.py", 1)
    (editor.folder / "pants.toml").write_text("[pantstack-lint.severities]\nprivate-import = 'no'\n", encoding="utf-8")
    editor.notify("workspace/didChangeWatchedFiles", {"changes": [change]})
    mistake = editor.diagnostics("pants.toml")

    assert registered["method"] == "workspace/didChangeWatchedFiles"
    assert (before, off) == (1, [])
    assert [(each["range"]["start"]["line"], each["source"]) for each in mistake] == [(1, "pantstack")]


def test_odd_documents(editor: Editor) -> None:
    """What is no file of the repository is left alone, and what is odd in one ends nothing."""
    editor.start()
    for uri in ("untitled:Untitled-1", "git:/a/x.py", "file:///elsewhere/x.py", "http://[", "file://host/a/x.py", ""):
        item = {"uri": uri, "languageId": "python", "version": 1, "text": WRONG}
        editor.notify("textDocument/didOpen", {"textDocument": item})
        place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 32}}
        assert editor.request("textDocument/declaration", place) == []
        editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    editor.notify("textDocument/didChange", {"textDocument": {"uri": editor.uri("a/gone.py"), "version": 3}, **NO_TEXT})
    odd = ["\ud83d = (\n", "\0", "x = (" * 9999, "# coding: nonsense\n", "<<<<<<< a\n", "\ufeff\x0cimport b.rates\r"]
    editor.open("a/new.py", "")
    for version, text in enumerate(odd, 2):
        editor.type("a/new.py", version, text)
    last = editor.diagnostics("a/new.py", len(odd) + 1)
    after = {"line": 999, "character": 999}

    assert [each["code"] for each in last][:1] == ["private-import"]
    assert editor.at("textDocument/declaration", "a/new.py", position=after) == []
    assert editor.end() == 0


def test_newest_wins(editor: Editor) -> None:
    """Of many versions typed at once the last one is checked, and requests wait for it."""
    editor.start()
    editor.open("a/x.py", "")
    for version in range(2, 200):
        editor.type("a/x.py", version, WRONG * (version % 2))
    editor.type("a/x.py", 200, WRONG)
    (action,) = editor.at("textDocument/codeAction", "a/x.py", range=RANGE, context={"diagnostics": []})
    last = editor.diagnostics("a/x.py", 200)
    versions = [each for each in editor.published("a/x.py") if each is not None]

    assert action["edit"]["documentChanges"][0]["textDocument"]["version"] == 200
    assert [each["range"] for each in last] == [RANGE]
    assert len(versions) < 200


def test_without_modules(editor: Editor) -> None:
    """In a repository without modules one message of two lines says so, however much is typed."""
    (editor.folder / "a/BUILD").unlink()
    (editor.folder / "b/BUILD").unlink()
    editor.start()
    message = editor.message()
    editor.open("a/x.py", WRONG)
    found = editor.diagnostics("a/x.py", 1)

    assert message == (
        f"No BUILD file in {editor.folder} declares a pantstack_module, so there is nothing to find.\n"
        "Open the folder of the repository, or declare a module."
    )
    assert (found, editor.messages()) == ([], [])
    assert editor.end() == 0


def test_outside_of_repositories(editor: Editor) -> None:
    """A folder that is in no repository is not read; one message of two lines says so."""
    (editor.folder / "pants.toml").unlink()
    editor.start()
    message = editor.message()
    editor.open("a/x.py", WRONG)
    found = editor.at("textDocument/declaration", "a/x.py", position={"line": 1, "character": 32})

    assert message == (
        f"`{editor.folder}` is in no repository: there is neither pants.toml nor .git.\n"
        "  Open the folder of a repository, or start the server with --root."
    )
    assert (found, editor.messages()) == ([], [])
    assert editor.end() == 0


def test_edits(editor: Editor) -> None:
    """An edit replaces the lines that differ and nothing else, whatever the file begins and ends with."""
    editor.start()
    texts = {
        "\ufefffrom b.rates import RATE": ((0, 0), (0, 25), "\ufefffrom b import RATE"),
        "\ufeff# x\nfrom b.rates import RATE": ((1, 0), (1, 24), "from b import RATE"),
        "# coding: latin-1\r\nfrom b.rates import RATE  # \xe9\r\n\r\n": (
            *((1, 0), (2, 0)),
            "from b import RATE  # \xe9\r\n",
        ),
        "from b.rates import (\n    RATE,\n)\n": ((0, 0), (1, 0), "from b import (\n"),
        "from b import RATE as r\nfrom b.rates import RATE\n": ((0, 0), (2, 0), "from b import RATE as r, RATE\n"),
    }
    edits = []
    editor.open("a/x.py", "")
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    for version, text in enumerate(texts, 2):
        editor.type("a/x.py", version, text)
        (action,) = editor.at("textDocument/codeAction", "a/x.py", range=everything, context={"diagnostics": []})
        (edit,) = action["edit"]["documentChanges"][0]["edits"]
        places = ((each["line"], each["character"]) for each in (edit["range"]["start"], edit["range"]["end"]))
        edits.append((*places, edit["newText"]))

    assert edits == list(texts.values())


def test_an_end_without_a_farewell(editor: Editor) -> None:
    """An editor that ends without shutting the server down is an error of it, as the protocol has it."""
    editor.start()
    editor.notify("exit", None)

    assert editor.wait() == 1
