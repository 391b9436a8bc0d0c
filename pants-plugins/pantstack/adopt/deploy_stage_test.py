"""The stage `deploy` in repositories of others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pantstack.adopt.deploy_stage import deploy
from pantstack.adopt.model import Changes, Repository
from pantstack.base.errors import UserErrors

PANTS_TOML = '[GLOBAL]\npythonpath = ["x"]\nbackend_packages = ["pants.backend.python", "pantstack"]\n'
ENVIRONMENTS = """\
# Where `pants deploy MODULE --env=NAME` brings modules up.
deploy_environment(name="local")

deploy_environment(name="test")
"""


def repository(texts: Mapping[str, str]) -> Repository:
    """A repository."""
    return Repository({"pants.toml": PANTS_TOML, **texts})


def test_an_empty_repository() -> None:
    """It gets environments and a runner, and by that is complete."""
    before = repository({})
    made = deploy(before, "1.2.3")

    assert made == Changes(
        {
            "pants.toml": f'{PANTS_TOML}\n[deploy]\nrunner = "stack/infra/runner:runner"\n',
            "BUILD": ENVIRONMENTS,
            "stack/infra/runner/BUILD": (
                "# Runs Pulumi for `pants deploy`, in the resolve of the modules' programs.\n"
                'pex_binary(\n    name="runner",\n    entry_point="pantstack_runner.main",\n    resolve="infra",\n'
                '    execution_mode="venv",\n    dependencies=["3rdparty/python:infra"],\n)\n'
            ),
        }
    )
    assert deploy(before.after(made), "1.2.4") == Changes()


def test_targets_of_ones_own() -> None:
    """Environments of one's own stay the only ones, other targets stay, and so does another runner."""
    declared = deploy(repository({"BUILD.x": "deploy_environment(name='mine')\n"}), "1.2.3")
    beside = deploy(repository({"BUILD": "# mine\nfile(name='x', source='y')"}), "1.2.3")
    toml = f"{PANTS_TOML}\n[deploy]\nrunner = 'a:b'\n"

    assert sorted(declared.texts) == ["pants.toml", "stack/infra/runner/BUILD"]
    assert beside.texts["BUILD"] == f"# mine\nfile(name='x', source='y')\n\n{ENVIRONMENTS}"
    assert sorted(deploy(repository({"pants.toml": toml}), "").texts) == ["BUILD"]


def test_everything_that_is_in_the_way() -> None:
    """All of it is named at once, with its place and what to do."""
    texts = {"BUILD": "files(\n    name='a')\nfiles(name='local')\n", "stack/infra/runner/BUILD": "mine()\n"}
    with pytest.raises(UserErrors) as caught:
        deploy(repository(texts), "")

    assert "\n".join(map(str, caught.value.errors)) == (
        "stack/infra/runner/BUILD:1 `stack/infra/runner/BUILD` is there with a content of its own, and Pantstack's file"
        " of this name belongs there.\n"
        "  Move it out of stack/infra/runner/, then run again.\n"
        "BUILD:3 `local` is a files here, and an environment of that name belongs here.\n"
        "  Give it another name, or declare a deploy_environment yourself, then run again.\n"
        "pants.toml:2 Pantstack is not installed as a distribution here, so there is no runner of its version to"
        " install.\n"
        '  Write plugins = ["pantstack==VERSION"] in place of pythonpath, in [GLOBAL] of pants.toml, then run again.'
    )
