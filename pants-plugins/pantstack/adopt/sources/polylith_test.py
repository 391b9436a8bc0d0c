"""What a Polylith workspace declares, in our words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from pantstack.adopt.sources import polylith
from pantstack.adopt.sources.testing import described, foreign
from pantstack.base.errors import UserError

WORKSPACE = '[tool.polylith]\nnamespace = "acme"\n\n[tool.polylith.structure]\ntheme = "loose"\n'
BRICK = "components/acme/orders/__init__.py"


def _read(texts: Mapping[str, str], python: Sequence[str]) -> str:
    found = polylith.read(foreign(texts, python))
    assert found is not None
    return described(found)


def test_of_the_loose_theme() -> None:
    """Bricks become modules with their interface and tests; projects and development are noted."""
    texts = {
        "workspace.toml": WORKSPACE,
        "pyproject.toml": "[tool.poetry]\nname = 'polylith workspace'\n",
        "projects/web/pyproject.toml": "[tool.polylith.bricks]\n'bases/acme/api' = 'acme/api'\n",
    }
    python = [
        "bases/acme/api/__init__.py",
        "bases/acme/api/core.py",
        BRICK,
        "components/acme/orders/core.py",
        "components/acme/stock/core.py",
        "components/acme/loose.py",
        "components/other/brick/__init__.py",
        "development/scratch.py",
        "test/components/acme/orders/test_core.py",
    ]

    assert (
        _read(texts, python)
        == """\
polylith workspace.toml
layers: bases > components
source roots: bases, components
bases/acme/api workspace.toml:1; layer=bases; public=__init__.py
components/acme/orders workspace.toml:1; layer=components; public=__init__.py; tests=test/components/acme/orders
components/acme/stock workspace.toml:1; layer=components
! projects/web/pyproject.toml:1 Which bricks this project has is not carried over: its deployable takes what it imports. Declare a pex_binary, docker_image or python_distribution for it.
! workspace.toml:1 Code in development (1 Python file) is in no module, so it may use facades alone. What it uses besides gets into the baseline.
! workspace.toml:1 components/acme/stock has no `__init__.py`, so it has no interface: all of it is public. Add one, and name it in `public`.
"""
    )


def test_of_the_tdd_theme() -> None:
    """Without a theme each brick is a project of its own, as Polylith has it; a workspace may lie in a directory."""
    texts = {"py/pyproject.toml": '[tool.poetry]\n[tool.polylith]\nnamespace = "acme.shop"\n[tool.polylith.test]\n'}
    python = [
        "py/bases/api/src/acme/shop/api/__init__.py",
        "py/components/orders/src/acme/shop/orders/__init__.py",
        "py/components/orders/test/acme/shop/orders/test_core.py",
        "py/components/orders/src/acme/other.py",
    ]

    assert (
        _read(texts, python)
        == """\
polylith py/pyproject.toml
layers: bases > components
source roots: py/bases/api/src, py/components/orders/src
py/bases/api/src/acme/shop/api py/pyproject.toml:2; layer=bases; public=__init__.py
py/components/orders/src/acme/shop/orders py/pyproject.toml:2; layer=components; public=__init__.py; tests=py/components/orders/test/acme/shop/orders
"""
    )


@pytest.mark.parametrize(
    "texts",
    [{}, {"pyproject.toml": "[tool.polylith.bricks]\n"}, {"pyproject.toml": "[project]\nname = 'polylith'\n"}],
    ids=["nothing", "a project", "a name"],
)
def test_of_nothing(texts: Mapping[str, str]) -> None:
    """Without a workspace there is nothing to read."""
    assert polylith.read(foreign(texts, [BRICK])) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[tool.polylith",
            "workspace.toml:1 This file is not valid TOML: Unexpected end of file.\n  Correct it there.",
        ),
        (
            "[tool.polylith]\nnamespace = 'a-b'\n",
            "workspace.toml:2 The namespace is not the name of a package.\n  Write it as an import does, such as acme.",
        ),
        (
            "[tool.polylith]\nnamespace = '../..'\n",
            "workspace.toml:2 The namespace is not the name of a package.\n  Write it as an import does, such as acme.",
        ),
        (
            "[tool.polylith]\nnamespace = 1\n",
            "workspace.toml:2 `1` in `namespace` is not a text.\n  Write it in quotes; it must not be empty.",
        ),
        (
            "[tool.polylith]\nnamespace = 'acme'\nthem = 'loose'\n",
            (
                "workspace.toml:3 Unknown key `them`.\n  Delete it, or use one of bricks, build, commands, git_tag_pattern,"
                " info, namespace, resources, structure, tag, test."
            ),
        ),
        (
            WORKSPACE.replace('"loose"', '"lose"'),
            "workspace.toml:5 `lose` in `theme` is not one of loose, tdd.\n  Did you mean `loose`?",
        ),
        (
            "[tool.polylith]\nnamespace = 'acme'\n",
            (
                "workspace.toml:1 There are no bricks of the namespace `acme` where the theme has them.\n"
                "  Correct `namespace` or `theme`, or leave Polylith out: --source=none."
            ),
        ),
    ],
    ids=["toml", "name", "path", "type", "key", "theme", "bricks"],
)
def test_of_mistakes(text: str, expected: str) -> None:
    """A mistake is an error of two lines with its line, never a traceback."""
    with pytest.raises(UserError) as error:
        polylith.read(foreign({"workspace.toml": text}, [BRICK]))

    assert str(error.value) == expected
