"""Where options come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from pantstack.base.errors import UserError
from pantstack.standalone.options.pants_options import PantsOptions


def _options(root: Path, files: dict[str, str], environment: dict[str, str], **flags: object) -> PantsOptions:
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    given = {("pantstack", name): value for name, value in flags.items()}
    return PantsOptions(str(root), {"PANTS_PANTSRC": "false", **environment}, given)


@pytest.mark.parametrize(
    ("files", "environment", "flags", "layers"),
    [
        ({}, {}, {}, ("d",)),
        ({"pants.toml": "[pantstack]\nlayers = ['a']\n"}, {}, {}, ("a",)),
        ({"pants.toml": "[pantstack]\nlayers.add = ['a']\n"}, {}, {}, ("d", "a")),
        ({"pants.toml": "[pantstack.layers]\nadd = ['a']\nremove = ['d']\n"}, {}, {}, ("a",)),
        ({"pants.toml": "[pantstack]\nlayers = \"+['a']\"\n"}, {}, {}, ("d", "a")),
        (
            {"pants.toml": "[DEFAULT]\nx = 'y'\n[pantstack]\nlayers = ['%(x)s', '%(env.E)s']\n"},
            {"E": "z"},
            {},
            ("y", "z"),
        ),
        (
            {"pants.toml": "[pantstack]\nlayers = ['a']\n", "ci.toml": "[pantstack]\nlayers.add = ['b']\n"},
            {"PANTS_CONFIG_FILES": "ci.toml"},
            {},
            ("a", "b"),
        ),
        ({".pants.rc": "[pantstack]\nlayers.add = ['rc']\n"}, {"PANTS_PANTSRC": "true"}, {}, ("d", "rc")),
        ({"pants.toml": "[pantstack]\nlayers = ['a']\n"}, {"PANTS_PANTSTACK_LAYERS": "+['e']"}, {}, ("a", "e")),
        ({"pants.toml": "[pantstack]\nlayers = ['a']\n"}, {"PANTS_PANTSTACK_LAYERS": "e"}, {"layers": ["f"]}, ("f",)),
    ],
)
def test_lists(
    tmp_path: Path,
    files: dict[str, str],
    environment: dict[str, str],
    flags: dict[str, object],
    layers: tuple[str, ...],
) -> None:
    """Files, rc files, variables and flags count in this order, and add to each other."""
    assert _options(tmp_path, files, environment, **flags).list("pantstack", "layers", ("d",)) == layers


def test_many_resolves(tmp_path: Path) -> None:
    """Plain lines, which are not parsed one by one, count like others."""
    lines = "".join(f"r{number} = 'l{number}.lock'\n" for number in range(3)) + "".join(
        f'p{number} = "m{number}.lock"\n' for number in range(4)
    )
    options = _options(tmp_path, {"pants.toml": f"[python]\n[python.resolves]\n{lines}"}, {})

    assert options.table("python", "resolves") == {
        **{f"r{number}": f"l{number}.lock" for number in range(3)},
        **{f"p{number}": f"m{number}.lock" for number in range(4)},
    }


@pytest.mark.parametrize(
    ("toml", "error"),
    [
        ("[pantstack\n", "pants.toml:1 It is not TOML: "),
        ("[pantstack]\nlayers = {x = 1}\n", "pants.toml:2 The value of [pantstack].layers is a table, not a list."),
        ("[pantstack]\nlayers = '[a'\n", "pants.toml:2 The value of [pantstack].layers cannot be read."),
    ],
)
def test_mistakes(tmp_path: Path, toml: str, error: str) -> None:
    """What cannot be read is an error with its place."""
    with pytest.raises(UserError) as raised:
        _options(tmp_path, {"pants.toml": toml}, {}).list("pantstack", "layers")

    assert str(raised.value)[: len(error)] == error
