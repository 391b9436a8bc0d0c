"""Random code that is edited: what is kept of earlier runs changes nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from random import Random
from typing import Optional

import pytest

from pantstack.boundaries import testing
from pantstack.boundaries.scanner.outline.outline import Outline
from pantstack.boundaries.screening.file_judge import FileJudge, JudgedFile
from pantstack.boundaries.screening.source_tree import SourceTree
from pantstack.boundaries.screening.testing import BUILDS, FILES, remembering, unscreened
from pantstack.boundaries.testing import reported

# Declared in another way, for the same files.
OTHER = {"m/alpha/BUILD": "pantstack_module(description='x')\n"}
# No declaration needs these.
NEEDLESS = ("m/alpha/__init__.py", "m/alpha/helpers.py", "m/beta/helpers.py", "shared/core.py", "scripts/run.py")


# Most of these are findings only if other files say so.
PLAIN = (
    "from m.beta.public import Thing",
    "from m.beta import public\npublic.Thing()",
    "import m.beta.public\nm.beta.public.Thing()",
    "import m.beta.public as public",
    "from m.alpha.public import Thing",
    "from m.beta.helpers import Thing",
    "from shared.core import Thing",
    "from shared import core\ncore.Thing()",
    "from .helpers import Thing",
    "from .helpers import public\npublic.Thing()",
    "from .helpers import *",
    "from .core import helpers, Thing",
    "from .core import public as shared",
    "patch('m.beta.public.Thing')",
    "class Thing: ...",
    "__all__ = ['Thing']",
)


def code(random: Random) -> str:
    """What a file has."""
    return "\n".join(random.choice(PLAIN) for _ in range(random.randint(0, 2))) + "\n"


def edit_of(random: Random) -> dict[str, Optional[str]]:
    """What a file or two has instead; None where it is removed."""
    kind = random.randint(0, 9)
    if kind == 0:
        return dict(random.choice((OTHER, {path: BUILDS[path] for path in OTHER})))
    if kind == 1:
        return {random.choice(NEEDLESS): None}
    return {path: code(random) for path in random.sample(FILES, random.choice((1, 1, 2)))}


def edited(tree: Mapping[str, str], edit: Mapping[str, Optional[str]]) -> dict[str, str]:
    """A tree after an edit."""
    found = {**tree, **edit}
    return {path: text for path, text in found.items() if text is not None}


@pytest.mark.parametrize("seed", range(100))
def test_what_is_kept_changes_nothing(seed: int) -> None:
    """After each edit, a run that knows the earlier ones says the same as one that knows nothing."""
    random = Random(seed)  # noqa: S311  no secret
    kept, tree = SourceTree(""), {**BUILDS, **{path: code(random) for path in FILES}}
    for _ in range(5):
        fresh = testing.project(tree)

        assert reported(tree, remembering(fresh, tree, kept)) == reported(tree, fresh)
        tree = edited(tree, edit_of(random))


# Each takes the name from the other one.
CIRCLE = {
    "m/beta/public/__init__.py": "from shared.core import Thing\n",
    "shared/core.py": "from m.beta.public import Thing\n",
    "m/alpha/nested/helpers.py": "from shared import core\ncore.Thing()\n",
}


@pytest.mark.parametrize("changed", FILES)
def test_names_that_are_circular(changed: str) -> None:
    """Where it matters which file is judged first, a run that knows the earlier ones says the same as well."""
    kept, tree = SourceTree(""), {**BUILDS, **dict.fromkeys(FILES, ""), **CIRCLE}
    for text in ("", "from m.beta.public import Thing\n", "from shared.core import Thing\n", ""):
        tree = {**tree, changed: tree[changed] + text}
        fresh = testing.project(tree)

        assert reported(tree, remembering(fresh, tree, kept)) == reported(tree, fresh)


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("def make() -> int:\n    # Longer.\n    return 2\n", {"m/alpha/public/__init__.py"}),
        ("\n\ndef make() -> int:\n    return 1\n", {"m/alpha/public/__init__.py"}),
        ("def make(size) -> int:\n    return 1\n", {"m/alpha/public/__init__.py"}),
        ("def made() -> int:\n    return 1\n", set(FILES)),
        ("from m.alpha.core import make\n", set(FILES)),
    ],
    ids=["another body", "elsewhere", "another parameter", "another name", "from elsewhere"],
)
def test_an_edit_of_what_others_import(text: str, judged: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are judged again where what a file binds is another, and not for its functions' bodies."""
    kept, changed = SourceTree(""), "m/alpha/public/__init__.py"
    tree = {**BUILDS, **dict.fromkeys(FILES, ""), changed: "def make() -> int:\n    return 1\n"}
    tree["m/beta/helpers.py"] = "from m.alpha.public import make\n"
    reported(tree, remembering(testing.project(tree), tree, kept))
    seen: list[str] = []
    judge = FileJudge.judge

    def seeing(self: FileJudge, path: str, outline: Outline) -> JudgedFile:
        seen.append(path)
        return judge(self, path, outline)

    monkeypatch.setattr(FileJudge, "judge", seeing)
    tree[changed] = text
    fresh = testing.project(tree)

    assert reported(tree, remembering(fresh, tree, kept)) == reported(tree, unscreened(fresh))
    assert set(seen) == judged


_PROGRAM = """
from pantstack.boundaries.screening.conclusions import surroundings
from pantstack.boundaries.screening.reading_rules import ReadingRules
from pantstack.boundaries.screening.testing import BUILDS, FILES
from pantstack.boundaries.testing import project

found = project({**BUILDS, **dict.fromkeys(FILES, "")})
print(surroundings(found, ReadingRules(frozenset({"m", "shared", "scripts", "tools", "apps"}))).hex())
"""


def test_other_processes_know_the_same_surroundings() -> None:
    """What stands for declarations and files is the same in each process, whatever the order of its sets."""
    found = {
        subprocess.check_output(
            [sys.executable, "-c", _PROGRAM], env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed}
        )
        for seed in "1234"
    }

    assert len(found) == 1
